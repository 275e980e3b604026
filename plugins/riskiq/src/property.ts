import {
  definePivot,
  found,
  httpLookup,
  type Call,
  type Facets,
  type LookupResult,
  type OutputColumns,
  type ProviderRequest,
  type RowInput,
  type RowOf,
  type RowsPerInput,
} from '@pivotkit/core';
import type { EntityClass } from '@pivotkit/entities';
import { z } from 'zod';
import { graph, legacy, type Host } from './clients.ts';
import { unavailable, type State } from './state.ts';

const pageSize = 100;

const options = z.strictObject({
  /** Rows for each input, at most; each 100 cost a request. */
  limit: z.int().min(1).max(10_000).default(pageSize),
});

type PropertyCall = Call<z.output<typeof options>, State>;

/** How one of the two services is asked for a property, and what it means. */
interface Source<Reply, Row> {
  readonly request: (host: Host) => ProviderRequest;
  readonly reply: z.ZodType<Reply>;
  readonly rows: (reply: Reply, host: Host) => readonly Row[];
}

/** One property of hosts, as data. */
interface Property<
  N extends string,
  C extends EntityClass<Host>,
  Cols extends OutputColumns,
  Rows extends RowsPerInput,
  GraphReply extends { readonly '@odata.nextLink'?: string | null | undefined },
  LegacyReply,
> {
  readonly name: N;
  readonly description: string;
  readonly from: readonly C[];
  readonly rowsPerInput: Rows;
  readonly examples: readonly string[];
  readonly columns: Cols;
  readonly facets?: Facets<RowOf<Cols>>;
  readonly graph: Source<GraphReply, RowInput<Cols>>;
  /** Absent where PassiveTotal had nothing of the kind. */
  readonly legacy?: Source<LegacyReply, RowInput<Cols>>;
}

const terms = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: graph.name },
  // No quota of these endpoints is published (learn.microsoft.com/graph/throttling-limits, read 2026-11-28).
  limits: { concurrent: 4 },
  cost: '1 request for 100 rows; needs a licence of Microsoft Defender XDR or Sentinel, or of Defender TI',
} as const;

/** A property as a pivot, asked where the setting `riskiq.api` says. */
export const property = <
  const N extends string,
  C extends EntityClass<Host>,
  const Cols extends OutputColumns,
  const Rows extends RowsPerInput,
  GraphReply extends { readonly '@odata.nextLink'?: string | null | undefined },
  LegacyReply = never,
>({
  graph: newer,
  legacy: older,
  facets,
  ...declaration
}: Property<N, C, Cols, Rows, GraphReply, LegacyReply>) => {
  const askGraph = graphLookup(newer);
  const askLegacy = older === undefined ? undefined : legacyLookup(older);
  return definePivot({
    ...declaration,
    ...terms,
    examples: declaration.from
      .slice(0, 1)
      .map(({ kind }) => `await ${kind}.${declaration.name}('${kind === 'Dns' ? 'example.com' : '8.8.8.8'}')`),
    ...(facets !== undefined && { facets }),
    options,
    unavailable: (state: State, mode) =>
      unavailable(state, mode) ??
      (state.api === 'passivetotal' && askLegacy === undefined
        ? "PassiveTotal had nothing of the kind; set riskiq.api to 'mdti'"
        : undefined),
    lookup: (hosts: readonly Host[], call: PropertyCall) =>
      call.state.api === 'passivetotal' && askLegacy !== undefined ? askLegacy(hosts, call) : askGraph(hosts, call),
  });
};

const graphLookup = <Reply extends { readonly '@odata.nextLink'?: string | null | undefined }, Row>({
  request,
  reply,
  rows,
}: Source<Reply, Row>) =>
  httpLookup({
    provider: graph,
    request: (host: Host) => request(host),
    reply,
    map: (page, host) => found(rows(page, host)),
    pages: (host, { options: { limit } }: PropertyCall) => ({
      maxRows: limit,
      maxPages: Math.ceil(limit / pageSize),
      next: (page) => {
        const query = queryOf(page['@odata.nextLink']);
        return query === undefined ? undefined : request(host).query(query);
      },
    }),
  });

const legacyLookup = <Reply, Row>({ request, reply, rows }: Source<Reply, Row>) =>
  httpLookup({
    provider: legacy,
    request: (host: Host) => request(host),
    reply,
    map: (page, host, { options: { limit } }: PropertyCall) => firstOf(rows(page, host), limit),
  });

/** PassiveTotal gave everything at once; that rows are left out is said as it is where pages are. */
function firstOf<Row>(rows: readonly Row[], limit: number): LookupResult<Row> {
  const result = found(rows.slice(0, limit));
  if (result.status !== 'found' || rows.length <= limit) return result;
  return { ...result, note: `the first ${limit} rows; ${legacy.name} has more` };
}

/** Of the link to the next page the place it begins at: the rest of the request is known, and no link is followed blindly. */
function queryOf(link: string | null | undefined): Record<string, string> | undefined {
  if (link === null || link === undefined || !URL.canParse(link)) return undefined;
  const query = [...new URL(link).searchParams].filter(([name]) => /^\$skip(token)?$/i.test(name));
  return query.length === 0 ? undefined : Object.fromEntries(query);
}
