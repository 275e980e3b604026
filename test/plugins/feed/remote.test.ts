import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { feed } from '@pivotkit/plugin-feed';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answered, describeSamples, startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

/** Before the indicators of the samples end. */
const clock = { now: () => new Date('2026-09-20T00:00:00Z'), monotonicMs: () => 0, after: () => () => {} };

type Lists = NonNullable<NonNullable<typeof feed.$config>['lists']>;

const start = (lists: Lists, more: { configFolder?: string; cache?: { folder: string }; offline?: boolean } = {}) =>
  createSession({ plugins: [feed], config: { feed: { lists } }, network: { attempts: 1 }, clock, ...more });

describeSamples(
  'taxii21',
  async (baseUrl) => {
    await using session = await start([{ name: 'c', url: `${baseUrl}/api1/collections/x/`, format: 'taxii' }]);
    return answered(await session.entities.Dns.feed.check('bad.example.com'), 'feed.check');
  },
  {
    // Other resources of the server are envelopes without objects, in which nothing is listed.
    api_root: 'not-found',
    collections: 'not-found',
    discovery: 'not-found',
    status_202: 'not-found',
    // A manifest names objects and does not hold them.
    manifest: 'failed(REPLY_INVALID)',
    auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
    forbidden_403: 'failed(PROVIDER_FORBIDDEN)',
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    not_acceptable_406: 'failed(PROVIDER_REFUSED)',
    not_found_404: 'failed(PROVIDER_REFUSED)',
    objects_empty: 'not-found',
    objects_page2: {
      judgement: 'suspicious',
      highestConfidence: 60,
      matchedIndicator: 'bad.example.com',
      lists: ['c'],
    },
    rate_limited_429: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  },
);

let server: ReplyServer;
let folder: string;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.heard.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-feed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const indicator = (value: string, more: object = {}) => ({
  type: 'indicator',
  id: `indicator--${value}`,
  pattern: `[ipv4-addr:value = '${value}']`,
  pattern_type: 'stix',
  valid_from: '2026-09-01T00:00:00Z',
  ...more,
});

describe('a list at a URL', () => {
  test.each([
    ['bad.txt', {}, '203.0.113.7\n203.0.113.8 # x\n'],
    ['bad.csv?x=1', {}, 'ip,confidence\n203.0.113.7,90\n'],
    ['bad.json', {}, '["203.0.113.7"]'],
    ['bundle.json', {}, JSON.stringify({ type: 'bundle', objects: [indicator('203.0.113.7')] })],
    ['export?format=csv', { format: 'csv' } as const, 'ip\n203.0.113.7\n'],
  ])('%s is fetched once and searched here', async (path, more, bodyText) => {
    server.answer({ status: 200, bodyText });
    await using session = await start([{ name: 'r', url: `${server.baseUrl}/${path}`, ...more }]);
    const { IpAddress } = session.entities;
    const frame = await IpAddress.feed.match(['203.0.113.7', '10.0.0.1']);
    expect(frame.toRows().map((row) => row['feed.match.status'])).toEqual(['found', 'not-found']);
    expect(frame.row(0)).toMatchObject({ list: 'r', indicator: '203.0.113.7', listAsOf: clock.now() });
    expect(server.heard.map((each) => each.path)).toEqual([`/${path}`]);
  });

  test.each([
    ['a token', { token: 'list-token' }, 'Bearer list-token'],
    ['user and password', { user: 'me', password: 'list-pass' }, `Basic ${btoa('me:list-pass')}`],
    ['nothing', {}, undefined],
  ])('with %s', async (_, credentials, authorization) => {
    server.answer({ status: 200, bodyText: '203.0.113.7' });
    await using session = await start([{ name: 'r', url: `${server.baseUrl}/l.txt`, ...credentials }]);
    await session.entities.IpAddress.feed.check('203.0.113.7');
    expect(server.heard[0]?.headers['authorization']).toBe(authorization);
  });

  test('beside a file: what is found in the file stays when the URL fails, what is not there fails', async () => {
    writeFileSync(join(folder, 'local.txt'), '203.0.113.7\n');
    server.answer({ status: 503 });
    await using session = await start([{ name: 'l', path: 'local.txt' }, { name: 'r', url: `${server.baseUrl}/l.txt` }], { configFolder: folder }); // prettier-ignore
    const frame = await session.entities.IpAddress.feed.check(['203.0.113.7', '203.0.113.8']);
    expect(frame.toRows().map((row) => row['feed.check.status'])).toEqual(['found', 'failed(PROVIDER_UNAVAILABLE)']);
    expect(frame.why(0, 'judgement')?.note).toBe("the list 'r' could not be had");
  });

  test.each([
    ['nothing in it', ''],
    ['nothing that can be used', 'hello there\n'],
    ['a page of HTML', '<!doctype html>'],
  ])('%s is an error, never “not listed”', async (_, bodyText) => {
    server.answer({ status: 200, bodyText });
    await using session = await start([{ name: 'r', url: `${server.baseUrl}/l.txt` }]);
    const frame = await session.entities.IpAddress.feed.check('203.0.113.7');
    expect(frame.row(0)['feed.check.status']).toBe('failed(REPLY_INVALID)');
  });

  test('entries that could not be used are told beside “not found”', async () => {
    server.answer({ status: 200, bodyText: '203.0.113.7\nhello there\n' });
    await using session = await start([{ name: 'r', url: `${server.baseUrl}/l.txt` }]);
    const frame = await session.entities.IpAddress.feed.check('203.0.113.8');
    expect(frame.why(0, 'judgement')?.note).toBe("not listed; entries that could not be used: 1 of 'r'");
  });

  test('kept in the cache folder, it works offline', async () => {
    server.answer({ status: 200, bodyText: '203.0.113.7\n' });
    const lists = [{ name: 'r', url: `${server.baseUrl}/l.txt` }];
    const ask = async (offline: boolean): Promise<unknown> => {
      await using session = await start(lists, { cache: { folder }, offline });
      return (await session.entities.IpAddress.feed.check('203.0.113.7')).row(0)['feed.check.status'];
    };
    expect([await ask(false), await ask(true), server.heard.length]).toEqual(['found', 'found', 1]);
  });
});

