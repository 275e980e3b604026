import {
  baseUrlAt,
  definePivot,
  definePlugin,
  httpCheck,
  httpLookup,
  listLookup,
  openList,
  post,
  secret,
  type FetchedList,
} from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import {
  hosts,
  malwarebazaarApi,
  malwarebazaarRequest,
  threatfoxApi,
  threatfoxRequest,
  urlhausApi,
  urlhausRequest,
  type Settings,
} from './client.ts';
import { feodoColumns, feodoList, feodoOpinion, feodoRows, type Servers } from './feodo.ts';
import { malwarebazaarColumns, malwarebazaarOpinion, malwarebazaarReply, malwarebazaarRow } from './malwarebazaar.ts';
import { listFor, sslblColumns, sslblList, sslblOpinion, sslblRow, type Certificates } from './sslbl.ts';
import { threatfoxColumns, threatfoxOpinion, threatfoxReply, threatfoxRows } from './threatfox.ts';
import {
  urlhausColumns,
  urlhausOpinion,
  urlhausReply,
  urlhausRow,
  urlhausUrlRows,
  urlhausUrlsColumns,
} from './urlhaus.ts';

interface State extends Settings {
  readonly feodo: FetchedList<Servers>;
  readonly certificates: FetchedList<Certificates>;
}

const asks = (provider: string) =>
  ({
    sharing: { reaches: 'provider', maxTlp: 'green', provider },
    // Fair use; no figure is published.
    limits: { concurrent: 2 },
    cost: '1 request; abuse.ch asks for fair use',
  }) as const;

const urlhaus = definePivot({
  name: 'abusech.urlhaus',
  description: 'Whether URLhaus knows a URL, host or file that spreads malware, and whether it still does',
  from: [Url, Dns, IpAddress, FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: urlhausColumns,
  facets: { reputation: urlhausOpinion },
  ...asks(urlhausApi.name),
  examples: ["await Dns.abusech.urlhaus('evil.example.com')"],
  lookup: httpLookup({ provider: urlhausApi, request: urlhausRequest, reply: urlhausReply, map: urlhausRow }),
});

const urlhausUrls = definePivot({
  name: 'abusech.urlhausUrls',
  description: 'URLs that spread malware at a host or with a payload, as URLhaus knows them, one row a URL',
  from: [Dns, IpAddress, FileHash, File],
  rowsPerInput: 'many',
  columns: urlhausUrlsColumns,
  ...asks(urlhausApi.name),
  examples: ["await FileHash.abusech.urlhausUrls('d41d8cd98f00b204e9800998ecf8427e')"],
  lookup: httpLookup({ provider: urlhausApi, request: urlhausRequest, reply: urlhausReply, map: urlhausUrlRows }),
});

const threatfox = definePivot({
  name: 'abusech.threatfox',
  description: 'Indicators of malware that ThreatFox has about an address, domain, URL or hash, one row an indicator',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'many',
  columns: threatfoxColumns,
  facets: { reputation: threatfoxOpinion },
  ...asks(threatfoxApi.name),
  examples: ["await IpAddress.abusech.threatfox('203.0.113.7')"],
  lookup: httpLookup({ provider: threatfoxApi, request: threatfoxRequest, reply: threatfoxReply, map: threatfoxRows }),
});

const malwarebazaar = definePivot({
  name: 'abusech.malwarebazaar',
  description: 'What MalwareBazaar knows of a file: malware family, hashes, where it came from',
  from: [FileHash, File],
  rowsPerInput: 'at-most-one',
  columns: malwarebazaarColumns,
  facets: { reputation: malwarebazaarOpinion },
  ...asks(malwarebazaarApi.name),
  examples: ["await FileHash.abusech.malwarebazaar('44d88612fea8a8f36de82e1278abb02f')"],
  lookup: httpLookup({
    provider: malwarebazaarApi,
    request: malwarebazaarRequest,
    reply: malwarebazaarReply,
    map: malwarebazaarRow,
  }),
});

const feodo = definePivot({
  name: 'abusech.feodo',
  description: 'Whether an address is a botnet server by the list of Feodo Tracker, which is searched here',
  from: [IpAddress],
  rowsPerInput: 'many',
  columns: feodoColumns,
  facets: { reputation: feodoOpinion },
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  examples: ["session.from(flows).pivot(IpAddress.abusech.feodo, { column: 'destinationIp' })"],
  lookup: listLookup({ list: (state: State) => state.feodo, find: feodoRows }),
});

const sslbl = definePivot({
  name: 'abusech.sslbl',
  description: 'Whether a certificate is used by malware, by its SHA-1 in the list of SSLBL, which is searched here',
  from: [FileHash],
  rowsPerInput: 'at-most-one',
  columns: sslblColumns,
  facets: { reputation: sslblOpinion },
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  examples: ["await FileHash.abusech.sslbl('da39a3ee5e6b4b0d3255bfef95601890afd80709')"],
  lookup: listLookup({
    list: ({ certificates }: State, input: FileHash) => listFor(certificates, input),
    find: sslblRow,
  }),
});

// All APIs take the same key; a host that nobody lists is answered by `no_results`.
const checkKey = httpCheck<z.output<typeof urlhausReply>, State>({
  provider: urlhausApi,
  request: () => post`/host/`.form({ host: 'example.com' }),
  reply: urlhausReply,
});

/** Looks things up at the services of abuse.ch, and in its lists. */
export const abusech = definePlugin({
  name: 'abusech',
  version: '0.1.0',
  description: 'Malware, its URLs, hosts and certificates, from the services and lists of abuse.ch',
  config: z.strictObject({
    authKey: secret().optional(),
    refreshMinutes: z.int().min(5).default(60),
    baseUrls: z
      .strictObject({
        urlhaus: baseUrlAt(hosts.urlhaus).optional(),
        threatfox: baseUrlAt(hosts.threatfox).optional(),
        malwarebazaar: baseUrlAt(hosts.malwarebazaar).optional(),
        feodo: baseUrlAt(hosts.feodo).optional(),
        sslbl: baseUrlAt(hosts.sslbl).optional(),
      })
      .default({}),
  }),
  setup: (host, settings): State => ({
    ...settings,
    feodo: openList(feodoList, host, settings),
    certificates: openList(sslblList, host, settings),
  }),
  check: checkKey,
  pivots: [urlhaus, urlhausUrls, threatfox, malwarebazaar, feodo, sslbl],
});
