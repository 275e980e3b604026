import { createSession } from '@pivotkit/core';
import { xforce } from '@pivotkit/plugin-xforce';
import { startSimulator, type SimulatedReply, type Simulator } from '@pivotkit/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const apiKey = 'some-key';
const password = 'p4ssword-that-nobody-may-see';
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const url = 'http://www.example.com/a?b=1';
const encoded = encodeURIComponent(url);

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ routes: [] });
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [xforce],
    config: { xforce: { apiKey, password, baseUrl: server.baseUrl } },
    network: { attempts: 1, noProxy: '*' },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  session = await connect();
});
afterEach(() => session.close());

const sighting = { md5: md5.toUpperCase(), domain: 'bad.example.net', ip: '8.8.4.4', uri: 'http://bad.example.net/x', origin: 'CnC', count: 3, firstseen: '2026-01-01T00:00:00Z', family: ['X'] }; // prettier-ignore
const rating = { created: '2026-01-01T00:00:00.000Z', ip: '8.8.8.0/24', score: 7.1, cats: { Spam: 20, Malware: 71 }, reason: 'Analyst', geo: { countrycode: 'US' } }; // prettier-ignore

/** Kind, pivot, value, path, reply, first row. */
const table: readonly (readonly [string, string, string, string, object, object])[] = [
  ['IpAddress', 'report', '8[.]8.8.8', '/ipr/8.8.8.8', { score: 4.9, cats: { Spam: 20, Malware: 71 }, geo: { country: 'US', countrycode: 'US' }, reason: 'R', tags: [{ tag: 't' }, 'u'] }, { score: 4.9, judgement: 'suspicious', categories: [{ category: 'Malware', confidence: 71 }, { category: 'Spam', confidence: 20 }], countryCode: 'US', tags: ['t', 'u'], permalink: 'https://exchange.xforce.ibmcloud.com/ip/8.8.8.8' }], // prettier-ignore
  ['IpAddress', 'report', '2001:4860:4860::8888', '/ipr/2001%3A4860%3A4860%3A%3A8888', { score: 1, cats: {} }, { score: 1 }], // prettier-ignore
  ['Dns', 'report', 'WWW.example.com', '/url/www.example.com', { result: { url: 'www.example.com', score: 10, cats: { Phishing: true, Odd: false } }, associated: [{ url: 'b.example.com' }] }, { score: 10, judgement: 'malicious', categories: [{ category: 'Phishing', confidence: null }], associated: ['b.example.com'] }], // prettier-ignore
  ['Url', 'report', url, `/url/${encoded}`, { result: { score: null, cats: {} } }, { score: null, judgement: 'unknown', severity: 'unknown' }], // prettier-ignore
  ['IpAddress', 'history', '8.8.8.8', '/ipr/history/8.8.8.8', { ip: '8.8.8.8', history: [rating] }, { ratedAt: new Date('2026-01-01T00:00:00Z'), score: 7.1, network: '8.8.8.0/24', reason: 'Analyst', countryCode: 'US' }], // prettier-ignore
  ['Dns', 'history', 'example.com', '/url/history/example.com', { history: [{ score: 1 }] }, { score: 1, categories: [], ratedAt: null }], // prettier-ignore
  ['FileHash', 'malware', md5, `/malware/${md5}`, { malware: { risk: 'Medium', hash: `0x${md5.toUpperCase()}`, family: null, origins: { CnCServers: { rows: [sighting], count: 1 }, downloadServers: {}, external: { family: ['E'], detectionCoverage: 43, firstSeen: '2026-01-01T00:00:00Z' } } } }, { judgement: 'suspicious', severity: 'warning', risk: 'medium', hash: md5, md5: null, families: ['E'], detectionCoverage: 43, commandServers: [{ dns: 'bad.example.net', ipAddress: '8.8.4.4', url: 'http://bad.example.net/x', lastSeenAt: null }], downloadServers: [] }], // prettier-ignore
  ['IpAddress', 'malwareSeen', '8.8.8.8', '/ipr/malware/8.8.8.8', { malware: [sighting] }, { md5, families: ['X'], dns: 'bad.example.net', ipAddress: '8.8.4.4', url: 'http://bad.example.net/x', sightings: 3, lastSeenAt: null }], // prettier-ignore
  ['Url', 'malwareSeen', url, `/url/malware/${encoded}`, { malware: [{}] }, { md5: null, families: [] }],
  ['Dns', 'resolve', 'example.com', '/resolve/example.com', { A: ['8.8.8.8'], TXT: [['v=spf1 ', '-all']] }, { dns: 'example.com', ipAddress: '8.8.8.8', recordType: 'A', value: null, isPassive: false }], // prettier-ignore
  ['Dns', 'whois', 'example.com', '/whois/example.com', { registrarName: 'R', contactEmail: 'a@example.com', contact: [{ type: 'admin', name: 'A', email: 'a@example.com' }, { type: 'registrant', organization: 'O', country: 'NL' }] }, { registrar: 'R', registrant: 'O', country: 'NL', emails: ['a@example.com'], createdAt: null }], // prettier-ignore
];

