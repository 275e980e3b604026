import { createSession } from '@pivotkit/core';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { startSimulator, type SimulatedReply, type SimulatedRequest, type Simulator } from '@pivotkit/testkit';
import { address, certificate, comment, domain, file, resolution, sha256, stats, url, vote, whois } from './replies.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ basePath: '/api/v3', routes: [] });
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [virustotal],
    config: { virustotal: { apiKey: 'k3y', baseUrl: server.baseUrl } },
    // The quota of a free key would make the tests wait.
    quotas: { windows: { virustotal: [] } },
    network: { attempts: 1, noProxy: '*' },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  session = await connect();
});
afterEach(() => session.close());

const ok = (json: unknown): SimulatedReply => ({ json });
const page = (data: unknown, cursor?: string): SimulatedReply =>
  ok({ data, meta: { count: 9, ...(cursor && { cursor }) } });

const fileRow = { sha256, judgement: 'malicious', severity: 'high', malicious: 3, engines: 60, name: 'a.exe', sizeBytes: 7, threatLabel: 'trojan.x', firstSubmittedAt: new Date(1_600_000_000_000), lastSubmittedAt: null }; // prettier-ignore
const domainRow = {
  dns: 'www.example.net',
  judgement: 'unknown',
  severity: 'unknown',
  malicious: null,
  registrar: 'R',
};
const addressRow = { ipAddress: '8.8.4.4', asn: 64_500, country: 'NL', judgement: 'unknown' };
const urlRow = { url: 'http://www.example.net/a', judgement: 'malicious', title: '<b>x</b>' };
const resolutionRow = { dns: 'www.example.net', ipAddress: '8.8.4.4', resolvedAt: new Date(1_700_000_000_000), resolver: 'R', dnsMalicious: null, ipAddressMalicious: 3 }; // prettier-ignore
const certificateRow = { sha1: 'd'.repeat(40), sha256: 'e'.repeat(64), serialNumber: '0a', subject: 'CN=www.example.net, OU=a+b', issuer: 'CN=Example CA', notBefore: new Date('2026-01-01T00:00:00Z'), names: ['www.example.net'], port: 8443, seenHereAt: new Date('2026-01-02T00:00:00Z'), firstSeenAt: null }; // prettier-ignore
const whoisRow = { registrar: 'Example Registrar', registrant: '0f0f', country: 'NL', createdAt: new Date('2001-01-01T00:00:00Z'), expiresAt: new Date('2031-01-01T00:00:00Z'), nameServers: ['ns1.example.net', 'ns2.example.net'] }; // prettier-ignore

const google = 'http://www.example.com/';
const id = Buffer.from(google).toString('base64url');

/** Kind, pivot, value, path, what the service says, what becomes of it. */
const table: readonly (readonly [string, string, string, string, object, object])[] = [
  ['IpAddress', 'resolutions', '8.8.4.4', '/ip_addresses/8.8.4.4/resolutions', resolution, resolutionRow],
  ['Dns', 'resolutions', 'www.example.net', '/domains/www.example.net/resolutions', resolution, resolutionRow],
  ['Dns', 'subdomains', 'example.net', '/domains/example.net/subdomains', domain, domainRow],
  ['Dns', 'siblings', 'a.example.net', '/domains/a.example.net/siblings', domain, domainRow],
  ['Dns', 'certificates', 'example.net', '/domains/example.net/historical_ssl_certificates', certificate, certificateRow], // prettier-ignore
  ['IpAddress', 'historicalWhois', '8.8.4.4', '/ip_addresses/8.8.4.4/historical_whois', whois, whoisRow],
  ['IpAddress', 'communicatingFiles', '8.8.4.4', '/ip_addresses/8.8.4.4/communicating_files', file, fileRow],
  ['Dns', 'referrerFiles', 'example.net', '/domains/example.net/referrer_files', file, fileRow],
  ['Url', 'downloadedFiles', google, `/urls/${id}/downloaded_files`, file, fileRow],
  ['Dns', 'urls', 'example.net', '/domains/example.net/urls', url, urlRow],
  ['FileHash', 'contactedAddresses', md5, `/files/${md5}/contacted_ips`, address, addressRow],
  ['FileHash', 'contactedDomains', md5, `/files/${md5}/contacted_domains`, domain, domainRow],
  ['FileHash', 'contactedUrls', md5, `/files/${md5}/contacted_urls`, url, urlRow],
  ['FileHash', 'droppedFiles', md5, `/files/${md5}/dropped_files`, file, fileRow],
  ['FileHash', 'bundledFiles', md5, `/files/${md5}/bundled_files`, file, fileRow],
  ['FileHash', 'executionParents', md5, `/files/${md5}/execution_parents`, file, fileRow],
  ['Url', 'comments', google, `/urls/${id}/comments`, comment, { text: 'see <script>', positive: 2, abuse: 1, tags: ['x'] }], // prettier-ignore
  ['Dns', 'votes', 'example.net', '/domains/example.net/votes', vote, { verdict: 'malicious', weight: -3 }],
];

