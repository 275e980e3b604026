import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { hosts, provider, reportRequest, type State } from './client.ts';
import { reportColumns } from './columns.ts';
import { reportRow } from './map.ts';
import { reportReply } from './reply.ts';

const report = definePivot({
  name: 'exampleService.report',
  description: 'What Example Service knows about an address or a name',
  from: [IpAddress, Dns],
  rowsPerInput: 'at-most-one',
  columns: reportColumns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  limits: { concurrent: 4, quota: [{ per: 'minute', limit: 60 }] },
  cost: '1 request each, 60 a minute',
  examples: ["await IpAddress.exampleService.report('8.8.8.8')"],
  lookup: httpLookup({ provider, request: reportRequest, reply: reportReply, map: reportRow }),
});

/** Looks addresses and names up at Example Service. */
export const exampleService = definePlugin({
  name: 'example-service',
  version: '0.1.0',
  description: 'Reports of Example Service about addresses and names',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_host, config): State => config,
  check: httpCheck({ provider, request: () => get`/reports/${'8.8.8.8'}`, reply: reportReply }),
  pivots: [report],
});
