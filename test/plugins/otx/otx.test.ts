import { createSession } from '@pivotkit/core';
import { otx } from '@pivotkit/plugin-otx';
import { startSimulator, type SimulatedReply, type SimulatedRequest, type Simulator } from '@pivotkit/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const sha256 = 'a'.repeat(64);
const apiKey = 'k3y-that-nobody-may-see';

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ basePath: '/api/v1', routes: [] });
});
afterAll(() => server.close());

const connect = (config: object = { apiKey }) =>
  createSession({
    plugins: [otx],
    config: { otx: { ...config, baseUrl: server.baseUrl } },
    network: { attempts: 1, noProxy: '*' },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  session = await connect();
});
afterEach(() => session.close());

const pulse = (name: string, more: object = {}) => ({ id: name.toLowerCase(), name, ...more });
const general = (pulses: readonly object[], more: object = {}): SimulatedReply => ({
  json: { base_indicator: { id: 7 }, pulse_info: { count: pulses.length, pulses }, validation: [], false_positive: [], ...more }, // prettier-ignore
});

describe('what is asked', () => {
  test.each([
    ['IpAddress', '8[.]8.8.8', '/indicators/IPv4/8.8.8.8/general'],
    ['IpAddress', '2001:4860:4860::8888', '/indicators/IPv6/2001%3A4860%3A4860%3A%3A8888/general'],
    ['Dns', 'example.co.uk', '/indicators/domain/example.co.uk/general'],
    ['Dns', 'WWW.example.co.uk.', '/indicators/hostname/www.example.co.uk/general'],
    ['Url', 'http://www.example.com/a?b=1', '/indicators/url/http%3A%2F%2Fwww.example.com%2Fa%3Fb%3D1/general'],
    ['FileHash', sha256.toUpperCase(), `/indicators/file/${sha256}/general`],
  ])('%s %s', async (kind, value, path) => {
    server.answer(general([]));
    await session.pivot(kind, 'otx.general')(value);
    expect(server.requests.map(({ url }) => url)).toEqual([`/api/v1${path}`]);
    expect(server.requests[0]?.headers['x-otx-api-key']).toBe(apiKey);
  });

  test.each([
    ['Url', 'https://me:pass@www.example.com/', 'user or password'],
    ['FileHash', `imphash:${'0'.repeat(31)}1`, 'not by imphash'],
    ['File', 'C:\\x\\y.exe', 'no SHA-256'],
  ])('%s %s is not supported, and says why', async (kind, value, reason) => {
    const frame = await session.pivot(kind, 'otx.general')(value);
    expect(frame.row(0)['otx.general.status']).toBe('not-supported');
    expect(frame.why(0, 'judgement')?.note).toContain(reason);
    expect(server.requests).toEqual([]);
  });

  test.each([['192.0.2.1'], ['10.1.1.1']])('%s does not leave the house', async (address) => {
    const frame = await session.entities.IpAddress.otx.general(address);
    expect(frame.row(0)['otx.general.status']).toBe('skipped(not-public)');
    expect(server.requests).toEqual([]);
  });
});