describe('a collection of a TAXII server', () => {
  const url = (): string => `${server.baseUrl}/api1/collections/x/`;

  test('its indicators, page by page', async () => {
    server.answer(({ path }) => {
      const page = new URL(path, 'http://x').searchParams.get('next') ?? '1';
      const objects = [indicator(`203.0.113.${page}`)];
      return {
        status: 200,
        body: page === '3' ? { objects } : { more: true, next: String(Number(page) + 1), objects },
      };
    });
    await using session = await start([{ name: 'c', url: url(), format: 'taxii' }]);
    const frame = await session.entities.IpAddress.feed.check([
      '203.0.113.1',
      '203.0.113.2',
      '203.0.113.3',
      '203.0.113.4',
    ]);
    expect(frame.toRows().map((row) => row['feed.check.status'])).toEqual(['found', 'found', 'found', 'not-found']);
    const paths = server.heard.map(({ path }) => decodeURIComponent(path));
    const first = '/api1/collections/x/objects/?match[type]=indicator,identity,marking-definition';
    expect(paths).toEqual([first, `${first}&next=2`, `${first}&next=3`]);
    expect(server.heard[0]?.headers['accept']).toBe('application/taxii+json;version=2.1');
  });

  test('a page that cannot be had leaves no half of a list', async () => {
    server.answer(({ path }) => path.includes('next') ? { status: 503 } : { status: 200, body: { more: true, next: '2', objects: [indicator('203.0.113.1')] } }); // prettier-ignore
    await using session = await start([{ name: 'c', url: url(), format: 'taxii' }]);
    const frame = await session.entities.IpAddress.feed.check('203.0.113.1');
    expect(frame.row(0)['feed.check.status']).toBe('failed(PROVIDER_UNAVAILABLE)');
  });

  test('more without a place, and pages without end', async () => {
    server.answer({ status: 200, body: { more: true, objects: [] } });
    await using lost = await start([{ name: 'c', url: url(), format: 'taxii' }]);
    expect((await lost.entities.IpAddress.feed.check('203.0.113.1')).row(0)['feed.check.status']).toBe('failed(REPLY_INVALID)'); // prettier-ignore
    server.answer({ status: 200, body: { more: true, next: 'x', objects: [] } });
    await using endless = await start([{ name: 'c', url: url(), format: 'taxii' }]);
    const frame = await endless.entities.IpAddress.feed.check('203.0.113.1');
    expect(frame.why(0, 'judgement')?.note).toContain('it has more than 1000 pages');
  });
});

test('entries without an end expire some days after their start', async () => {
  const objects = [indicator('203.0.113.1'), indicator('203.0.113.2', { valid_until: '2027-01-01T00:00:00Z' })];
  server.answer({ status: 200, body: { type: 'bundle', objects } });
  await using session = await start([
    { name: 'r', url: `${server.baseUrl}/b.json`, expireAfterDays: 10, confidence: 80 },
  ]);
  const frame = await session.entities.IpAddress.feed.check(['203.0.113.1', '203.0.113.2']);
  expect(frame.toRows().map(({ judgement, activeMatches }) => [judgement, activeMatches])).toEqual([
    ['unknown', 0],
    ['malicious', 1],
  ]);
  const opinions = frame.toRows().map((row) => feed.pivots[1].facets?.reputation?.(row as never));
  expect(opinions).toMatchObject([undefined, { judgement: 'malicious', severity: 'high', confidence: 80 }]);
});

describe('a session does not start', () => {
  test.each([
    ['path and url', { path: 'a.txt', url: 'https://x.example.com/a.txt' }, 'either `path` or `url`'],
    ['neither', {}, 'either `path` or `url`'],
    ['http', { url: 'http://x.example.com/a.txt' }, 'no https:// URL'],
    ['a password in the URL', { url: 'https://me:pass@x.example.com/a.txt' }, 'without user and password'],
    ['no URL', { url: 'nowhere' }, 'no https:// URL'],
    ['an ending nobody knows', { url: 'https://x.example.com/list' }, 'state `format`'],
    ['a TAXII file', { path: 'a.json', format: 'taxii' }, 'a TAXII collection has a `url`'],
  ] as const)('with %s', async (_, list, problem) => {
    const started = start([{ name: 'r', ...list }]);
    await expect(started).rejects.toMatchObject({ code: 'PLUGINS_INVALID', message: expect.stringContaining(problem) });
  });
});

test('doctor fetches the lists', async () => {
  server.answer({ status: 200, bodyText: '203.0.113.7\n' });
  await using session = await start([{ name: 'r', url: `${server.baseUrl}/l.txt` }]);
  expect(await session.checkServices()).toMatchObject([
    { ok: true, detail: expect.stringMatching(/^the list 'r': 1 entry/) },
  ]);
});