describe('what is related', () => {
  test.each(table)('%s %s of %s', async (kind, pivot, value, ...[path, item, row]) => {
    server.answer(page([item]));
    const frame = await session.pivot(kind, `virustotal.${pivot}`)(value);
    expect(frame.row(0)).toMatchObject({ [`virustotal.${pivot}.status`]: 'found', ...row });
    expect(server.requests.map((request) => request.url)).toEqual([`/api/v3${path}?limit=40`]);
  });

  test('every relation is in the table', () => {
    const many = virustotal.pivots.filter(({ rowsPerInput }) => rowsPerInput === 'many').map(({ name }) => name);
    const elsewhere = ['servingAddress', 'techniques', 'search'];
    const tried = [...table.map(([, pivot]) => pivot), ...elsewhere].map((name) => `virustotal.${name}`);
    expect(new Set(tried)).toEqual(new Set(many));
  });

  test('one thing alone is an object, and null where there is none', async () => {
    const { Url } = session.entities;
    server.answer(({ path }) => ok({ data: path.includes(id) ? address : null }));
    const frame = await Url.virustotal.servingAddress([google, 'http://other.example.com/']);
    expect(frame.toRows()).toMatchObject([addressRow, { 'virustotal.servingAddress.status': 'not-found' }]);
  });

  test('nothing related is not found; what is known by its number alone is a row', async () => {
    const { FileHash } = session.entities;
    server.answer(page([]));
    const none = await FileHash.virustotal.droppedFiles(md5);
    expect(none.row(0)['virustotal.droppedFiles.status']).toBe('not-found');
    server.answer(page([{ type: 'file', id: 'b'.repeat(64), error: { code: 'NotFoundError' } }]));
    const bare = await FileHash.virustotal.bundledFiles(md5);
    expect(bare.row(0)).toMatchObject({
      sha256: 'b'.repeat(64),
      judgement: 'unknown',
      severity: 'unknown',
      name: null,
    });
  });

  test('an entity the service writes in a way that is none stays as it came', async () => {
    server.answer(page([{ ...resolution, attributes: { ...resolution.attributes, host_name: 'not a name' } }]));
    const frame = await session.entities.IpAddress.virustotal.resolutions('8.8.4.4');
    expect(frame.row(0)).toMatchObject({ dns: 'not a name', ipAddress: '8.8.4.4' });
  });
});

