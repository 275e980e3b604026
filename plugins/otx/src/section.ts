import {
  definePivot,
  httpLookup,
  type Call,
  type Facets,
  type LookupResult,
  type OutputColumns,
  type RowInput,
  type RowOf,
  type RowsPerInput,
} from '@pivotkit/core';
import type { EntityClass } from '@pivotkit/entities';
import { z } from 'zod';
import { provider, sectionRequest, type State, type Thing } from './client.ts';

/** Rows OTX gives at once; it answers slowly, and larger pages slower still. */
const pageSize = 50;

const paged = z.strictObject({
  /** Rows for each input, at most; each 50 cost a request. */
  limit: z.int().min(1).max(1_000).default(pageSize),
});

/** One section of what OTX keeps about a thing, as data. */
interface Section<
  N extends string,
  C extends EntityClass<Thing>,
  Cols extends OutputColumns,
  Rows extends RowsPerInput,
  Reply,
> {
  readonly name: N;
  readonly description: string;
  readonly from: readonly C[];
  readonly rowsPerInput: Rows;
  readonly examples: readonly string[];
  readonly columns: Cols;
  readonly facets?: Facets<RowOf<Cols>>;
  /** Its name in OTX's paths. */
  readonly section: string;
  readonly reply: z.ZodType<Reply>;
  readonly map: (reply: Reply, input: Thing) => LookupResult<RowInput<Cols>>;
  /** What a key is to it, where it cannot be used without one. */
  readonly needsKey?: string;
}

const terms = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // What clients of OTX quote for a key; no number of its own was found (otx.alienvault.com/api, read 2026-11-28).
  limits: { concurrent: 4, timeoutMs: 60_000, quota: [{ per: 'hour', limit: 10_000 }] },
  cost: '1 request each; free, about 10,000 an hour with a key',
} as const;

/** A section as a pivot: one request for each thing. */
export const section = <
  const N extends string,
  C extends EntityClass<Thing>,
  const Cols extends OutputColumns,
  const Rows extends RowsPerInput,
  Reply,
>({
  section: path,
  reply,
  map,
  needsKey,
  facets,
  ...declaration
}: Section<N, C, Cols, Rows, Reply>) =>
  definePivot({
    ...declaration,
    ...terms,
    ...(facets !== undefined && { facets }),
    lookup: httpLookup({
      provider: needsKey === undefined ? provider : { ...provider, needs: { apiKey: needsKey } },
      request: (input: Thing) => sectionRequest(input, path),
      reply,
      map,
    }),
  });

/** How the pages of a list are told. */
interface PageReply {
  readonly has_next?: boolean | null | undefined;
  readonly page_num?: number | null | undefined;
}

/** As `section`, page by page up to the option `limit`. */
export const pagedSection = <
  const N extends string,
  C extends EntityClass<Thing>,
  const Cols extends OutputColumns,
  Reply extends PageReply,
>({
  section: path,
  reply,
  map,
  needsKey: _,
  facets,
  ...declaration
}: Section<N, C, Cols, 'many', Reply>) =>
  definePivot({
    ...declaration,
    ...terms,
    ...(facets !== undefined && { facets }),
    options: paged,
    lookup: httpLookup({
      provider,
      request: (input: Thing, { options }: Call<z.output<typeof paged>, State>) =>
        sectionRequest(input, path, pageQuery(options.limit, 1)),
      reply,
      map,
      pages: (input, { options }) => ({
        maxRows: options.limit,
        maxPages: Math.ceil(options.limit / pageSize),
        next: ({ has_next, page_num }) => {
          if (has_next !== true) return undefined;
          const next = sectionRequest(input, path, pageQuery(options.limit, (page_num ?? 1) + 1));
          return 'status' in next ? undefined : next;
        },
      }),
    }),
  });

const pageQuery = (limit: number, page: number): { readonly limit: number; readonly page: number } => ({
  limit: Math.min(limit, pageSize),
  page,
});
