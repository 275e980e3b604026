import { createSession } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { dns } from '@pivotkit/plugin-dns';
import type { Answer } from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { formatText } from '../../../core/src/table/format/text.ts';
import { startDnsServer, type AnswerName, type DnsAnswer, type DnsServer } from '../../support/dns-server.ts';

const servers: DnsServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const a = (name: string, data: string, ttl = 60): Answer => ({ type: 'A', name, ttl, data });
const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 30, data });

/** What the name server of the tests knows, by `TYPE name`. */
const zone: Readonly<Record<string, DnsAnswer>> = {
  'A www.example.com': {
    answers: [
      cname('www.example.com', 'edge.example.net'),
      cname('edge.example.net', 'pop.example.net'),
      a('pop.example.net', '8.8.8.8'),
    ],
    authentic: true,
  },
  'AAAA www.example.com': {
    answers: [
      cname('www.example.com', 'edge.example.net'),
      { type: 'AAAA', name: 'edge.example.net', ttl: 60, data: '2001:4860:4860::8888' },
    ],
  },
  'A rebind.example.com': { answers: [a('rebind.example.com', '192.168.1.1'), a('rebind.example.com', '127.0.0.1')] },
  'A stuffed.example.com': { answers: [a('stuffed.example.com', '8.8.8.8'), a('bank.example.net', '6.6.6.6')] },
  'A loop.example.com': {
    answers: [cname('loop.example.com', 'b.example.com'), cname('b.example.com', 'loop.example.com')],
  },
  'A gone.example.com': { rcode: 3 },
  'AAAA gone.example.com': { rcode: 3 },
  'A broken.example.com': { rcode: 2 },
  'AAAA broken.example.com': { rcode: 2 },
  'A half.example.com': { answers: [a('half.example.com', '8.8.4.4')] },
  'AAAA half.example.com': { rcode: 2 },
  'A refused.example.com': { rcode: 5 },
  'AAAA refused.example.com': { rcode: 5 },
  'A silent.example.com': { silent: true },
  'AAAA silent.example.com': { silent: true },
  'MX example.com': {
    answers: [
      { type: 'MX', name: 'example.com', ttl: 60, data: { preference: 10, exchange: 'mx.example.net' } },
      { type: 'MX', name: 'example.com', ttl: 60, data: { preference: 0, exchange: '.' } },
    ],
  },
  'TXT example.com': {
    answers: [{ type: 'TXT', name: 'example.com', ttl: 60, data: ['v=spf1 ', '\u001b[31m=cmd|calc'] }],
  },
  'CAA example.com': {
    answers: [{ type: 'CAA', name: 'example.com', ttl: 60, data: { flags: 0, tag: 'issue', value: 'ca.example' } }],
  },
  'PTR 8.8.8.8.in-addr.arpa': {
    answers: [
      { type: 'PTR', name: '8.8.8.8.in-addr.arpa', ttl: 60, data: 'dns.google' },
      { type: 'PTR', name: '8.8.8.8.in-addr.arpa', ttl: 60, data: 'www.bank.com' },
    ],
  },
  'A dns.google': { answers: [a('dns.google', '8.8.8.8')] },
  'PTR 9.9.9.9.in-addr.arpa': { rcode: 3 },
};

async function sessionOn(answer: AnswerName = (name, type) => zone[`${type} ${name}`] ?? {}) {
  const server = await startDnsServer(answer);
  servers.push(server);
  const session = await createSession({
    plugins: [dns],
    config: { dns: { servers: [server.host] } },
    network: { dnsTimeoutMs: 100 },
  });
  return { session, server, ...session.entities };
}

