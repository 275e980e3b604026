import { baseUrlAt, definePivot, definePlugin, get, httpBatchLookup, httpCheck, secret } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { z } from 'zod';
import { domainsPerRequest, hosts, provider, rankRequest, refuseSuffix, type State } from './client.ts';
import { opinionOf, rankColumns, rankReply, rankResults } from './rank.ts';

const rank = definePivot({
  name: 'openpagerank.rank',
  description: 'How well linked a domain is, by Open PageRank, 100 domains with one request',
  from: [Dns],
  rowsPerInput: 'at-most-one',
  columns: rankColumns,
  facets: { reputation: opinionOf },
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // 10,000 requests an hour by its documentation; a third party says 1,000 a day, read 2026-11-28. Domains are counted.
  limits: { batch: domainsPerRequest, concurrent: 2, quota: [{ per: 'hour', limit: 10_000 }] },
  cost: '1 request for 100 domains',
  examples: ["session.from(proxy).pivot(Dns.openpagerank.rank, { column: 'domain' })"],
  lookup: httpBatchLookup({
    provider,
    refuse: refuseSuffix,
    request: rankRequest,
    reply: rankReply,
    split: rankResults,
  }),
});

/** Ranks domains by Open PageRank (API v1.0). */
export const openpagerank = definePlugin({
  name: 'openpagerank',
  version: '0.1.0',
  description: 'Ranks of domains by how well they are linked, from Open PageRank',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  check: httpCheck({
    provider,
    request: () => get`/getPageRank`.query({ 'domains[0]': 'example.com' }),
    reply: rankReply,
  }),
  pivots: [rank],
});
