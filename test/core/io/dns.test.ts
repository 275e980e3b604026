import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Answer } from 'dns-packet';
import { systemClock } from '../../../core/src/io/clock.ts';
import { createDns, type DnsOptions } from '../../../core/src/io/dns.ts';
import { dnsClient } from '../../../core/src/io/dns-client.ts';
import type { DnsType } from '../../../core/src/io/dns-record.ts';
import { startDnsServer, type AnswerName, type DnsServer } from '../../support/dns-server.ts';

const servers: DnsServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serverOf(answer: AnswerName): Promise<DnsServer> {
  const server = await startDnsServer(answer);
  servers.push(server);
  return server;
}

const signal = new AbortController().signal;

const ask = (
  hosts: readonly string[],
  name: string,
  { type = 'A', ...options }: Partial<DnsOptions> & { readonly type?: DnsType } = {},
) => {
  const transport = createDns({ clock: systemClock, timeoutMs: 200, ...options });
  const client = dnsClient({ send: (request) => transport(request) });
  return client.ask({ name, type, signal, resolver: { servers: hosts } });
};

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => String(Reflect.get(Object(error), 'code') ?? (error as Error).constructor.name),
  );

const a = (data: string, name = 'www.example.com'): Answer => ({ type: 'A', name, ttl: 60, data });
const soa: Answer = {
  type: 'SOA',
  name: 'example.com',
  ttl: 300,
  data: { mname: 'NS.example.com', rname: 'admin.example.com', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
};

describe('an answer', () => {
  test('has its records with TTL, names in lower case, and whether it is authentic', async () => {
    const server = await serverOf(() => ({ answers: [a('192.0.2.1', 'WWW.Example.com')], authentic: true }));
    expect(await ask([server.host], 'WWW.example.com.')).toEqual({
      rcode: 'NOERROR',
      answers: [{ name: 'www.example.com', type: 'A', ttl: 60, data: '192.0.2.1' }],
      authorities: [],
      isAuthentic: true,
    });
    expect(server.asked).toEqual(['udp A www.example.com']);
  });

  test.each<[DnsType, Answer, unknown]>([
    ['AAAA', { type: 'AAAA', name: 'x.com', ttl: 1, data: '2001:db8::1' }, '2001:db8::1'],
    ['CNAME', { type: 'CNAME', name: 'x.com', ttl: 1, data: 'Target.example.' }, 'target.example'],
    ['NS', { type: 'NS', name: 'x.com', ttl: 1, data: 'ns.example' }, 'ns.example'],
    ['PTR', { type: 'PTR', name: 'x.com', ttl: 1, data: 'host.example' }, 'host.example'],
    [
      'MX',
      { type: 'MX', name: 'x.com', ttl: 1, data: { preference: 10, exchange: 'Mail.example' } },
      { preference: 10, exchange: 'mail.example' },
    ],
    ['TXT', { type: 'TXT', name: 'x.com', ttl: 1, data: ['v=spf1 ', '-all'] }, 'v=spf1 -all'],
    ['TXT', { type: 'TXT', name: 'x.com', ttl: 1, data: Buffer.from([0xe9]) }, 'é'],
    [
      'SOA',
      soa,
      { mname: 'ns.example.com', rname: 'admin.example.com', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
    ],
    [
      'SRV',
      { type: 'SRV', name: 'x.com', ttl: 1, data: { port: 443, target: 'H.example' } },
      { priority: 0, weight: 0, port: 443, target: 'h.example' },
    ],
    [
      'CAA',
      { type: 'CAA', name: 'x.com', ttl: 1, data: { flags: 128, tag: 'issue', value: 'ca.example' } },
      { flags: 128, tag: 'issue', value: 'ca.example' },
    ],
    [
      'DS',
      {
        type: 'DS',
        name: 'x.com',
        ttl: 1,
        data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.from('be74', 'hex') },
      },
      { keyTag: 1, algorithm: 13, digestType: 2, digest: 'be74' },
    ],
  ])('%s is read', async (type, answer, data) => {
    const server = await serverOf(() => ({ answers: [answer] }));
    const reply = await ask([server.host], 'x.com', { type });
    expect(reply.answers.map((record) => record.data)).toEqual([data]);
  });

  test('a name that does not exist, one without such a record, and a failure are told apart', async () => {
    const server = await serverOf((name) => ({
      rcode: name.startsWith('never') ? 3 : name.startsWith('broken') ? 2 : 0,
      authorities: [soa],
    }));
    const outcomes = await Promise.all(
      ['never.example.com', 'broken.example.com', 'empty.example.com'].map((name) => ask([server.host], name)),
    );
    expect(outcomes.map(({ rcode, answers }) => [rcode, answers.length])).toEqual([
      ['NXDOMAIN', 0],
      ['SERVFAIL', 0],
      ['NOERROR', 0],
    ]);
    expect(outcomes[0]?.authorities.map(({ type }) => type)).toEqual(['SOA']);
  });

  test('what does not fit into a datagram is fetched over TCP', async () => {
    const answers = Array.from({ length: 2_000 }, (_, i) => a(`192.0.${i >> 8}.${i & 255}`));
    const server = await serverOf(() => ({ answers, truncated: true }));
    expect((await ask([server.host], 'www.example.com')).answers).toHaveLength(2_000);
    expect(server.asked).toEqual(['udp A www.example.com', 'tcp A www.example.com']);
  });

  test.each(['wrong-id', 'garbage'] as const)('a message of somebody else (%s) is passed over', async (before) => {
    const server = await serverOf(() => ({ before, answers: [a('192.0.2.1')] }));
    expect((await ask([server.host], 'www.example.com')).answers.map(({ data }) => data)).toEqual(['192.0.2.1']);
  });

  test('an answer to another question, and one that cannot be read, are no answer', async () => {
    const other = await serverOf(() => ({ question: { name: 'other.example', type: 'A' }, answers: [a('192.0.2.1')] }));
    expect(await codeOf(ask([other.host], 'www.example.com'))).toBe('REPLY_INVALID');
    const broken = await serverOf(() => ({ raw: Buffer.from([0, 1, 0, 9, 0, 0, 0, 0, 192, 12]) }));
    expect(await codeOf(ask([broken.host], 'www.example.com'))).toBe('REPLY_INVALID');
  });

  test('whatever bytes come, there is an answer or an error that says so', async () => {
    let raw = Buffer.alloc(0);
    const server = await serverOf(() => ({ raw }));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 200 }), async (bytes) => {
        raw = Buffer.from(bytes);
        const outcome = await codeOf(ask([server.host], 'www.example.com', { timeoutMs: 1_000 }));
        expect(['answered', 'REPLY_INVALID', 'DeadlineExceeded', 'PROVIDER_UNREACHABLE']).toContain(outcome);
      }),
      { numRuns: 60 },
    );
  });
});

