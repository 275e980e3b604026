import { found, httpLookup, ProviderRequest, type LookupResult, type OutputColumns } from '@pivotkit/core';
import { z } from 'zod';
import { provider, type Thing } from './client.ts';
import type { Shape } from './objects/shape.ts';
import { listReply } from './reply.ts';

export interface ListOptions {
  readonly limit: number;
}

/** The option of all lists: rows for each input, at most. */
export const limit = z.int().min(1).max(1_000);

/** What a page is asked for with: `limit`, and after the first `cursor`. */
type PageQuery = Readonly<Record<string, string | number>>;

interface ListLookup<In, Cols extends OutputColumns, Item, Options> {
  readonly request: (input: In, page: PageQuery, options: Options) => ProviderRequest | LookupResult<never>;
  readonly shape: Shape<Cols, Item>;
  /** Rows of one page, at most. */
  readonly pageSize: number;
}

/** Lists of objects: a row each, in the order of the service, page by page up to the option `limit`. */
export const listLookup = <In extends Thing, Cols extends OutputColumns, Item, Options extends ListOptions>({
  request,
  shape,
  pageSize,
}: ListLookup<In, Cols, Item, Options>) =>
  httpLookup({
    provider,
    request: (input: In, { options }: { readonly options: Options }) =>
      request(input, { limit: Math.min(options.limit, pageSize) }, options),
    reply: listReply(shape.item),
    map: ({ data }) => found(data.map((item) => shape.row(item))),
    pages: (input, { options }) => ({
      maxRows: options.limit,
      maxPages: Math.ceil(options.limit / pageSize),
      next: ({ meta }) => {
        const cursor = meta?.cursor ?? '';
        if (cursor === '') return undefined;
        const next = request(input, { limit: Math.min(options.limit, pageSize), cursor }, options);
        return next instanceof ProviderRequest ? next : undefined;
      },
    }),
  });