describe('pages', () => {
  /** 100 names, 40 a page. */
  const hundred = ({ query }: SimulatedRequest): SimulatedReply => {
    const start = Number(query['cursor']?.slice(1) ?? 0);
    const end = Math.min(100, start + Number(query['limit']));
    const names = Array.from({ length: end - start }, (_, i) => ({ id: `n${start + i}.example.net`, type: 'domain' }));
    return page(names, end < 100 ? `+${end}` : undefined);
  };

  test.each([
    [undefined, 40, ['limit=40'], 'the first 40 rows; VirusTotal has more'],
    [10, 10, ['limit=10'], 'the first 10 rows; VirusTotal has more'],
    [60, 60, ['limit=40', 'limit=40&cursor=%2B40'], 'the first 60 rows; VirusTotal has more'],
    [1_000, 100, ['limit=40', 'limit=40&cursor=%2B40', 'limit=40&cursor=%2B80'], undefined],
  ])('limit %s gives %i rows', async (limit, rows, queries, note) => {
    server.answer(hundred);
    const options = limit === undefined ? {} : { limit };
    const frame = await session.entities.Dns.virustotal.subdomains('example.net', options);
    expect(frame.size).toBe(rows);
    expect(frame.row(rows - 1).dns).toBe(`n${rows - 1}.example.net`);
    expect(server.requests.map(({ url }) => url.split('?')[1])).toEqual(queries);
    expect(frame.why(0, 'dns')?.note).toBe(note);
  });

  test.each([[0], [1_001], [1.5], ['40']])('a limit of %s is refused before anything is asked', async (limit) => {
    const options: object = { limit };
    const asked = session.pivot('Dns', 'virustotal.subdomains')('example.net', options);
    await expect(asked).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
    expect(server.requests).toEqual([]);
  });

  test('a page that is refused leaves no half answer', async () => {
    server.answer((heard) => ('cursor' in heard.query ? { status: 429, json: {} } : hundred(heard)));
    const frame = await session.entities.Dns.virustotal.subdomains('example.net', { limit: 100 });
    expect(frame.toRows()).toMatchObject([{ dns: null, 'virustotal.subdomains.status': 'throttled' }]);
  });

  test('further pages count in the quota', async () => {
    const options = { quotas: { windows: { virustotal: [{ per: 'minute', limit: 2 }] } } } as const;
    const config = { virustotal: { apiKey: 'k3y', baseUrl: server.baseUrl } };
    await using frugal = await createSession({ plugins: [virustotal], config, ...options });
    server.answer(hundred);
    const frame = await frugal.entities.Dns.virustotal.subdomains('example.net', { limit: 100 });
    expect(frame.row(0)['virustotal.subdomains.status']).toBe('throttled');
    expect(server.requests.length).toBe(2);
  });
});

describe('what a plan does not cover', () => {
  const forbidden: SimulatedReply = {
    status: 403,
    json: { error: { code: 'ForbiddenError', message: 'You are not authorized to perform the requested operation' } },
  };

  test.each([['urls'], ['downloadedFiles'], ['search']])('%s says so, and others are still asked', async (pivot) => {
    server.answer((heard) => (heard.path.includes('resolutions') ? page([resolution]) : forbidden));
    const frame = await session.pivot('IpAddress', `virustotal.${pivot}`)('8.8.4.4');
    expect(frame.row(0)).toMatchObject({ [`virustotal.${pivot}.status`]: 'failed(PROVIDER_NOT_ENTITLED)' });
    expect(frame.why(0, 'judgement')?.note).toMatch(/plan behind the key does not cover.*get one that covers it/);
    const other = await session.entities.IpAddress.virustotal.resolutions('8.8.4.4');
    expect(other.row(0)['virustotal.resolutions.status']).toBe('found');
  });

  test('a 403 that is not of the service is no matter of plans', async () => {
    server.answer({ status: 403, text: '<html>proxy</html>' });
    const frame = await session.entities.IpAddress.virustotal.resolutions('8.8.4.4');
    expect(frame.row(0)['virustotal.resolutions.status']).toBe('failed(PROVIDER_FORBIDDEN)');
  });
});