describe('servers', () => {
  test('one that is silent is asked twice, then the next', async () => {
    const silent = await serverOf(() => ({ silent: true }));
    const other = await serverOf(() => ({ answers: [a('192.0.2.1')] }));
    const reply = await ask([silent.host, other.host], 'www.example.com', { timeoutMs: 20 });
    expect(reply.answers).toHaveLength(1);
    expect([silent.asked.length, other.asked.length]).toEqual([2, 1]);
    expect(await codeOf(ask([silent.host], 'www.example.com', { timeoutMs: 20 }))).toBe('DeadlineExceeded');
  });

  test('after SERVFAIL or REFUSED the next is asked; NXDOMAIN is an answer', async () => {
    const failing = await serverOf((name) => ({ rcode: name.startsWith('never') ? 3 : name.startsWith('r') ? 5 : 2 }));
    const other = await serverOf(() => ({ answers: [a('192.0.2.1')] }));
    const rcodes = [];
    for (const name of ['never.example.com', 'refused.example.com', 'www.example.com'])
      rcodes.push((await ask([failing.host, other.host], name)).rcode);
    expect(rcodes).toEqual(['NXDOMAIN', 'NOERROR', 'NOERROR']);
    expect(other.asked).toHaveLength(2);
    expect((await ask([failing.host], 'refused.example.com')).rcode).toBe('REFUSED');
  });

  test('without any configured, those of the system are asked', async () => {
    const server = await serverOf(() => ({ answers: [a('192.0.2.1')] }));
    const transport = createDns({ clock: systemClock, systemServers: async () => [server.host] });
    const reply = await dnsClient({ send: (request) => transport(request) }).ask({
      name: 'www.example.com',
      type: 'A',
      signal,
    });
    expect(reply.answers).toHaveLength(1);
  });

  test.each(['srv01', 'nas.lan', 'x.internal', 'host.corp', '1.0.0.10.in-addr.arpa', 'x.local', 'a.onion'])(
    '%s, which is not public, is not asked about',
    async (name) => {
      const server = await serverOf(() => ({}));
      expect(await codeOf(ask([server.host], name))).toBe('EGRESS_NOT_PUBLIC');
      expect(server.asked).toEqual([]);
    },
  );

  test('an abort ends the wait with its reason', async () => {
    const server = await serverOf(() => ({ silent: true }));
    const controller = new AbortController();
    const transport = createDns({ clock: systemClock });
    const asked = dnsClient({ send: (request) => transport(request) }).ask({
      name: 'www.example.com',
      type: 'A',
      resolver: { servers: [server.host] },
      signal: controller.signal,
    });
    const outcome = asked.catch((error: unknown) => error);
    controller.abort('enough');
    expect(await outcome).toBe('enough');
  });
});