describe('dns.resolve', () => {
  test('gives every address with the aliases on the way, TTL, and who was asked', async () => {
    const { Dns, server } = await sessionOn();
    const frame = await Dns.dns.resolve('WWW[.]example.com.');
    expect(
      frame.toRows().map((row) => [row.address, row.canonicalName, row.aliases, row.ttl, row.isAuthentic]),
    ).toEqual([
      ['8.8.8.8', 'pop.example.net', ['www.example.com', 'edge.example.net'], 60, true],
      ['2001:4860:4860::8888', 'edge.example.net', ['www.example.com'], 60, false],
    ]);
    expect(frame.row(0)).toMatchObject({ name: 'www.example.com', recordType: 'A', resolver: server.host });
  });

  test('a public name that leads inside is reported, and said to', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.resolve('rebind.example.com');
    expect(frame.toRows().map((row) => [row.address, row.isPublic])).toEqual([
      ['192.168.1.1', false],
      ['127.0.0.1', false],
    ]);
  });

  test('addresses of other names in an answer are not its own', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.resolve('stuffed.example.com', { families: ['A'] });
    expect(frame.toRows().map((row) => row.address)).toEqual(['8.8.8.8']);
  });

  test.each([
    ['gone.example.com', 'not-found', 'the name does not exist (NXDOMAIN)'],
    ['empty.example.com', 'not-found', 'the name has no address'],
    ['loop.example.com', 'not-found', 'its aliases lead in a circle'],
    ['broken.example.com', 'failed(DNS_FAILED)', 'could not answer about broken.example.com (SERVFAIL)'],
    ['refused.example.com', 'failed(DNS_FAILED)', '(REFUSED)'],
    ['silent.example.com', 'timeout', 'No answer within 100 ms'],
    ['half.example.com', 'found', 'without AAAA: not every question was answered'],
    ['srv01.corp', 'skipped(not-public)', 'does not leave the house'],
  ])('%s is %s: %s', async (name, status, note) => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.resolve(name);
    expect(frame.row(0)['dns.resolve.status']).toBe(status);
    expect(frame.why(0, 'address')?.note).toContain(note);
  });

  test('of URLs and hosts their names are asked about; an address instead of a name is not', async () => {
    const { Url, Host, server } = await sessionOn();
    expect((await Url.dns.resolve('https://www.example.com/a?b=c')).row(0).address).toBe('8.8.8.8');
    expect((await Url.dns.resolve('https://8.8.8.8/')).row(0)['dns.resolve.status']).toBe('not-supported');
    expect((await Host.dns.resolve('WWW.example.com')).row(0).address).toBe('8.8.8.8');
    expect((await Host.dns.resolve('SERVER1')).row(0)['dns.resolve.status']).toBe('skipped(not-public)');
    expect(server.asked.every((line) => line.endsWith(' www.example.com'))).toBe(true);
  });

  test('one name is asked about once, however it is spelled, and rows stay in order', async () => {
    const { Dns, server } = await sessionOn();
    const rows = (
      await Dns.dns.resolve(['half.example.com', 'HALF.example.com', 'no name', null, 'gone.example.com'])
    ).toRows();
    expect(rows.map((row) => [row.address, row['dns.resolve.status']])).toEqual([
      ['8.8.4.4', 'found'],
      ['8.8.4.4', 'found'],
      [null, 'skipped(not-an-entity)'],
      [null, 'skipped(no-value)'],
      [null, 'not-found'],
    ]);
    expect(server.asked).toHaveLength(4);
  });

  test('the next server is asked where the first fails', async () => {
    const first = await startDnsServer(() => ({ rcode: 2 }));
    const second = await startDnsServer((name, type) => zone[`${type} ${name}`] ?? {});
    servers.push(first, second);
    const config = { dns: { servers: [first.host, second.host] as const } };
    await using session = await createSession({ plugins: [dns], config });
    expect((await session.entities.Dns.dns.resolve('half.example.com')).row(0).address).toBe('8.8.4.4');
  });

  test('questions beyond the first count in the budget of a run', async () => {
    const server = await startDnsServer((name, type) => zone[`${type} ${name}`] ?? {});
    servers.push(server);
    const config = { dns: { servers: [server.host] as const } };
    await using session = await createSession({ plugins: [dns], config, maxCalls: 3 });
    const frame = await session.entities.Dns.dns.resolve(['half.example.com', 'www.example.com']);
    expect(frame.toRows().map((row) => row['dns.resolve.status'])).toEqual(['found', 'skipped(budget)']);
  });
});

