import { createSession } from '@pivotkit/core';
import { urlscan } from '@pivotkit/plugin-urlscan';
import { startSimulator, type SimulatedReply, type SimulatedRequest, type Simulator } from '@pivotkit/testkit';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestClock } from '../../support/test-clock.ts';

const apiKey = 'k3y-that-nobody-may-see';
const sha256 = 'a'.repeat(64);
const uuid = '00000000-0000-4000-8000-00000000000a';
const page = `https://urlscan.io/result/${uuid}/`;

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ basePath: '/api/v1', routes: [] });
});
afterAll(() => server.close());

const connect = (more: object = {}) =>
  createSession({
    plugins: [urlscan],
    config: { urlscan: { apiKey, baseUrl: server.baseUrl } },
    network: { attempts: 1, noProxy: '*' },
    quotas: { windows: { urlscan: [] } },
    ...more,
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.forget();
  session = await connect();
});
afterEach(() => session.close());

const scanned = {
  task: { uuid, time: '2026-01-02T03:04:05.678Z', url: 'http://www.example.com/', visibility: 'unlisted', tags: ['t'] },
  page: { url: 'https://www.example.com/in', domain: 'www.example.com', ip: '8.8.8.8', asn: 'AS64500', asnname: 'X, NL', country: 'NL', status: '200', title: '<b>', tlsIssuer: 'CA', tlsValidFrom: '2026-01-01T00:00:00.000Z' }, // prettier-ignore
};
const item = (more: object = {}) => ({ _id: uuid, sort: [1, uuid], ...scanned, ...more });
const results = (list: readonly object[], has_more = false): SimulatedReply => ({
  json: { results: list, total: list.length, took: 1, has_more },
});
const result = (verdict: object | undefined): SimulatedReply => ({
  json: { ...scanned, lists: { ips: ['8.8.8.8'], hashes: [sha256] }, verdicts: { overall: verdict } },
});

