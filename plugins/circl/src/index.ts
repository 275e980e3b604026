import { baseUrlAt, definePivot, definePlugin, get, httpCheck, httpLookup, secret } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import {
  certificateRequest,
  hashlookup,
  hashlookupHosts,
  hashlookupRequest,
  hosts,
  passiveDnsRequest,
  passiveSslRequest,
  provider,
  type State,
} from './client.ts';
import { hashlookupColumns, hashlookupOpinion, hashlookupReply, hashlookupRow } from './hashlookup.ts';
import { passiveDnsColumns, passiveDnsRows, resolutionOf } from './passive-dns.ts';
import {
  certificateHostsColumns,
  certificateHostsReply,
  certificateHostsRows,
  certificateOf,
  passiveSslColumns,
  passiveSslReply,
  passiveSslRows,
} from './passive-ssl.ts';

const files = definePivot({
  name: 'circl.hashlookup',
  description: 'Whether a file is one that is known: of an operating system, a package, a collection of malware',
  from: [FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: hashlookupColumns,
  facets: { reputation: hashlookupOpinion },
  sharing: { reaches: 'provider', maxTlp: 'green', provider: hashlookup.name },
  // Fair use; no figure is published.
  limits: { concurrent: 4 },
  cost: '1 request; CIRCL asks for fair use',
  examples: ["await FileHash.circl.hashlookup('d41d8cd98f00b204e9800998ecf8427e')"],
  lookup: httpLookup({ provider: hashlookup, request: hashlookupRequest, reply: hashlookupReply, map: hashlookupRow }),
});

const forPartners = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  limits: { concurrent: 2 },
  cost: '1 request; for partners of CIRCL',
} as const;

const passiveDns = definePivot({
  name: 'circl.passiveDns',
  description: 'Where a name led, or which names led to an address, as CIRCL saw it, one row a record',
  from: [Dns, IpAddress],
  rowsPerInput: 'many',
  columns: passiveDnsColumns,
  facets: { resolutions: resolutionOf },
  ...forPartners,
  examples: ["await Dns.circl.passiveDns('www.example.com')"],
  lookup: httpLookup({
    provider,
    request: passiveDnsRequest,
    format: 'text',
    reply: z.string(),
    map: (body) => passiveDnsRows(body),
  }),
});

const passiveSsl = definePivot({
  name: 'circl.passiveSsl',
  description: 'Certificates that CIRCL saw at an address, one row each',
  from: [IpAddress],
  rowsPerInput: 'many',
  columns: passiveSslColumns,
  facets: { certificates: certificateOf },
  ...forPartners,
  examples: ["await IpAddress.circl.passiveSsl('8.8.8.8')"],
  lookup: httpLookup({ provider, request: passiveSslRequest, reply: passiveSslReply, map: passiveSslRows }),
});

const certificateHosts = definePivot({
  name: 'circl.certificateHosts',
  description: 'Addresses at which CIRCL saw a certificate, by its SHA-1, one row each',
  from: [FileHash],
  rowsPerInput: 'many',
  columns: certificateHostsColumns,
  ...forPartners,
  examples: ["await FileHash.circl.certificateHosts('da39a3ee5e6b4b0d3255bfef95601890afd80709')"],
  lookup: httpLookup({
    provider,
    request: certificateRequest,
    reply: certificateHostsReply,
    map: certificateHostsRows,
  }),
});

/** Looks files up at CIRCL hashlookup, and names, addresses and certificates in its passive DNS and passive SSL. */
export const circl = definePlugin({
  name: 'circl',
  version: '0.1.0',
  description: 'Known files, passive DNS and passive SSL of CIRCL',
  config: z.strictObject({
    user: secret().optional(),
    password: secret().optional(),
    hashlookupUrl: baseUrlAt(hashlookupHosts).optional(),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (_, config): State => config,
  // The empty file is known to every source. Passive DNS has no question that is cheap, and its credentials are few.
  check: httpCheck({
    provider: hashlookup,
    request: () => get`/lookup/md5/${'d41d8cd98f00b204e9800998ecf8427e'}`,
    reply: hashlookupReply,
  }),
  pivots: [files, passiveDns, passiveSsl, certificateHosts],
});
