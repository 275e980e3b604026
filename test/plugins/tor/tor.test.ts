import { createSession } from '@pivotkit/core';
import { tor } from '@pivotkit/plugin-tor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [tor],
    config: { tor: { listUrl: server.baseUrl, onionooUrl: server.baseUrl } },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

const node = (fingerprint: string, ...addresses: string[]): string =>
  [
    `ExitNode ${fingerprint}`,
    'Published 2026-11-01 10:00:00',
    'LastStatus 2026-11-01 11:00:00',
    ...addresses.map((address, i) => `ExitAddress ${address} 2026-11-0${i + 1} 12:00:00`),
  ].join('\n');

const list = (...nodes: string[]) => ({ status: 200, bodyText: `${nodes.join('\n')}\n` });

describe('the list of exits', () => {
  test('several addresses of a relay, several relays at an address, fetched once', async () => {
    server.answer(list(node('AA', '203.0.113.7', '203.0.113.8'), node('BB', '203.0.113.8')));
    const frame = await session.entities.IpAddress.tor.exit([
      '203.0.113.7',
      '203.0.113.8',
      '203.0.113.9',
      '2001:db8::1',
      '10.0.0.1',
    ]);
    expect(frame.toRows().map((row) => [row['tor.exit.status'], row.fingerprints])).toEqual([
      ['found', ['AA']],
      ['found', ['AA', 'BB']],
      ['not-found', null],
      ['not-supported', null],
      ['not-found', null],
    ]);
    expect(frame.row(1)).toMatchObject({ judgement: 'suspicious', severity: 'warning', exits: 2, seenAt: new Date('2026-11-02T12:00:00Z') }); // prettier-ignore
    expect(server.heard.map(({ path }) => path)).toEqual(['/exit-addresses']);
    expect(tor.pivots[0].facets?.reputation?.(frame.row(0) as never)).toMatchObject({
      severity: 'warning',
      reasons: ['Tor exit'],
    });
  });

  test.each([
    ['empty', { status: 200, bodyText: '' }],
    ['another list', { status: 200, bodyText: '203.0.113.7\n' }],
    ['with an address that is none', list(node('AA', '203.0.113'))],
    ['a page of HTML', { status: 200, bodyText: '<html>' }],
  ])('%s is an error, never “not listed”', async (_, reply) => {
    server.answer(reply);
    const frame = await session.entities.IpAddress.tor.exit('203.0.113.7');
    expect(frame.row(0)['tor.exit.status']).toBe('failed(REPLY_INVALID)');
  });
});

test('relays at the address itself, in IPv6 too', async () => {
  const relay = (fingerprint: string, or_addresses: string[], more = {}) => ({ fingerprint, or_addresses, ...more });
  const relays = [
    relay('AA', ['8.8.8.8:9001', '[2606:4700::1]:9001'], {
      flags: ['Running'],
      as: 'AS64500',
      country: 'no',
      running: true,
    }),
    relay('BB', ['8.8.8.80:443']),
    relay('CC', ['9.9.9.9:443'], { exit_addresses: ['8.8.8.8'] }),
  ];
  server.answer({ status: 200, body: { version: '8.0', relays } });
  const { IpAddress } = session.entities;
  const frame = await IpAddress.tor.relay('8.8.8.8');
  expect(frame.toRows().map(({ fingerprint, isExit, asn, country }) => [fingerprint, isExit, asn, country])).toEqual([
    ['AA', false, 64_500, 'NO'],
    ['CC', true, null, null],
  ]);
  expect((await IpAddress.tor.relay('2606:4700::1')).toRows().map(({ fingerprint }) => fingerprint)).toEqual(['AA']);
  expect(server.heard.map(({ path }) => path)).toEqual([
    '/details?search=8.8.8.8',
    '/details?search=%5B2606%3A4700%3A%3A1%5D',
  ]);
});

test('the interval is no shorter than the Tor Project asks for', async () => {
  const started = createSession({ plugins: [tor], config: { tor: { refreshMinutes: 5 } } });
  await expect(started).rejects.toMatchObject({
    code: 'PLUGINS_INVALID',
    message: expect.stringContaining('refreshMinutes'),
  });
});

test('doctor says how many addresses the list has', async () => {
  server.answer(list(node('AA', '203.0.113.7')));
  expect(await session.checkServices()).toMatchObject([
    { ok: true, detail: expect.stringMatching(/^the list of Tor exits: 1 entry, as of /) },
  ]);
});
