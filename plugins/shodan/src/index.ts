import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import {
  domainRequest,
  hostRequest,
  hosts,
  internetdb,
  internetdbHosts,
  internetdbRequest,
  provider,
  servicesRequest,
  type State,
} from './client.ts';
import { domainColumns, hostColumns, internetdbColumns, servicesColumns } from './columns.ts';
import { certificateOf, domainRows, hostRow, internetdbRow, resolutionOf, serviceRows, subdomainOf } from './map.ts';
import { domainReply, hostReply, internetdbReply, servicesReply } from './reply.ts';

const asks = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // Of any plan, https://developer.shodan.io/api, read 2026-11-28.
  limits: { concurrent: 1, quota: [{ per: 'second', limit: 1 }] },
} as const;

const host = definePivot({
  name: 'shodan.host',
  description: 'What Shodan saw at an address: open ports, names, owner, vulnerabilities, in one row',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: hostColumns,
  ...asks,
  cost: '1 request, 1 a second; no credits',
  examples: ["await IpAddress.shodan.host('8.8.8.8')"],
  lookup: httpLookup({ provider, request: hostRequest, reply: hostReply, map: hostRow }),
});

const services = definePivot({
  name: 'shodan.services',
  description: 'Services that Shodan saw at an address, with program, version and certificate, one row each',
  from: [IpAddress],
  rowsPerInput: 'many',
  columns: servicesColumns,
  facets: { certificates: certificateOf },
  ...asks,
  cost: '1 request, 1 a second; no credits',
  examples: ["await IpAddress.shodan.services('8.8.8.8')"],
  lookup: httpLookup({ provider, request: servicesRequest, reply: servicesReply, map: serviceRows }),
});

const domain = definePivot({
  name: 'shodan.domain',
  description: 'Names below a domain and their records, as Shodan saw them, one row a record',
  from: [Dns],
  rowsPerInput: 'many',
  columns: domainColumns,
  facets: { subdomains: subdomainOf, resolutions: resolutionOf },
  ...asks,
  cost: '1 request and 1 query credit',
  examples: ["await Dns.shodan.domain('example.com')"],
  lookup: httpLookup({ provider, request: domainRequest, reply: domainReply, map: domainRows }),
});

const internetDb = definePivot({
  name: 'shodan.internetdb',
  description: 'Open ports, names and vulnerabilities of an address, by Shodan’s free InternetDB, without a key',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: internetdbColumns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: internetdb.name },
  // No figure is published; a burst led to an hour of refusals (bbot issue 2412, 2025-04), so at this pace.
  limits: { concurrent: 1, quota: [{ per: 'second', limit: 1 }] },
  cost: '1 request, 1 a second; free for non-commercial use',
  examples: ["await IpAddress.shodan.internetdb('8.8.8.8')"],
  lookup: httpLookup({ provider: internetdb, request: internetdbRequest, reply: internetdbReply, map: internetdbRow }),
});

/** Costs no credits. */
const checkKey = httpCheck({ provider, request: () => get`/api-info`, reply: z.object({ plan: z.string() }) });
const checkInternetdb = httpCheck({ provider: internetdb, request: () => get`/${'8.8.8.8'}`, reply: internetdbReply });

/** Looks addresses and domains up at Shodan, and addresses in its InternetDB. */
export const shodan = definePlugin({
  name: 'shodan',
  version: '0.1.0',
  description: 'Open ports, services and names, as Shodan saw them',
  config: z.strictObject({
    apiKey: secret().optional(),
    baseUrl: baseUrlAt(hosts).optional(),
    internetdbUrl: baseUrlAt(internetdbHosts).optional(),
  }),
  setup: (_, config): State => config,
  check: (state, call) => (state.apiKey === undefined ? checkInternetdb(state, call) : checkKey(state, call)),
  pivots: [host, services, domain, internetDb],
});
