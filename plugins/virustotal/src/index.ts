import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { hosts, provider, reportRequest, type State } from './client.ts';
import { reportColumns } from './columns.ts';
import { reportRow } from './map.ts';
import { reportReply } from './reply.ts';

const report = definePivot({
  name: 'virustotal.report',
  description: 'What antivirus engines and the community of VirusTotal say about an address, domain, URL or file',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: reportColumns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // A free key; other plans say theirs in the configuration. Public quotas, docs.virustotal.com, read 2026-11-20.
  limits: {
    concurrent: 4,
    quota: [
      { per: 'minute', limit: 4 },
      { per: 'day', limit: 500 },
      { per: 'month', limit: 15_500 },
    ],
  },
  cost: '1 request each; a free key has 4 a minute and 500 a day, for private use',
  examples: ["await IpAddress.virustotal.report('8.8.8.8')"],
  unavailable: (state: State, mode) =>
    mode === 'live' && state.apiKey === undefined
      ? 'it needs an API key: the setting virustotal.apiKey, or the variable PIVOTKIT_VIRUSTOTAL_APIKEY'
      : undefined,
  lookup: httpLookup({ provider, request: reportRequest, reply: reportReply, map: reportRow }),
});

/** Looks addresses, domains, URLs and files up at VirusTotal (API v3). */
export const virustotal = definePlugin({
  name: 'virustotal',
  version: '0.1.0',
  description: 'Reports of VirusTotal about addresses, domains, URLs and files',
  config: z.strictObject({
    apiKey: secret().optional(),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (_, config): State => config,
  // 1 request. The endpoint that tells the quotas itself wants the id of the user, which a key alone does not give.
  check: httpCheck({ provider, request: () => get`/ip_addresses/${'8.8.8.8'}`, reply: reportReply }),
  pivots: [report],
});