describe('the judgement', () => {
  const listed = { validation: [{ source: 'whitelist', name: 'Whitelisted IP' }] };
  const popular = { validation: [{ source: 'majestic', name: 'Popular' }] };
  test.each<[string, SimulatedReply, string, string]>([
    ['two pulses', general([pulse('A'), pulse('B')]), 'malicious', 'high'],
    ['one pulse', general([pulse('A')]), 'suspicious', 'warning'],
    ['two pulses of a thing listed as harmless', general([pulse('A'), pulse('B')], listed), 'suspicious', 'warning'],
    ['none, listed as harmless', general([], listed), 'benign', 'information'],
    ['none, taken back', general([], { false_positive: [{ assessment: 'accepted' }] }), 'benign', 'information'],
    ['none, claim not accepted', general([], { false_positive: [{ assessment: 'pending' }] }), 'unknown', 'unknown'],
    ['none, only popular', general([], popular), 'unknown', 'unknown'],
    ['none', general([]), 'unknown', 'unknown'],
  ])('%s', async (_, reply, judgement, severity) => {
    server.answer(reply);
    expect((await session.entities.IpAddress.otx.general('8.8.8.8')).row(0)).toMatchObject({ judgement, severity });
  });

  test('what OTX never heard of is not found, not harmless', async () => {
    server.answer(general([], { base_indicator: {} }));
    const frame = await session.entities.IpAddress.otx.general('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ 'otx.general.status': 'not-found', judgement: null, severity: null });
  });

  test('is an opinion where there is one', async () => {
    const [pivot] = otx.pivots;
    server.answer(general([pulse('A', { modified: '2026-01-02T03:04:05' }), pulse('B')]));
    const bad = await session.entities.IpAddress.otx.general('8.8.8.8');
    expect(pivot.facets?.reputation?.(bad.row(0) as never)).toMatchObject({
      judgement: 'malicious',
      severity: 'high',
      score: 2,
      reasons: ['A', 'B'],
      formedAt: new Date('2026-01-02T03:04:05Z'),
    });
    server.answer(general([]));
    const silent = await session.entities.IpAddress.otx.general('8.8.4.4');
    expect(pivot.facets?.reputation?.(silent.row(0) as never)).toBeUndefined();
  });
});

describe('the columns', () => {
  test('of pulses, also old ones', async () => {
    const old = pulse('Old', { malware_families: ['Emotet'], attack_ids: ['T1071'], tags: null, adversary: '' });
    const recent = pulse('New', {
      author: { username: 'ann' },
      TLP: 'green',
      tags: ['c2'],
      malware_families: [{ id: 'X', display_name: 'Example X' }],
      attack_ids: [{ id: 'T1055', display_name: 'T1055 - Process Injection' }],
      created: '2026-01-01T00:00:00.123000',
    });
    server.answer({ json: { pulse_info: { count: 60, pulses: [old, recent] } } });
    const frame = await session.entities.Dns.otx.pulses('example.com');
    expect(frame.toRows()).toMatchObject([
      { name: 'Old', malwareFamilies: ['Emotet'], techniques: ['T1071'], tags: [], adversary: null, author: null },
      { name: 'New', malwareFamilies: ['Example X'], techniques: ['T1055'], tlp: 'green', createdAt: new Date('2026-01-01T00:00:00.123Z'), permalink: 'https://otx.alienvault.com/pulse/new' }, // prettier-ignore
    ]);
    expect(frame.why(0, 'name')?.note).toBe('OTX shows 2 of 60 pulses');
  });

  test.each<[string, string, string, string, object, object]>([
    ['IpAddress', 'passiveDns', '8.8.8.8', 'passive_dns', { passive_dns: [{ hostname: 'WWW.example.com', address: '8.8.8.8', record_type: 'A', first: '2026-01-01T00:00:00', last: '2026-02-01T00:00:00', asn: 'AS64496 x' }], count: 1 }, { dns: 'www.example.com', ipAddress: '8.8.8.8', recordType: 'A', firstSeenAt: new Date('2026-01-01T00:00:00Z') }], // prettier-ignore
    ['Dns', 'passiveDns', 'example.com', 'passive_dns', { passive_dns: [{ hostname: 'example.com', address: 'cdn.example.net', record_type: 'CNAME' }] }, { dns: 'example.com', ipAddress: null, value: 'cdn.example.net', asn: null }], // prettier-ignore
    ['IpAddress', 'malware', '8.8.8.8', 'malware', { data: [{ hash: sha256, datetime_int: 1_700_000_000, detections: { avast: 'Win32:X', avg: null, clamav: '' } }], size: 1 }, { hash: sha256, detections: [{ engine: 'avast', result: 'Win32:X' }], seenAt: new Date(1_700_000_000_000) }], // prettier-ignore
    ['IpAddress', 'reputation', '8.8.8.8', 'reputation', { reputation: { threat_score: 4, activities: [{ name: 'Scanning Host' }, { name: 'Scanning Host' }], counts: { 'Scanning Host': 2 }, first_seen: '2026-01-01T00:00:00' } }, { threatScore: 4, activities: ['Scanning Host'], domains: [] }], // prettier-ignore
    ['FileHash', 'analysis', sha256, 'analysis', { analysis: { info: { results: { sha256, md5: 'd41d8cd98f00b204e9800998ecf8427e', filesize: '68', file_type: 'PE' } }, plugins: { avast: { results: { detection: 'Win32:X' } }, clamav: { results: {} }, odd: 7 } } }, { sha256, sizeBytes: 68, detections: [{ engine: 'avast', result: 'Win32:X' }], imphash: null }], // prettier-ignore
    ['Dns', 'whois', 'example.com', 'whois', { data: [{ key: 'registrar', value: 'R' }, { key: 'name_servers', value: 'ns1.example.com' }, { key: 'name_servers', value: 'ns2.example.com' }, { key: 'creation_date', value: '2001-01-01T00:00:00' }, { key: 'odd', value: { a: 1 } }] }, { registrar: 'R', nameServers: ['ns1.example.com', 'ns2.example.com'], createdAt: new Date('2001-01-01T00:00:00Z'), emails: [], fields: { odd: ['{"a":1}'] } }], // prettier-ignore
    ['Dns', 'geo', 'example.com', 'geo', { country_code: 'NL', latitude: 52.5, longitude: 5.7, city: null }, { countryCode: 'NL', latitude: 52.5, city: null, asn: null }], // prettier-ignore
  ])('%s %s', async (kind, pivot, value, ...[section, reply, row]) => {
    server.answer({ json: reply });
    const frame = await session.pivot(kind, `otx.${pivot}`)(value);
    expect(frame.row(0)).toMatchObject({ [`otx.${pivot}.status`]: 'found', ...row });
    expect(server.requests[0]?.path.endsWith(`/${section}`)).toBe(true);
  });

  test.each<[string, string, string, object]>([
    ['IpAddress', 'passiveDns', '8.8.8.8', { passive_dns: [], count: 0 }],
    ['IpAddress', 'malware', '8.8.8.8', { data: [] }],
    ['IpAddress', 'reputation', '8.8.8.8', { reputation: null }],
    ['IpAddress', 'geo', '8.8.8.8', { city_data: true, city: null, country_code: null }],
    ['IpAddress', 'urls', '8.8.8.8', { url_list: [], has_next: false }],
    ['FileHash', 'analysis', sha256, { analysis: null, page_type: 'generic' }],
    ['Dns', 'whois', 'example.com', { data: [] }],
    ['Dns', 'pulses', 'example.com', { pulse_info: { count: 0, pulses: [] } }],
  ])('%s %s of nothing known is not found', async (kind, pivot, value, reply) => {
    server.answer({ json: reply });
    const frame = await session.pivot(kind, `otx.${pivot}`)(value);
    expect(frame.row(0)[`otx.${pivot}.status`]).toBe('not-found');
  });
});

describe('URLs, page by page', () => {
  const item = (i: number) => ({
    url: `http://www.example.com/${i}`,
    hostname: 'www.example.com',
    date: '2026-01-01T00:00:00',
    httpcode: 200,
    result: { urlworker: { ip: '8.8.8.8', http_code: i === 0 ? 0 : 404 }, safebrowsing: { matches: [] } },
  });
  /** 120 URLs. */
  const serve = ({ query }: SimulatedRequest): SimulatedReply => {
    const size = Number(query['limit']);
    const start = (Number(query['page']) - 1) * size;
    const end = Math.min(120, start + size);
    const list = Array.from({ length: end - start }, (_, i) => item(start + i));
    return { json: { url_list: list, page_num: Number(query['page']), has_next: end < 120 } };
  };

  test.each([
    [{}, 50, ['limit=50&page=1']],
    [{ limit: 2 }, 2, ['limit=2&page=1']],
    [{ limit: 1_000 }, 120, ['limit=50&page=1', 'limit=50&page=2', 'limit=50&page=3']],
  ])('with %j', async (options, rows, queries) => {
    server.answer(serve);
    const frame = await session.entities.Dns.otx.urls('example.com', options);
    expect(frame.size).toBe(rows);
    expect(server.requests.map(({ url }) => url.split('?')[1])).toEqual(queries);
    expect(frame.row(0)).toMatchObject({ url: 'http://www.example.com/0', dns: 'www.example.com', ipAddress: '8.8.8.8', httpStatus: null }); // prettier-ignore
    expect(frame.row(1).httpStatus).toBe(404);
  });
});

describe('refusals', () => {
  test.each<[string, SimulatedReply, string, RegExp]>([
    ['a wrong key', { status: 403, json: { detail: 'Invalid API key' } }, 'failed(PROVIDER_UNAUTHORIZED)', /Check the key/], // prettier-ignore
    ['too many', { status: 429, text: '' }, 'throttled', /OTX: too many requests/],
    ['a wrong value', { status: 400, json: { detail: 'malformed hostname or ip' } }, 'failed(PROVIDER_REFUSED)', /malformed hostname/], // prettier-ignore
    ['a wrong path', { status: 404, text: '<h1>nginx</h1>' }, 'failed(PROVIDER_REFUSED)', /HTTP 404/],
    ['trouble', { status: 504, text: 'x' }, 'failed(PROVIDER_UNAVAILABLE)', /Try again later/],
    ['another shape', { json: { pulse_info: [] } }, 'failed(REPLY_INVALID)', /pulse_info/],
  ])('%s', async (_, reply, status, note) => {
    server.answer(reply);
    const frame = await session.entities.IpAddress.otx.general('8.8.8.8');
    expect(frame.row(0)['otx.general.status']).toBe(status);
    expect(frame.why(0, 'judgement')?.note).toMatch(note);
    expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toContain(apiKey);
  });

  test('without a key passive DNS is not available and says what to set; the rest is', async () => {
    await using bare = await connect({});
    const infos = bare.pivots('otx').filter(({ call }) => call.startsWith('IpAddress'));
    expect(infos.filter(({ available }) => !available).map(({ call }) => call)).toEqual(['IpAddress.otx.passiveDns']);
    await expect(bare.entities.IpAddress.otx.passiveDns('8.8.8.8')).rejects.toMatchObject({
      code: 'PIVOT_UNAVAILABLE',
      message: expect.stringMatching(/otx\.apiKey.*PIVOTKIT_OTX_APIKEY/),
    });
    server.answer(general([pulse('A')]));
    expect((await bare.entities.IpAddress.otx.general('8.8.8.8')).row(0).pulses).toBe(1);
    expect(server.requests[0]?.headers).not.toHaveProperty('x-otx-api-key');
  });
});
