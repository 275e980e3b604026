import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { hosts, provider, smokeRequest, type State } from './client.ts';
import { smokeColumns } from './columns.ts';
import { opinionOf, smokeRow } from './map.ts';
import { smokeReply } from './reply.ts';

const smoke = definePivot({
  name: 'crowdsec.smoke',
  description: 'What servers with CrowdSec report about an address: attacks, behaviour, scores, false positives',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: smokeColumns,
  facets: { reputation: opinionOf },
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // A free community key, https://docs.crowdsec.net/u/cti_api, read 2026-11-28; older pages say 40 or 50 a day.
  limits: { concurrent: 2, quota: [{ per: 'month', limit: 120 }] },
  cost: '1 request; a free key has 120 a month',
  examples: ["await IpAddress.crowdsec.smoke('8.8.8.8')"],
  lookup: httpLookup({ provider, request: smokeRequest, reply: smokeReply, map: smokeRow }),
});

/** Looks addresses up in the threat intelligence of CrowdSec (CTI API v2). */
export const crowdsec = definePlugin({
  name: 'crowdsec',
  version: '0.1.0',
  description: 'Attacks that servers with CrowdSec report about addresses',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  // There is no cheaper question: 1 request of the month.
  check: httpCheck({ provider, request: () => get`/smoke/${'8.8.8.8'}`, reply: smokeReply }),
  pivots: [smoke],
});
