import { createSession } from '@pivotkit/core';
import { spamhaus } from '@pivotkit/plugin-spamhaus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answered, describeSamples, startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

const start = (baseUrl: string) =>
  createSession({ plugins: [spamhaus], config: { spamhaus: { baseUrl } }, network: { attempts: 1 } });

describeSamples(
  'spamhaus_drop',
  async (baseUrl, { request: { url } }) => {
    await using session = await start(baseUrl);
    const address = url.includes('drop_v6') ? '2001:db8:7::1' : '198.51.100.77';
    return answered(await session.entities.IpAddress.spamhaus.drop(address), 'spamhaus.drop');
  },
  {
    drop_v4: { judgement: 'malicious', severity: 'high', network: '198.51.100.0/24', sblId: 'SBL459831', registry: 'ripencc', publishedAt: new Date(1_759_968_000_000) }, // prettier-ignore
    drop_v6: { judgement: 'malicious', severity: 'high', network: '2001:db8::/32', sblId: 'SBL635837' },
    // A list of autonomous systems, and one that was given up: not what was asked for.
    asndrop: 'failed(REPLY_INVALID)',
    edrop_merged_stub: 'failed(REPLY_INVALID)',
    malformed_html: 'failed(REPLY_INVALID)',
    rate_limited_429: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  },
);

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());
let session: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await start(`${server.baseUrl}/drop`);
});
afterEach(() => session.close());

const list = (...lines: object[]) => ({
  status: 200,
  bodyText: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
});
const about = { type: 'metadata', timestamp: 1_764_000_000 };

test('each list is fetched once, and only when an address of its family is asked about', async () => {
  server.answer(({ path }) =>
    path.includes('v4')
      ? list({ cidr: '203.0.113.0/24' }, { cidr: '203.0.113.64/26', sblid: 'SBL1' }, about)
      : list({ cidr: '2001:db8::/32' }, about),
  );
  const { IpAddress } = session.entities;
  const frame = await IpAddress.spamhaus.drop(['203.0.113.1', '203.0.113.65', '203.0.114.1', '10.0.0.1']);
  expect(server.heard.map(({ path }) => path)).toEqual(['/drop/drop_v4.json']);
  expect(frame.toRows().map((row) => [row['spamhaus.drop.status'], row.network, row.permalink])).toEqual([
    ['found', '203.0.113.0/24', null],
    ['found', '203.0.113.64/26', 'https://check.spamhaus.org/sbl/query/SBL1'],
    ['not-found', null, null],
    ['not-found', null, null],
  ]);
  expect(frame.why(2, 'network')?.note).toMatch(/^not in the DROP list of IPv4 of /);
  expect(spamhaus.pivots[0].facets?.reputation?.(frame.row(1) as never)).toMatchObject({ severity: 'high', reasons: ['DROP 203.0.113.64/26', 'SBL1'] }); // prettier-ignore
  const both = await IpAddress.spamhaus.drop(['2001:db8::1', '203.0.113.1']);
  expect(both.toRows().map(({ network }) => network)).toEqual(['2001:db8::/32', '203.0.113.0/24']);
  expect(server.heard.map(({ path }) => path)).toEqual(['/drop/drop_v4.json', '/drop/drop_v6.json']);
});

describe('what is no list', () => {
  test.each([
    ['it is cut before its last line', list({ cidr: '203.0.113.0/24' })],
    ['it has fewer networks than it says', list({ cidr: '203.0.113.0/24' }, { ...about, records: 2 })],
    ['it is cut within a line', { status: 200, bodyText: '{"cidr":"203.0.113.0/24"}\n{"cidr":"20' }],
    ['a network is none', list({ cidr: '203.0.113/24' }, about)],
    ['it has no networks', list(about)],
    ['it is empty', { status: 200, bodyText: '' }],
  ])('%s', async (_, reply) => {
    server.answer(reply);
    const frame = await session.entities.IpAddress.spamhaus.drop('203.0.113.1');
    expect(frame.row(0)['spamhaus.drop.status']).toBe('failed(REPLY_INVALID)');
  });
});

describe('autonomous systems', () => {
  const system = { asn: 64_496, rir: 'ripencc', domain: 'example.net', cc: 'NL', asname: 'EXAMPLE-AS' };

  test('are looked up by number, of a list that is fetched once, however private they are', async () => {
    server.answer(list(system, { asn: 64_497 }, { ...about, records: 2 }));
    const { AutonomousSystem } = session.entities;
    const frame = await AutonomousSystem.spamhaus.asndrop(['AS64496', 'asn 64497', '64498', '0.64496', 'x']);
    expect(server.heard.map(({ path }) => path)).toEqual(['/drop/asndrop.json']);
    expect(frame.toRows().map((row) => [row['spamhaus.asndrop.status'], row.name, row.country])).toEqual([
      ['found', 'EXAMPLE-AS', 'NL'],
      ['found', null, null],
      ['not-found', null, null],
      ['found', 'EXAMPLE-AS', 'NL'],
      ['skipped(not-an-entity)', null, null],
    ]);
    expect(frame.row(0)).toMatchObject({ domain: 'example.net', registry: 'ripencc', judgement: 'malicious' });
    expect(frame.why(2, 'name')?.note).toMatch(/^not in the DROP list of autonomous systems of /);
    expect(spamhaus.pivots[1].facets?.reputation?.(frame.row(0) as never)).toMatchObject({
      severity: 'high',
      reasons: ['ASN-DROP EXAMPLE-AS'],
    });
  });

  test.each([
    ['a list of networks', list({ cidr: '203.0.113.0/24' }, about)],
    ['a number no system has', list({ asn: 4_294_967_296 }, about)],
    ['fewer than it says', list(system, { ...about, records: 2 })],
    ['without its last line', list(system)],
  ])('%s is no such list', async (_, reply) => {
    server.answer(reply);
    const frame = await session.entities.AutonomousSystem.spamhaus.asndrop('AS64496');
    expect(frame.row(0)['spamhaus.asndrop.status']).toBe('failed(REPLY_INVALID)');
  });
});

test('doctor says how many networks the lists have', async () => {
  server.answer(({ path }) => list(path.includes('asn') ? { asn: 64_496 } : { cidr: '203.0.113.0/24' }, about));
  const detail = expect.stringMatching(
    /^the DROP list of IPv4: 1 entry, .*; the DROP list of IPv6: 1 entry, .*; the DROP list of autonomous systems: 1 entry/,
  );
  expect(await session.checkServices()).toMatchObject([{ ok: true, detail }]);
});
