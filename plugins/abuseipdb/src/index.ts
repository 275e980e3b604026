import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret, type Call } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { checkRequest, hosts, provider, reportsRequest, type Options, type State } from './client.ts';
import { checkColumns, reportsColumns } from './columns.ts';
import { checkRow, opinionOf, reportRows } from './map.ts';
import { checkReply, reportsReply } from './reply.ts';

/** The default of the API itself. */
const options = z.strictObject({ maxAgeDays: z.int().min(1).max(365).default(30) });

// Daily limits of a free account by endpoint, https://docs.abuseipdb.com/#api-daily-rate-limits, read 2026-11-28.
const check = definePivot({
  name: 'abuseipdb.check',
  description: 'How sure AbuseIPDB is that an address does harm, by what its users report',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: checkColumns,
  facets: { reputation: opinionOf },
  options,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  limits: { concurrent: 4, quota: [{ per: 'day', limit: 1_000 }] },
  cost: '1 request; a free account has 1,000 a day',
  examples: ["await IpAddress.abuseipdb.check('8.8.8.8', { maxAgeDays: 90 })"],
  lookup: httpLookup({
    provider,
    request: (input: IpAddress, call: Call<Options, State>) => checkRequest(input, call.options),
    reply: checkReply,
    map: ({ data }, input) => checkRow(data, input),
  }),
});

const reports = definePivot({
  name: 'abuseipdb.reports',
  description: 'What users of AbuseIPDB report about an address, one row a report, newest first',
  from: [IpAddress],
  rowsPerInput: 'many',
  columns: reportsColumns,
  options,
  // The endpoint has an account of its own: what it uses up is not taken from `check`.
  sharing: { reaches: 'provider', maxTlp: 'green', provider: `${provider.name} reports` },
  limits: { concurrent: 2, quota: [{ per: 'day', limit: 100 }] },
  cost: '1 request for 100 reports; a free account has 100 a day',
  examples: ["await IpAddress.abuseipdb.reports('8.8.8.8')"],
  lookup: httpLookup({
    provider,
    request: (input: IpAddress, call: Call<Options, State>) => reportsRequest(input, call.options),
    reply: reportsReply,
    map: ({ data }) => reportRows(data),
    pages: { next: ({ data }) => data.nextPageUrl ?? undefined, maxPages: 3 },
  }),
});

/** Looks addresses up at AbuseIPDB (API v2). */
export const abuseipdb = definePlugin({
  name: 'abuseipdb',
  version: '0.1.0',
  description: 'Reports of abuse about addresses, from AbuseIPDB',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  check: httpCheck({ provider, request: () => get`/check`.query({ ipAddress: '8.8.8.8' }), reply: checkReply }),
  pivots: [check, reports],
});