describe('what is asked, and what comes of it', () => {
  test.each(table)('%s %s of %s', async (kind, pivot, value, ...[path, reply, row]) => {
    server.answer({ json: reply });
    const frame = await session.pivot(kind, `xforce.${pivot}`)(value);
    expect(frame.row(0)).toMatchObject({ [`xforce.${pivot}.status`]: 'found', ...row });
    expect(server.requests.map((request) => request.url)).toEqual([path]);
    const basic = Buffer.from(`${apiKey}:${password}`).toString('base64');
    expect(server.requests[0]?.headers['authorization']).toBe(`Basic ${basic}`);
  });

  test('every pivot is in the table', () => {
    expect(new Set(table.map(([, pivot]) => `xforce.${pivot}`))).toEqual(
      new Set(xforce.pivots.map(({ name }) => name)),
    );
  });

  test('what DNS says now, and what it said', async () => {
    const { Dns, IpAddress } = session.entities;
    server.answer({ json: { A: ['8.8.8.8'], MX: [{ exchange: 'mx.example.com', priority: 1 }], TXT: [['a', 'b']], Passive: { records: [{ value: '8.8.4.4', type: 'ip', recordType: 'A', first: '2026-01-01T00:00:00Z', last: '2026-02-01T00:00:00Z' }] }, total_rows: 1 } }); // prettier-ignore
    expect((await Dns.xforce.resolve('example.com')).toRows()).toMatchObject([
      { ipAddress: '8.8.8.8', recordType: 'A', isPassive: false, firstSeenAt: null },
      { ipAddress: null, recordType: 'MX', value: 'mx.example.com' },
      { ipAddress: null, recordType: 'TXT', value: 'ab' },
      { ipAddress: '8.8.4.4', recordType: 'A', isPassive: true, firstSeenAt: new Date('2026-01-01T00:00:00Z') },
    ]);
    server.answer({ json: { RDNS: ['dns.example.com'], Passive: { records: [{ value: 'old.example.com', type: 'url', recordType: 'A' }] } } }); // prettier-ignore
    expect((await IpAddress.xforce.resolve('8.8.8.8')).toRows()).toMatchObject([
      { dns: 'dns.example.com', ipAddress: '8.8.8.8', recordType: 'PTR', isPassive: false },
      { dns: 'old.example.com', ipAddress: '8.8.8.8', isPassive: true, lastSeenAt: null },
    ]);
  });

  test.each<[string, string, string, object]>([
    ['IpAddress', 'history', '8.8.8.8', { history: [] }],
    ['IpAddress', 'malwareSeen', '8.8.8.8', { malware: [] }],
    ['Dns', 'resolve', 'example.com', { Passive: { query: 'x', records: [] }, total_rows: 0 }],
    ['Dns', 'whois', 'example.com', { contact: [] }],
  ])('%s %s of nothing is not found', async (kind, pivot, value, reply) => {
    server.answer({ json: reply });
    const frame = await session.pivot(kind, `xforce.${pivot}`)(value);
    expect(frame.row(0)[`xforce.${pivot}.status`]).toBe('not-found');
  });

  test.each([
    ['Url', 'report', 'https://me:pass@www.example.com/', 'user or password'],
    ['FileHash', 'malware', `imphash:${'0'.repeat(31)}1`, 'not by imphash'],
    ['File', 'malware', 'C:\\x\\y.exe', 'no SHA-256'],
  ])('%s %s of %s is not supported, and says why', async (kind, pivot, ...[value, reason]) => {
    const frame = await session.pivot(kind, `xforce.${pivot}`)(value);
    expect(frame.row(0)[`xforce.${pivot}.status`]).toBe('not-supported');
    expect(frame.why(0, 'judgement')?.note).toContain(reason);
    expect(server.requests).toEqual([]);
  });
});