describe('search', () => {
  const queryOf = ({ query }: SimulatedRequest): string | undefined => query['query'];

  test.each([
    ['IpAddress', '8.8.4.4', undefined, 'entity:file behaviour_network:8.8.4.4'],
    ['IpAddress', '2001:4860:4860::8888', undefined, 'entity:file behaviour_network:"2001:4860:4860::8888"'],
    ['Url', 'http://www.example.com/a?b', undefined, 'entity:file behaviour_network:"http://www.example.com/a?b"'],
    ['FileHash', md5, undefined, `similar-to:${md5}`],
    ['Dns', 'example.net', 'entity:file p:5+ content:{value}', 'entity:file p:5+ content:example.net'],
  ])('%s %s with %s', async (kind, value, query, sent) => {
    server.answer(page([file]));
    const options = query === undefined ? {} : { query };
    const frame = await session.pivot(kind, 'virustotal.search')(value, options);
    expect(frame.row(0)).toMatchObject(fileRow);
    expect(server.requests.map(queryOf)).toEqual([sent]);
    expect(server.requests[0]?.path).toBe('/api/v3/intelligence/search');
    expect(server.requests[0]?.query['limit']).toBe('300');
  });

  test('a query without {value} would ask the same of everything', async () => {
    const asked = session.entities.Dns.virustotal.search('example.net', { query: 'p:5+' });
    await expect(asked).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });
});

describe('what a file does', () => {
  test('together', async () => {
    const data = {
      command_executions: ['cmd /c x'],
      files_dropped: [{ path: 'C:\\x', sha256 }, { path: 'C:\\y' }],
      registry_keys_set: [{ key: 'HKLM\\x', value: '1' }, { key: 'HKLM\\y' }],
      dns_lookups: [{ hostname: 'www.example.net', resolved_ips: ['8.8.4.4'] }, { hostname: 'x.example.net' }],
      ip_traffic: [{ destination_ip: '8.8.4.4', destination_port: 443, transport_layer_protocol: 'TCP' }],
      http_conversations: [{ url: 'http://www.example.net/', request_method: 'GET' }],
      mitre_attack_techniques: [{ id: 'T1055' }, { id: 'T1012' }, { id: 'T1055' }],
      verdicts: ['MALWARE'],
      brand_new: [{ a: 1 }],
    };
    server.answer(ok({ data }));
    const frame = await session.entities.FileHash.virustotal.behaviour(md5);
    expect(frame.row(0)).toMatchObject({
      'virustotal.behaviour.status': 'found',
      verdicts: ['MALWARE'],
      commandsRun: ['cmd /c x'],
      filesDropped: [{ path: 'C:\\x', sha256 }, { path: 'C:\\y', sha256: null }], // prettier-ignore
      registryKeysSet: [{ key: 'HKLM\\x', value: '1' }, { key: 'HKLM\\y', value: null }], // prettier-ignore
      dnsLookups: [{ dns: 'www.example.net', ipAddresses: ['8.8.4.4'] }, { dns: 'x.example.net', ipAddresses: [] }], // prettier-ignore
      connections: [{ ipAddress: '8.8.4.4', port: 443, protocol: 'TCP' }],
      httpRequests: [{ url: 'http://www.example.net/', method: 'GET' }],
      techniques: ['T1012', 'T1055'],
      mutexesCreated: null,
    });
    expect(server.requests[0]?.path).toBe(`/api/v3/files/${md5}/behaviour_summary`);
  });

  test.each([[null], [{}], [{ tags: [] }]])('%j says that no sandbox ran it', async (data) => {
    server.answer(ok({ data }));
    const frame = await session.entities.FileHash.virustotal.behaviour(md5);
    expect(frame.row(0)['virustotal.behaviour.status']).toBe('not-found');
    expect(frame.why(0, 'verdicts')?.note).toBe('no sandbox ran it');
  });

  test('by technique, tactic and sandbox', async () => {
    const technique = (id: string, ...severities: string[]) => ({
      id,
      name: `name of ${id}`,
      link: `https://attack.mitre.org/techniques/${id}/`,
      signatures: severities.map((severity) => ({ severity, description: `${severity} thing` })),
    });
    const data = {
      Zenbox: {
        tactics: [{ id: 'TA0005', name: 'Defense Evasion', techniques: [technique('T1055', 'INFO', 'HIGH')] }],
      },
      'VirusTotal Observer': null,
      Empty: {},
      CAPE: { tactics: [{ id: 'TA0007', techniques: [{ id: 'T1012' }] }] },
    };
    server.answer(ok({ data }));
    const frame = await session.entities.FileHash.virustotal.techniques(md5);
    expect(frame.toRows()).toMatchObject([
      { technique: 'T1055', tactic: 'TA0005', sandbox: 'Zenbox', highestSeverity: 'HIGH', signatures: ['INFO thing', 'HIGH thing'] }, // prettier-ignore
      { technique: 'T1012', tacticName: null, sandbox: 'CAPE', highestSeverity: null, signatures: [], reference: null },
    ]);
  });
});

