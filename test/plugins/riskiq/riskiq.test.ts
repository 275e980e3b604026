import { createSession } from '@pivotkit/core';
import { riskiq } from '@pivotkit/plugin-riskiq';
import { startSimulator, type SimulatedReply, type SimulatedRequest, type Simulator } from '@pivotkit/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const secret = 'cl13nt-s3cret-that-nobody-may-see';
const token = 't0ken-that-nobody-may-see';

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ routes: [] });
});
afterAll(() => server.close());

const connect = (config: object) =>
  createSession({
    plugins: [riskiq],
    config: { riskiq: { baseUrl: `${server.baseUrl}/v1`, ...config } },
    network: { attempts: 1, noProxy: '*' },
  });
const application = () =>
  connect({ tenantId: 'tenant', clientId: 'client', clientSecret: secret, tokenUrl: `${server.baseUrl}/token` });

/** Tokens, and this reply to everything else. */
function answer(reply: SimulatedReply | ((request: SimulatedRequest) => SimulatedReply)): void {
  server.answer((request) => {
    if (request.path === '/token') return { json: { access_token: token, expires_in: 3599 } };
    return typeof reply === 'function' ? reply(request) : reply;
  });
}

const asked = (): string[] =>
  server.requests.filter(({ path }) => path !== '/token').map(({ path, query }) => `${path} ${JSON.stringify(query)}`);

let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  session = await application();
});
afterEach(() => session.close());

const seen = { firstSeenDateTime: '2026-01-01T00:00:00Z', lastSeenDateTime: '2026-02-01T00:00:00.123Z' };
const seenCells = { firstSeenAt: new Date('2026-01-01T00:00:00Z'), lastSeenAt: new Date('2026-02-01T00:00:00.123Z') };
const older = { firstSeen: '2014-07-28', lastSeen: '2015-12-14 10:11:12' };
const olderCells = { firstSeenAt: new Date('2014-07-28T00:00:00Z'), lastSeenAt: new Date('2015-12-14T10:11:12Z') };
const page = (...value: readonly object[]): object => ({ value });

const whois = {
  id: 'w',
  ...seen,
  registrationDateTime: '2001-01-01T00:00:00Z',
  domainStatus: 'client hold, ok',
  registrar: { organization: 'R' },
  registrant: { name: 'N', organization: null, email: 'a@example.com', address: { countryOrRegion: 'NL' } },
  admin: { email: 'a@example.com' },
  abuse: { email: 'abuse@example.com' },
  nameservers: [{ host: { id: 'ns1.example.com' } }, { host: null }],
};
const whoisCells = { registrar: 'R', registrant: 'N', country: 'NL', statuses: ['client hold', 'ok'], emails: ['a@example.com', 'abuse@example.com'], nameServers: ['ns1.example.com'], createdAt: new Date('2001-01-01T00:00:00Z'), expiresAt: null }; // prettier-ignore
const certificate = {
  ...seen,
  ports: [{ port: 443 }],
  sslCertificate: { fingerprint: 'fb:96', serialNumber: '11', subject: { commonName: 'a', organizationName: 'O', alternateName: ['b'] }, issuer: { commonName: 'CA' }, issueDateTime: '2026-01-01T00:00:00Z' }, // prettier-ignore
};
const certificateCells = { sha1: 'fb96', serialNumber: '11', subject: 'CN=a, O=O', issuer: 'CN=CA', names: ['b'], ports: [443], notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: null }; // prettier-ignore
const port = { ...seen, port: 443, protocol: 'tcp', status: 'open', timesObserved: 7, banners: [{ banner: 'HTTP/1.1' }], services: [{ component: { name: 'nginx', version: '1.18.0' } }, { component: { name: 'nginx', version: '1.18.0' } }] }; // prettier-ignore
const legacyWhois = { registrar: 'R', registered: '2001-01-01T00:00:00.000-0700', nameServers: ['ns1.example.com'], contactEmail: 'a@example.com', registrant: { organization: 'O', country: 'NL' } }; // prettier-ignore