describe('dns.records', () => {
  test('gives what records hold, and where they lead', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.records('example.com', { types: ['MX', 'CAA'] });
    expect(frame.toRows().map((row) => [row.recordType, row.value, row.target, row.priority])).toEqual([
      ['MX', '10 mx.example.net', 'mx.example.net', 10],
      ['MX', '0 .', null, 0],
      ['CAA', '0 issue ca.example', null, null],
    ]);
  });

  test('an alias that comes with every answer is one row', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.records('www.example.com', { types: ['A', 'AAAA'] });
    expect(frame.toRows().map((row) => [row.owner, row.recordType])).toEqual([
      ['www.example.com', 'CNAME'],
      ['edge.example.net', 'CNAME'],
      ['pop.example.net', 'A'],
      ['edge.example.net', 'AAAA'],
    ]);
  });

  test('a text with control characters stays evidence, and harms no terminal', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.records('example.com', { types: ['TXT'] });
    expect(frame.row(0).value).toBe('v=spf1 \u001b[31m=cmd|calc');
    expect(formatText(frame.table)).not.toContain('\u001b');
  });

  test('no such record, and no such name', async () => {
    const { Dns } = await sessionOn();
    const frame = await Dns.dns.records(['www.example.com', 'gone.example.com'], { types: ['A', 'SRV'] });
    expect(frame.why(frame.size - 1, 'value')?.note).toBe('the name does not exist (NXDOMAIN)');
    const none = await Dns.dns.records('example.com', { types: ['SRV'] });
    expect([none.row(0)['dns.records.status'], none.why(0, 'value')?.note]).toEqual([
      'not-found',
      'the name has no such record',
    ]);
  });
});

describe('dns.isResolvable', () => {
  test.each([
    ['half.example.com', { isResolvable: true, exists: true, addresses: ['8.8.4.4'] }],
    ['gone.example.com', { isResolvable: false, exists: false, addresses: [] }],
    ['empty.example.com', { isResolvable: false, exists: true, addresses: [] }],
    ['broken.example.com', { isResolvable: null, 'dns.isResolvable.status': 'failed(DNS_FAILED)' }],
    ['silent.example.com', { isResolvable: null, 'dns.isResolvable.status': 'timeout' }],
  ])('%s: %j', async (name, expected) => {
    const { Dns } = await sessionOn();
    expect((await Dns.dns.isResolvable(name)).row(0)).toMatchObject(expected);
  });
});

describe('dns.reverse', () => {
  test('gives all names, and on request whether they lead back', async () => {
    const { IpAddress } = await sessionOn();
    const frame = await IpAddress.dns.reverse('8.8.8.8', { confirm: true });
    expect(frame.toRows().map((row) => [row.hostname, row.isConfirmed])).toEqual([
      ['dns.google', true],
      ['www.bank.com', false],
    ]);
    expect((await IpAddress.dns.reverse('8.8.8.8')).row(0).isConfirmed).toBeNull();
  });

  test('an address without a name, and one that is not public', async () => {
    const { IpAddress, server } = await sessionOn();
    const frame = await IpAddress.dns.reverse(['9.9.9.9', '10.0.0.1']);
    expect(frame.toRows().map((row) => row['dns.reverse.status'])).toEqual(['not-found', 'skipped(not-public)']);
    expect(server.asked).toEqual(['udp PTR 9.9.9.9.in-addr.arpa']);
  });

  test.each([
    ['8.8.4.4', '4.4.8.8.in-addr.arpa'],
    ['2001:4860:4860::8888', '8.8.8.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.8.4.0.6.8.4.1.0.0.2.ip6.arpa'],
    ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
    ['2001:db8:1:2:3:4:5:6', '6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ])('%s is %s', (address, name) => {
    expect(IpAddress.create(address).reverseName).toBe(name);
  });
});

describe('set-up', () => {
  test.each([
    [{ servers: ['dns.example'] }, 'it is no address of a name server'],
    [{ servers: [] }, 'servers'],
    [{ doh: 'http://dns.example/' }, 'it is no https:// URL'],
    [{ doh: 'https://dns.example/', servers: ['1.1.1.1'] }, 'not both'],
  ])('%j is refused: %s', async (given, problem) => {
    const config = { dns: given } as unknown as { readonly dns: { readonly doh?: string } };
    await expect(createSession({ plugins: [dns], config })).rejects.toThrow(problem);
  });

  test.each(['1.1.1.1', '1.1.1.1:5353', '[2620:fe::fe]:53', '2620:fe::fe'])('%s is a name server', async (server) => {
    await using session = await createSession({ plugins: [dns], config: { dns: { servers: [server] } } });
    expect(session.pivots('dns').length).toBeGreaterThan(0);
  });

  test('doctor asks the resolver', async () => {
    const { session } = await sessionOn(() => ({ answers: [a('example.com', '93.184.215.14')] }));
    expect(await session.checkServices()).toMatchObject([{ plugin: 'dns', ok: true }]);
    const broken = await sessionOn(() => ({ rcode: 5 }));
    expect(await broken.session.checkServices()).toMatchObject([
      { ok: false, detail: expect.stringContaining('REFUSED') as string },
    ]);
  });
});