describe('facets', () => {
  const facetOf = (pivot: string, facet: string) => {
    const found = virustotal.pivots.find(({ name }) => name === `virustotal.${pivot}`);
    const rowOf: unknown = Reflect.get(found?.facets ?? {}, facet);
    return (row: object): unknown => (typeof rowOf === 'function' ? rowOf(row) : 'there is none');
  };

  test.each<[string, string, string, string, object, object]>([
    ['resolutions', 'resolutions', 'IpAddress', '8.8.4.4', resolution, { dns: 'www.example.net', ipAddress: '8.8.4.4', recordType: 'A', lastSeenAt: new Date(1_700_000_000_000) }], // prettier-ignore
    ['subdomains', 'subdomains', 'Dns', 'example.net', domain, { dns: 'www.example.net' }],
    ['certificates', 'certificates', 'Dns', 'example.net', certificate, { sha1: 'd'.repeat(40), names: ['www.example.net'], firstSeenAt: new Date('2026-01-02T00:00:00Z') }], // prettier-ignore
    ['historicalWhois', 'whois', 'Dns', 'example.net', whois, { registrar: 'Example Registrar', nameServers: ['ns1.example.net', 'ns2.example.net'] }], // prettier-ignore
  ])('%s says %s', async (pivot, facet, kind, ...[value, item, expected]) => {
    server.answer(page([item]));
    const frame = await session.pivot(kind, `virustotal.${pivot}`)(value);
    expect(facetOf(pivot, facet)(frame.row(0))).toMatchObject(expected);
  });

  test('a report is an opinion where the engines have one', async () => {
    const opinion = facetOf('report', 'reputation');
    server.answer(ok({ data: { id: '8.8.4.4', type: 'ip_address', attributes: { last_analysis_stats: stats } } }));
    const report = await session.entities.IpAddress.virustotal.report('8.8.4.4');
    expect(opinion(report.row(0))).toMatchObject({ judgement: 'malicious', severity: 'high', score: 3, scale: [0, 60], reasons: ['3 of 60 engines'] }); // prettier-ignore
    server.answer(ok({ data: { id: '8.8.8.8', type: 'ip_address', attributes: {} } }));
    const silence = await session.entities.IpAddress.virustotal.report('8.8.8.8');
    expect(opinion(silence.row(0))).toBeUndefined();
  });
});

test('pivots chain: a domain, its addresses, their reports', async () => {
  server.answer(({ path }) =>
    path.includes('/resolutions')
      ? page(['8.8.4.4', '8.8.8.8'].map((ip) => ({ ...resolution, attributes: { ...resolution.attributes, ip_address: ip } }))) // prettier-ignore
      : ok({
          data: {
            id: path.split('/').at(-1),
            type: 'ip_address',
            attributes: path.includes('8.8.4.4') ? { last_analysis_stats: stats } : {},
          },
        }),
  );
  const { Dns, IpAddress } = session.entities;
  const frame = await session
    .from([{ name: 'www.example.net' }])
    .pivot(Dns.virustotal.resolutions, { column: 'name', columns: ['ipAddress'] })
    .pivot(IpAddress.virustotal.report, { column: 'ipAddress', columns: ['judgement'] })
    .run();
  expect(frame.toRows()).toMatchObject([
    { name: 'www.example.net', ipAddress: '8.8.4.4', judgement: 'malicious' },
    { name: 'www.example.net', ipAddress: '8.8.8.8', judgement: 'unknown' },
  ]);
});