/** Kind, pivot, value; of each service the path, the reply and the row. */
type Case = readonly [string, string, string, readonly [string, object, object], (readonly [string, object, object])?];
const table: readonly Case[] = [
  [
    'IpAddress',
    'reputation',
    '8.8.8.8',
    ['/hosts/8.8.8.8/reputation', { classification: 'neutral', score: 30, rules: null }, { judgement: 'unknown', severity: 'information', score: 30, rules: [] }], // prettier-ignore
    ['/reputation', { classification: 'GOOD', score: 0 }, { judgement: 'benign', severity: 'information' }],
  ],
  [
    'IpAddress',
    'passiveDns',
    '8.8.8.8',
    ['/hosts/8.8.8.8/passiveDns', page({ ...seen, recordType: 'A', parentHost: { id: '8.8.8.8' }, artifact: { id: 'WWW.example.com' } }), { dns: 'www.example.com', ipAddress: '8.8.8.8', recordType: 'A', value: null, ...seenCells }], // prettier-ignore
    ['/dns/passive', { results: [{ resolve: 'www.example.com', recordType: 'A', ...older }] }, { dns: 'www.example.com', ipAddress: '8.8.8.8', ...olderCells }], // prettier-ignore
  ],
  [
    'Dns',
    'passiveDns',
    'www.example.com',
    ['/hosts/www.example.com/passiveDns', page({ recordType: 'CNAME', artifact: { id: 'cdn.example.net' }, parentHost: { id: 'www.example.com' } }), { dns: 'www.example.com', ipAddress: null, value: 'cdn.example.net', firstSeenAt: null }], // prettier-ignore
    ['/dns/passive', { results: ['8.8.8.8'] }, { dns: 'www.example.com', ipAddress: '8.8.8.8', recordType: null }],
  ],
  ['Dns', 'passiveDnsReverse', 'ns1.example.com', ['/hosts/ns1.example.com/passiveDnsReverse', page({ recordType: 'NS', artifact: { id: 'example.net' }, parentHost: { id: 'ns1.example.com' } }), { dns: 'example.net', value: 'ns1.example.com', ipAddress: null }]], // prettier-ignore
  [
    'Dns',
    'whois',
    'example.com',
    ['/hosts/example.com/whois', whois, whoisCells],
    ['/whois', legacyWhois, { registrar: 'R', registrant: 'O', country: 'NL', emails: ['a@example.com'], createdAt: new Date('2001-01-01T07:00:00Z') }], // prettier-ignore
  ],
  ['Dns', 'whoisHistory', 'example.com', ['/hosts/example.com/whois/history', page(whois), whoisCells]],
  [
    'Dns',
    'certificates',
    'example.com',
    ['/hosts/example.com/sslCertificates', page(certificate), { ...certificateCells, ...seenCells }],
    ['/ssl-certificate/history', { results: [{ sha1: 'fb96', ipAddresses: ['8.8.8.8'], ...older }] }, { sha1: 'fb96', addresses: ['8.8.8.8'], ...olderCells }], // prettier-ignore
  ],
  [
    'Dns',
    'trackers',
    'example.com',
    ['/hosts/example.com/trackers', page({ kind: 'GoogleAnalyticsID', value: 'UA-1', ...seen }), { kind: 'GoogleAnalyticsID', value: 'UA-1', ...seenCells }], // prettier-ignore
    ['/host-attributes/trackers', { results: [{ attributeType: 'GoogleAnalyticsID', attributeValue: 'UA-1', ...older }] }, { kind: 'GoogleAnalyticsID', value: 'UA-1', ...olderCells }], // prettier-ignore
  ],
  [
    'IpAddress',
    'components',
    '8.8.8.8',
    ['/hosts/8.8.8.8/components', page({ name: 'nginx', version: '', category: 'Server' }), { component: 'nginx', version: null, category: 'Server' }], // prettier-ignore
    ['/host-attributes/components', { results: [{ label: 'nginx', version: '1', category: 'Server' }] }, { component: 'nginx', version: '1' }], // prettier-ignore
  ],
  [
    'Dns',
    'cookies',
    'example.com',
    ['/hosts/example.com/cookies', page({ name: 'sid', domain: 'example.com' }), { cookie: 'sid', cookieDomain: 'example.com' }], // prettier-ignore
    ['/host-attributes/cookies', { results: [{ cookieName: 'sid', cookieDomain: '' }] }, { cookie: 'sid', cookieDomain: null }], // prettier-ignore
  ],
  [
    'Dns',
    'childHosts',
    'example.com',
    ['/hosts/example.com/childHostPairs', page({ linkKind: 'redirect', childHost: { id: '8.8.8.8' }, parentHost: { id: 'example.com' } }), { host: null, ipAddress: '8.8.8.8', cause: 'redirect' }], // prettier-ignore
    ['/host-attributes/pairs', { results: [{ parent: 'example.com', child: 'b.example.net', cause: 'img.src' }] }, { host: 'b.example.net', cause: 'img.src' }], // prettier-ignore
  ],
  [
    'Dns',
    'parentHosts',
    'example.com',
    ['/hosts/example.com/parentHostPairs', page({ linkKind: 'x', parentHost: { id: 'p.example.net' } }), { host: 'p.example.net', ipAddress: null }], // prettier-ignore
    ['/host-attributes/pairs', { results: [{ parent: 'p.example.net', child: 'example.com' }] }, { host: 'p.example.net', cause: null }], // prettier-ignore
  ],
  [
    'Dns',
    'subdomains',
    'example.com',
    ['/hosts/example.com/subdomains', page({ host: { id: 'a.example.com' }, firstSeenDateTime: null }), { dns: 'a.example.com', firstSeenAt: null }], // prettier-ignore
    ['/enrichment/subdomains', { queryValue: 'example.com', subdomains: ['a'] }, { dns: 'a.example.com' }],
  ],
  [
    'IpAddress',
    'services',
    '8.8.8.8',
    ['/hosts/8.8.8.8/ports', page(port), { port: 443, state: 'open', software: ['nginx 1.18.0'], banners: ['HTTP/1.1'], timesObserved: 7, lastScannedAt: null, ...seenCells }], // prettier-ignore
    ['/services', { results: [{ portNumber: 22, protocol: 'TCP', status: 'open', count: 2, currentServices: [{ label: 'OpenSSH', version: '' }] }] }, { port: 22, protocol: 'tcp', software: ['OpenSSH'] }], // prettier-ignore
  ],
  [
    'Dns',
    'articles',
    'example.com',
    ['/articles', page({ id: '1', title: 'T', summary: { content: 'S' }, tags: ['x'], createdDateTime: '2026-01-01T00:00:00Z' }), { articleId: '1', title: 'T', summary: 'S', tags: ['x'], publishedAt: new Date('2026-01-01T00:00:00Z') }], // prettier-ignore
    ['/articles', { articles: [{ guid: '1', title: 'T', summary: 'S' }] }, { articleId: '1', summary: 'S', tags: [] }],
  ],
  ['IpAddress', 'intelProfiles', '8.8.8.8', ['/intelProfiles', page({ id: '1', kind: 'actor', title: 'Aqua Blizzard', aliases: ['ACTINIUM'], countriesOrRegionsOfOrigin: [{ label: 'X', code: 'XX' }] }), { profileId: '1', kind: 'actor', title: 'Aqua Blizzard', aliases: ['ACTINIUM'], targets: [], countriesOfOrigin: ['X'] }]], // prettier-ignore
];