describe('search', () => {
  test.each<[string, string, object, string]>([
    ['IpAddress', '8[.]8.8.8', {}, 'page.ip:"8.8.8.8"'],
    ['IpAddress', '2001:4860:4860::8888', { match: 'contacted' }, 'ip:"2001:4860:4860::8888"'],
    ['Dns', 'WWW.example.com', {}, 'page.domain:"www.example.com"'],
    ['Dns', 'example.com', { match: 'contacted', query: 'date:>now-7d' }, '(domain:"example.com") AND (date:>now-7d)'],
    ['Url', 'http://example.com/a?b=1', {}, 'page.url.keyword:"http://example.com/a?b=1" OR task.url.keyword:"http://example.com/a?b=1"'], // prettier-ignore
    ['FileHash', sha256, {}, `hash:"${sha256}"`],
  ])('%s %s %j', async (kind, value, options, q) => {
    server.answer(results([item()]));
    const frame = await session.pivot(kind, 'urlscan.search')(value, options);
    expect(server.requests.map(({ path, query }) => [path, query])).toEqual([['/api/v1/search/', { q, size: '100' }]]);
    expect(server.requests[0]?.headers['api-key']).toBe(apiKey);
    expect(frame.row(0)).toMatchObject({
      uuid,
      url: 'https://www.example.com/in',
      submittedUrl: 'http://www.example.com/',
      dns: 'www.example.com',
      ipAddress: '8.8.8.8',
      asn: 64_500,
      httpStatus: 200,
      judgement: 'unknown',
      severity: 'unknown',
      score: null,
      scannedAt: new Date('2026-01-02T03:04:05.678Z'),
      permalink: page,
    });
  });

  test.each([
    ['FileHash', 'd41d8cd98f00b204e9800998ecf8427e', 'by SHA-256 alone'],
    ['File', 'C:\\x\\y.exe', 'no SHA-256'],
    ['Url', 'https://me:pass@www.example.com/', 'user or password'],
  ])('%s %s is not supported, and says why', async (kind, value, reason) => {
    const frame = await session.pivot(kind, 'urlscan.search')(value);
    expect(frame.row(0)['urlscan.search.status']).toBe('not-supported');
    expect(frame.why(0, 'uuid')?.note).toContain(reason);
    expect(server.requests).toEqual([]);
  });

  test('page by page, after what the last scan was sorted by', async () => {
    /** 250 scans. */
    const serve = ({ query }: SimulatedRequest): SimulatedReply => {
      const start = Number(query['search_after']?.split(',')[0] ?? -1) + 1;
      const end = Math.min(250, start + Number(query['size']));
      const list = Array.from({ length: end - start }, (_, i) =>
        item({ _id: `s${start + i}`, sort: [start + i, 'x'] }),
      );
      return results(list, end < 250);
    };
    server.answer(serve);
    const all = await session.entities.Dns.urlscan.search('example.com', { limit: 10_000 });
    expect(all.size).toBe(250);
    expect(server.requests.map(({ query }) => query['search_after'])).toEqual([undefined, '99,x', '199,x']);
    const some = await session.entities.Dns.urlscan.search('example.com', { limit: 150 });
    expect(some.size).toBe(150);
    expect(some.why(0, 'uuid')?.note).toBe('the first 150 rows; urlscan.io has more');
  });

  test('an address instead of a name is no name', async () => {
    server.answer(results([item({ page: { domain: '8.8.8.8', ip: '8.8.8.8' } })]));
    const frame = await session.entities.IpAddress.urlscan.search('8.8.8.8');
    expect(frame.row(0)).toMatchObject({ dns: null, ipAddress: '8.8.8.8', url: null, tags: ['t'] });
  });

  test('limits that the headers tell are heeded', async () => {
    await using thrifty = await connect({ quotas: { policy: 'skip' } });
    server.answer({
      ...results([item()]),
      headers: { 'x-rate-limit-scope': 'user', 'x-rate-limit-action': 'search', 'x-rate-limit-window': 'hour', 'x-rate-limit-limit': '1', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset-after': '600' }, // prettier-ignore
    });
    const { Dns } = thrifty.entities;
    await Dns.urlscan.search('a.example.com');
    const frame = await Dns.urlscan.search('b.example.com');
    expect(frame.row(0)['urlscan.search.status']).toBe('throttled');
    expect(server.requests.length).toBe(1);
  });
});

describe('result', () => {
  test.each<[string, object | undefined, string, string]>([
    ['malicious', { score: 100, malicious: true, categories: ['phishing'], brands: ['x'] }, 'malicious', 'high'],
    ['a score above 0', { score: 1, malicious: false }, 'suspicious', 'warning'],
    ['a score below 0', { score: -100, malicious: false }, 'benign', 'information'],
    ['no score', { score: 0, malicious: false, hasVerdicts: false }, 'unknown', 'unknown'],
    ['no verdict', undefined, 'unknown', 'unknown'],
  ])('%s', async (_, verdict, judgement, severity) => {
    server.answer(result(verdict));
    const frame = await session.entities.Url.urlscan.result(page);
    expect(frame.row(0)).toMatchObject({ judgement, severity, addresses: ['8.8.8.8'], hashes: [sha256] });
    const opinion = urlscan.pivots[1].facets?.reputation?.(frame.row(0) as never);
    expect(opinion?.severity).toBe(severity === 'unknown' ? undefined : severity);
  });

  test.each([[page], [`https://urlscan.io/api/v1/result/${uuid}`], [`https://urlscan.io/result/${uuid}/#summary`]])(
    'is read from %s',
    async (url) => {
      server.answer(result({ brands: [{ key: 'x', name: 'Example' }, 'y'] }));
      const frame = await session.entities.Url.urlscan.result(url);
      expect(server.requests.map(({ path }) => path)).toEqual([`/api/v1/result/${uuid}/`]);
      expect(frame.row(0)).toMatchObject({ uuid, brands: ['Example', 'y'], permalink: page });
    },
  );

  test.each([
    ['https://urlscan.io/result/../../user/'],
    [`https://urlscan.example.com/result/${uuid}/`],
    ['https://www.example.com/'],
  ])('%s is no page of a result', async (url) => {
    const frame = await session.entities.Url.urlscan.result(url);
    expect(frame.row(0)['urlscan.result.status']).toBe('not-supported');
    expect(server.requests).toEqual([]);
  });

  test.each([
    [404, { message: 'Scan is not finished yet', status: 404 }, 'not-found'],
    [410, { message: 'Deleted', status: 410 }, 'not-found'],
    [404, { error: 'no such path' }, 'failed(PROVIDER_REFUSED)'],
  ])('%i %j is %s', async (status, json, expected) => {
    server.answer({ status, json });
    const frame = await session.entities.Url.urlscan.result(page);
    expect(frame.row(0)['urlscan.result.status']).toBe(expected);
  });

  test('takes what a search gives', async () => {
    server.answer(({ path }) =>
      path.includes('/search/') ? results([item()]) : result({ score: 100, malicious: true }),
    );
    const { Dns, Url } = session.entities;
    const frame = await session
      .from([{ name: 'www.example.com' }])
      .pivot(Dns.urlscan.search, { column: 'name', columns: ['permalink'] })
      .pivot(Url.urlscan.result, { column: 'permalink', columns: ['judgement'] })
      .run();
    expect(frame.toRows()).toMatchObject([{ name: 'www.example.com', permalink: page, judgement: 'malicious' }]);
  });
});

describe('scan', () => {
  const target = 'http://www.example.com/a#part';
  const consent = { consent: true, visibility: 'unlisted' } as const;
  const submitted: SimulatedReply = { json: { message: 'Submission successful', uuid, visibility: 'unlisted' } };
  const running: SimulatedReply = { status: 404, json: { message: 'Scan is not finished yet', status: 404 } };

  /** Submits, and looks for the result as often as it is told to before there is one. */
  async function scan(options: object, replies: readonly SimulatedReply[]) {
    const clock = new TestClock();
    await using timed = await connect({ clock });
    let polls = 0;
    server.answer(({ method }) => (method === 'POST' ? submitted : (replies[polls++] ?? running)));
    const asked = timed.pivot('Url', 'urlscan.scan')(target, options);
    for (let requests = 1; requests <= replies.length; requests += 1) {
      await server.arrived(requests);
      await server.idle();
      while (!clock.delaysMs.includes(5_000)) await turn();
      clock.delaysMs.length = 0;
      clock.advance(5_000);
    }
    return await asked;
  }

  test('submits what was consented to, once, and waits for the result', async () => {
    const frame = await scan({ ...consent, tags: ['case-7'], country: 'nl' }, [running, result({ score: 100, malicious: true })]); // prettier-ignore
    expect(frame.row(0)).toMatchObject({
      'urlscan.scan.status': 'found',
      uuid,
      judgement: 'malicious',
      permalink: page,
    });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/scan/',
      `GET /api/v1/result/${uuid}/`,
      `GET /api/v1/result/${uuid}/`,
    ]);
    expect(server.requests[0]?.json).toEqual({ url: target, visibility: 'unlisted', tags: ['case-7'], country: 'nl' });
  });

  test.each([['private'], ['unlisted'], ['public']] as const)('%s is passed on', async (visibility) => {
    server.answer({ status: 400, json: { message: 'x', status: 400 } });
    await session.entities.Url.urlscan.scan(target, { consent: true, visibility });
    expect(server.requests[0]?.json).toMatchObject({ visibility });
  });

  test.each([[{}], [{ consent: true }], [{ visibility: 'public' }], [{ ...consent, tags: Array(11).fill('x') }]])(
    '%j submits nothing',
    async (options) => {
      const asked = session.pivot('Url', 'urlscan.scan')(target, options);
      await expect(asked).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
      expect(server.requests).toEqual([]);
    },
  );

  test.each<[string, SimulatedReply, string, RegExp]>([
    ['prevented', { status: 400, json: { message: 'Scan prevented ...', description: 'The submitted domain is on our blacklist.', status: 400 } }, 'failed(PROVIDER_REFUSED)', /Scan prevented/], // prettier-ignore
    ['no such name', { status: 400, json: { message: 'DNS Error - Could not resolve domain', description: 'x', status: 400 } }, 'failed(PROVIDER_REFUSED)', /Could not resolve domain/], // prettier-ignore
    ['a key of a wrong form', { status: 400, json: { message: 'Invalid API key format', status: 400 } }, 'failed(PROVIDER_UNAUTHORIZED)', /Check the key/], // prettier-ignore
    ['a wrong key', { status: 401, json: { message: 'API key supplied but not found in database', status: 401 } }, 'failed(PROVIDER_UNAUTHORIZED)', /Check the key/], // prettier-ignore
    ['too many', { status: 429, json: { message: "Rate limit for 'unlisted' exceeded, limit is 100 per hour. Reset in 611 seconds.", status: 429 } }, 'throttled', /limit is 100 per hour/], // prettier-ignore
    ['trouble', { status: 502, text: 'x' }, 'failed(PROVIDER_UNAVAILABLE)', /Try again later/],
  ])('%s', async (_, reply, status, note) => {
    server.answer(reply);
    const frame = await session.entities.Url.urlscan.scan(target, consent);
    expect(frame.row(0)).toMatchObject({ 'urlscan.scan.status': status, judgement: null });
    expect(frame.why(0, 'judgement')?.note).toMatch(note);
    expect(JSON.stringify([frame.toRows(), frame.why(0, 'judgement')])).not.toContain(apiKey);
    expect(server.requests.length).toBe(1);
  });

  test.each([
    ['https://me:pass@www.example.com/', 'user or password'],
    ['ftp://www.example.com/', 'http and https'],
  ])('%s is never submitted', async (url, reason) => {
    const frame = await session.entities.Url.urlscan.scan(url, consent);
    expect(frame.row(0)['urlscan.scan.status']).toBe('not-supported');
    expect(frame.why(0, 'uuid')?.note).toContain(reason);
    expect(server.requests).toEqual([]);
  });
});

test('without a key only searching is available, and the rest says what to set', async () => {
  await using bare = await createSession({ plugins: [urlscan], config: { urlscan: { baseUrl: server.baseUrl } }, network: { noProxy: '*' } }); // prettier-ignore
  const infos = bare.pivots('urlscan').filter(({ available }) => !available);
  expect(infos.map(({ call }) => call).toSorted()).toEqual([
    'Dns.urlscan.scan',
    'Url.urlscan.result',
    'Url.urlscan.scan',
  ]);
  expect(infos[0]?.reason).toMatch(/urlscan\.apiKey.*PIVOTKIT_URLSCAN_APIKEY/);
  server.answer(results([item()]));
  const frame = await bare.entities.Dns.urlscan.search('example.com');
  expect(frame.row(0)['urlscan.search.status']).toBe('found');
  expect(server.requests[0]?.headers).not.toHaveProperty('api-key');
});