describe('the judgement', () => {
  test.each([
    [10, 'malicious', 'high'],
    [5, 'malicious', 'high'],
    [4.99, 'suspicious', 'warning'],
    [2, 'suspicious', 'warning'],
    [1.9, 'unknown', 'information'],
    [0, 'unknown', 'information'],
    [null, 'unknown', 'unknown'],
  ])('score %s', async (score, judgement, severity) => {
    server.answer({ json: { score } });
    const frame = await session.entities.IpAddress.xforce.report('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ judgement, severity, score });
    const opinion = xforce.pivots[0].facets?.reputation?.(frame.row(0) as never);
    expect(opinion?.severity).toBe(severity === 'unknown' ? undefined : severity);
  });

  test.each([
    ['high', 'malicious', 'high'],
    ['medium', 'suspicious', 'warning'],
    ['low', 'unknown', 'information'],
    [null, 'unknown', 'unknown'],
    ['odd', 'unknown', 'unknown'],
  ])('risk %s', async (risk, judgement, severity) => {
    server.answer({ json: { malware: { risk } } });
    const frame = await session.entities.FileHash.xforce.malware(md5);
    expect(frame.row(0)).toMatchObject({ judgement, severity, risk, permalink: null });
  });
});

describe('refusals', () => {
  test.each<[string, SimulatedReply, string, RegExp]>([
    ['a wrong key', { status: 401, json: { error: 'Not authorized.' } }, 'failed(PROVIDER_UNAUTHORIZED)', /Check the key/], // prettier-ignore
    ['a month used up', { status: 402, json: { error: 'Monthly quota exceeded on API key' } }, 'failed(PROVIDER_NOT_ENTITLED)', /Monthly quota exceeded.*wait until the plan is renewed/], // prettier-ignore
    [
      'no access',
      { status: 403, json: { error: 'Access denied.' } },
      'failed(PROVIDER_FORBIDDEN)',
      /plan behind the key/,
    ],
    ['nothing known', { status: 404, json: { error: 'Not found.' } }, 'not-found', /^$/],
    ['a wrong path', { status: 404, text: '<h1>x</h1>' }, 'failed(PROVIDER_REFUSED)', /HTTP 404/],
    ['too many', { status: 429, json: { error: 'Too many requests' } }, 'throttled', /Too many requests/],
    ['trouble', { status: 502, text: 'x' }, 'failed(PROVIDER_UNAVAILABLE)', /Try again later/],
    ['a score beyond the scale', { json: { score: 11 } }, 'failed(REPLY_INVALID)', /score/],
    ['the password echoed', { status: 400, json: { error: `no ${password}` } }, 'failed(PROVIDER_REFUSED)', /HTTP 400/],
  ])('%s', async (_, reply, status, note) => {
    server.answer(reply);
    const frame = await session.entities.IpAddress.xforce.report('8.8.8.8');
    expect(frame.row(0)['xforce.report.status']).toBe(status);
    expect(frame.why(0, 'judgement')?.note ?? '').toMatch(note);
    expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toContain(password);
  });

  test.each<[object, RegExp]>([
    [{}, /xforce\.apiKey and xforce\.password, or the variables PIVOTKIT_XFORCE_APIKEY and PIVOTKIT_XFORCE_PASSWORD$/],
    [{ apiKey }, /setting xforce\.password, or the variable PIVOTKIT_XFORCE_PASSWORD$/],
  ])('with %j nothing is available, and the reason says what to set', async (config, reason) => {
    await using bare = await createSession({ plugins: [xforce], config: { xforce: config } });
    const infos = bare.pivots('xforce');
    expect(infos.every(({ available }) => !available)).toBe(true);
    expect(infos[0]?.reason).toMatch(reason);
  });
});