const cases = table.map(([kind, pivot, value, graph, legacy]) => ({ kind, pivot, value, graph, legacy }));
const legacyCases = cases.flatMap(({ legacy, ...rest }) => (legacy === undefined ? [] : [{ ...rest, legacy }]));
const newCases = cases.filter(({ legacy }) => legacy === undefined);

describe('Microsoft Defender TI', () => {
  test.each(cases)('$kind $pivot of $value', async ({ kind, pivot, value, graph: [path, reply, row] }) => {
    answer({ json: reply });
    const frame = await session.pivot(kind, `riskiq.${pivot}`)(value);
    expect(frame.row(0)).toMatchObject({ [`riskiq.${pivot}.status`]: 'found', ...row });
    expect(asked().map((each) => each.split(' ')[0])).toEqual([`/v1${path}`]);
    expect(server.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${token}`);
  });

  test('every pivot is in the table', () => {
    expect(new Set(table.map(([, pivot]) => `riskiq.${pivot}`))).toEqual(
      new Set(riskiq.pivots.map(({ name }) => name)),
    );
  });

  test('one token for a session, fetched with client and secret', async () => {
    answer({ json: { classification: 'unknown' } });
    await session.entities.IpAddress.riskiq.reputation(['8.8.8.8', '8.8.4.4', '9.9.9.9']);
    const tokens = server.requests.filter(({ path }) => path === '/token');
    expect(tokens.map(({ form }) => form)).toEqual([
      {
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
        client_id: 'client',
        client_secret: secret,
      },
    ]);
  });

  test('articles are searched for by one term, in quotes', async () => {
    answer({ json: page() });
    const frame = await session.entities.IpAddress.riskiq.articles('2001:4860:4860::8888');
    expect(frame.row(0)['riskiq.articles.status']).toBe('not-found');
    expect(asked()).toEqual(['/v1/articles {"$search":"\\"2001:4860:4860::8888\\"","$top":"100"}']);
  });

  test.each([
    [undefined, 100, 1],
    [250, 250, 3],
    [10_000, 260, 3],
  ])('page by page, limit %s', async (limit, rows, requests) => {
    // The links lead to the service itself; only the place they begin at is read.
    answer(({ query }) => {
      const start = Number(query['$skip'] ?? 0);
      const end = Math.min(260, start + 100);
      const value = Array.from({ length: end - start }, (_, i) => ({ host: { id: `n${start + i}.example.com` } }));
      const link = `https://graph.microsoft.com/v1.0/elsewhere?$top=100&$skip=${end}`;
      return { json: { value, ...(end < 260 && { '@odata.nextLink': link }) } };
    });
    const frame = await session.entities.Dns.riskiq.subdomains('example.com', limit === undefined ? {} : { limit });
    expect([frame.size, asked().length]).toEqual([rows, requests]);
    expect(frame.row(rows - 1).dns).toBe(`n${rows - 1}.example.com`);
    expect(asked()[0]).toBe('/v1/hosts/example.com/subdomains {"$top":"100"}');
  });

  test.each<[string, SimulatedReply, string, RegExp]>([
    ['no licence', { status: 403, json: { error: { code: 'Forbidden', message: 'Tenant is not licensed for this feature' } } }, 'failed(PROVIDER_NOT_ENTITLED)', /Tenant is not licensed for this feature.*get one that covers it/], // prettier-ignore
    ['no permission', { status: 403, json: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } } }, 'failed(PROVIDER_NOT_ENTITLED)', /Insufficient privileges/], // prettier-ignore
    [
      'nothing known',
      { status: 404, json: { error: { code: 'NotFound', message: 'No host found' } } },
      'not-found',
      /^$/,
    ],
    ['a wrong path', { status: 404, text: '<h1>gateway</h1>' }, 'failed(PROVIDER_REFUSED)', /HTTP 404/],
    ['too many', { status: 429, headers: { 'retry-after': '10' }, json: { error: { code: 'TooManyRequests', message: 'Please retry again later.' } } }, 'throttled', /retry again later.*wait 10 s/], // prettier-ignore
    ['trouble', { status: 503, text: '' }, 'failed(PROVIDER_UNAVAILABLE)', /Try again later/],
    ['another shape', { json: { classification: 7 } }, 'failed(REPLY_INVALID)', /classification/],
  ])('%s', async (_, reply, status, note) => {
    answer(reply);
    const frame = await session.entities.IpAddress.riskiq.reputation('8.8.8.8');
    expect(frame.row(0)['riskiq.reputation.status']).toBe(status);
    expect(frame.why(0, 'judgement')?.note ?? '').toMatch(note);
    expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toMatch(/t0ken|s3cret/);
  });

  test.each([
    [401, { error: 'invalid_client', error_description: `AADSTS7000215: Invalid client secret ${secret}` }],
    [400, { error: 'invalid_request', error_description: "AADSTS90002: Tenant 'tenant' not found." }],
  ])('a token refused with %i stops the asking, and says to check the key', async (status, json) => {
    server.answer({ status, json });
    const addresses = Array.from({ length: 20 }, (_, i) => `8.8.8.${i + 1}`);
    const frame = await session.entities.IpAddress.riskiq.reputation(addresses);
    expect(frame.row(0)['riskiq.reputation.status']).toBe('failed(PROVIDER_UNAUTHORIZED)');
    expect(frame.row(19)['riskiq.reputation.status']).toBe('skipped(provider-off)');
    expect(frame.why(0, 'judgement')?.note).toMatch(/refused the credentials.*Check the key/);
    expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toContain(secret);
  });
});

