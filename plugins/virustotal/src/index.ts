import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { behaviour } from './behaviour.ts';
import { hosts, provider, reportRequest, type State } from './client.ts';
import { reportColumns } from './columns.ts';
import { opinionOf, reportRow } from './map.ts';
import { relations } from './relations.ts';
import { reportReply } from './reply.ts';
import { search } from './search.ts';
import { techniques } from './techniques.ts';
import { cost, terms } from './terms.ts';

const report = definePivot({
  name: 'virustotal.report',
  description: 'What antivirus engines and the community of VirusTotal say about an address, domain, URL or file',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: reportColumns,
  facets: { reputation: opinionOf },
  ...terms,
  cost,
  examples: ["await IpAddress.virustotal.report('8.8.8.8')"],
  lookup: httpLookup({ provider, request: reportRequest, reply: reportReply, map: reportRow }),
});

/** Looks addresses, domains, URLs and files up at VirusTotal (API v3), and what is related to them. */
export const virustotal = definePlugin({
  name: 'virustotal',
  version: '0.1.0',
  description: 'Reports of VirusTotal about addresses, domains, URLs and files, and what is related to them',
  config: z.strictObject({
    apiKey: secret().optional(),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (_, config): State => config,
  // 1 request. The endpoint that tells the quotas itself wants the id of the user, which a key alone does not give.
  check: httpCheck({ provider, request: () => get`/ip_addresses/${'8.8.8.8'}`, reply: reportReply }),
  pivots: [report, ...relations, behaviour, techniques, search],
});