describe('PassiveTotal v2', () => {
  const old = () => connect({ api: 'passivetotal', user: 'me@example.com', apiKey: secret });

  test.each(legacyCases)('$kind $pivot of $value', async ({ kind, pivot, value, legacy: [path, reply, row] }) => {
    server.answer({ json: reply });
    await using legacy = await old();
    const frame = await legacy.pivot(kind, `riskiq.${pivot}`)(value);
    expect(frame.row(0)).toMatchObject({ [`riskiq.${pivot}.status`]: 'found', ...row });
    expect(server.requests[0]).toMatchObject({ path: `/v1${path}`, query: { query: value } });
    expect(server.requests[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from(`me@example.com:${secret}`).toString('base64')}`,
    );
  });

  test('what it never had is not available, and says so', async () => {
    await using legacy = await old();
    const without = legacy.pivots('riskiq').filter(({ available }) => !available);
    expect(new Set(without.map(({ name }) => name))).toEqual(new Set(newCases.map(({ pivot }) => `riskiq.${pivot}`)));
    expect(without[0]?.reason).toMatch(/set riskiq\.api to 'mdti'/);
  });

  test('rows that are left out are told', async () => {
    server.answer({ json: { subdomains: ['a', 'b', 'c'] } });
    await using legacy = await old();
    const frame = await legacy.entities.Dns.riskiq.subdomains('example.com', { limit: 2 });
    expect(frame.toRows()).toMatchObject([{ dns: 'a.example.com' }, { dns: 'b.example.com' }]);
    expect(frame.why(0, 'dns')?.note).toBe('the first 2 rows; PassiveTotal has more');
  });

  test('a record with nothing in it is not found', async () => {
    server.answer({ json: {} });
    await using legacy = await old();
    const frame = await legacy.entities.Dns.riskiq.whois('example.com');
    expect(frame.row(0)['riskiq.whois.status']).toBe('not-found');
  });

  test('what is left of it says what to set', async () => {
    server.answer({ status: 404, headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><html></html>' });
    await using legacy = await old();
    const frame = await legacy.entities.IpAddress.riskiq.reputation('8.8.8.8');
    expect(frame.row(0)['riskiq.reputation.status']).toBe('failed(PROVIDER_REFUSED)');
    expect(frame.why(0, 'judgement')?.note).toMatch(/switched off in January 2025, set riskiq\.api to 'mdti'/);
  });
});

describe('what is missing', () => {
  test.each<[string, object, RegExp]>([
    ['nothing is set', {}, /riskiq\.tenantId, riskiq\.clientId, riskiq\.clientSecret.*PIVOTKIT_RISKIQ_TENANTID/],
    ['the secret', { tenantId: 't', clientId: 'c' }, /needs the setting riskiq\.clientSecret, or the variable PIVOTKIT_RISKIQ_CLIENTSECRET$/], // prettier-ignore
    ['PassiveTotal at its old place', { api: 'passivetotal', user: 'u', apiKey: 'k' }, /switched off in January 2025.*riskiq\.api to 'mdti' with tenantId/], // prettier-ignore
    ['PassiveTotal by name', { api: 'passivetotal', user: 'u', apiKey: 'k', baseUrl: 'https://api.passivetotal.org/v2' }, /switched off/], // prettier-ignore
    ['the key of PassiveTotal', { api: 'passivetotal', baseUrl: 'http://127.0.0.1:1/v2' }, /riskiq\.user, riskiq\.apiKey/], // prettier-ignore
  ])('%s', async (_, config, reason) => {
    await using bare = await createSession({ plugins: [riskiq], config: { riskiq: config } });
    const infos = bare.pivots('riskiq');
    expect(infos.every(({ available }) => !available)).toBe(true);
    expect(infos[0]?.reason).toMatch(reason);
    await expect(bare.entities.IpAddress.riskiq.whois('8.8.8.8')).rejects.toMatchObject({ code: 'PIVOT_UNAVAILABLE' });
  });

  test.each([
    [{ tokenUrl: 'https://login.example.com/token' }, 'login.microsoftonline.com'],
    [{ baseUrl: 'https://graph.example.com' }, 'graph.microsoft.com'],
    [{ api: 'v1' }, 'api'],
  ])('%j is refused at the start', async (config, problem) => {
    const started = createSession({ plugins: [riskiq], config: { riskiq: Object(config) } });
    await expect(started).rejects.toMatchObject({ code: 'PLUGINS_INVALID', message: expect.stringContaining(problem) });
  });
});

test('pivots chain: a domain, its addresses, what is thought of them', async () => {
  answer(({ path }) =>
    path.endsWith('/passiveDns')
      ? { json: page(...['8.8.8.8', '8.8.4.4'].map((id) => ({ artifact: { id }, parentHost: { id: 'example.com' } }))) }
      : { json: { classification: path.includes('8.8.8.8') ? 'malicious' : 'unknown' } },
  );
  const { Dns, IpAddress } = session.entities;
  const frame = await session
    .from([{ name: 'example.com' }])
    .pivot(Dns.riskiq.passiveDns, { column: 'name', columns: ['ipAddress'] })
    .pivot(IpAddress.riskiq.reputation, { column: 'ipAddress', columns: ['judgement'] })
    .run();
  expect(frame.toRows()).toMatchObject([
    { ipAddress: '8.8.8.8', judgement: 'malicious' },
    { ipAddress: '8.8.4.4', judgement: 'unknown' },
  ]);
});
