import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { asn } from '@pivotkit/plugin-asn';
import { afterEach, describe, expect, test } from 'vitest';
import { originName } from '../../../plugins/asn/src/by-dns.ts';
import { startDnsServer, type AnswerName } from '../../support/dns-server.ts';
import { startTcpServer, type TcpAnswer } from '../../support/tcp-server.ts';

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Setting {
  readonly bulk?: (question: string) => TcpAnswer | string;
  readonly dns?: AnswerName;
  readonly sources?: readonly ['bulk' | 'dns', ...('bulk' | 'dns')[]];
}

/** The bulk service and the name server of the tests; whoever asks what is not given here hears nothing useful. */
async function sessionOn({ bulk = () => '', dns = () => ({ rcode: 3 }), sources = ['bulk', 'dns'] }: Setting) {
  const lines = await startTcpServer(bulk, (received) => received.endsWith('end\n'));
  const names = await startDnsServer(dns);
  servers.push(lines, names);
  const session = await createSession({
    plugins: [asn],
    config: { asn: { sources: [...sources] as ['bulk' | 'dns'], server: lines.host, nameServers: [names.host] } },
    network: { attempts: 1, bodyTimeoutMs: 100, connectTimeoutMs: 100, dnsTimeoutMs: 100 },
  });
  return { session, lines, names, IpAddress: session.entities.IpAddress };
}

const bulkAnswer = `Bulk mode; whois.cymru.com [2026-10-09 12:00:00 +0000]
AS      | IP               | BGP Prefix          | CC | Registry | Allocated  | AS Name
15169   | 8.8.8.8          | 8.8.8.0/24          | US | arin     | 2023-12-28 | GOOGLE, US
13335 209242 | 1.1.1.1     | 1.1.1.0/24          | AU | apnic    | 2011-08-11 | CLOUDFLARENET - Cloudflare | Inc., US
NA      | 9.9.9.9          | NA                  |    |          |            | NA
15169   | 2001:4860:4860:0:0:0:0:8888 | 2001:4860::/32 | US | arin | 2005-03-14 | GOOGLE, US
`;

const txt = (...data: readonly string[]) => ({
  answers: data.map((text) => ({ type: 'TXT', name: 'x.cymru.com', ttl: 60, data: text }) as const),
});

describe('in bulk', () => {
  test('many addresses are one connection, whatever the order and spelling of the answer', async () => {
    const { IpAddress, lines } = await sessionOn({ bulk: () => bulkAnswer });
    const rows = (
      await IpAddress.asn(['9.9.9.9', '8.8.8.8', '8[.]8.8.8', '2001:4860:4860::8888', '1.1.1.1', '10.0.0.1'])
    ).toRows();
    expect(rows.map((row) => [row.asn, row.asName, row.prefix, row['asn.status']])).toEqual([
      [null, null, null, 'not-found'],
      [15_169, 'GOOGLE, US', '8.8.8.0/24', 'found'],
      [15_169, 'GOOGLE, US', '8.8.8.0/24', 'found'],
      [15_169, 'GOOGLE, US', '2001:4860::/32', 'found'],
      [13_335, 'CLOUDFLARENET - Cloudflare|Inc., US', '1.1.1.0/24', 'found'],
      [null, null, null, 'skipped(not-public)'],
    ]);
    expect(rows[4]).toMatchObject({
      origins: [13_335, 209_242],
      country: 'AU',
      registry: 'apnic',
      allocatedAt: new Date('2011-08-11'),
    });
    expect(lines.asked).toEqual(['begin\nverbose\n9.9.9.9\n8.8.8.8\n2001:4860:4860::8888\n1.1.1.1\nend\n']);
  });

  test('an answer that is cut fails only what it lacks', async () => {
    const { IpAddress } = await sessionOn({ bulk: () => bulkAnswer.slice(0, 260), sources: ['bulk'] });
    const rows = (await IpAddress.asn(['8.8.8.8', '2001:4860:4860::8888'])).toRows();
    expect(rows.map((row) => row['asn.status'])).toEqual(['found', 'failed(REPLY_INVALID)']);
  });

  test('5,000 addresses are five connections', async () => {
    const bulk = (question: string): string =>
      question
        .split('\n')
        .filter((line) => line.includes('.'))
        .map((address) => `64500 | ${address} | 8.0.0.0/8 | US | arin | 2001-01-01 | X`)
        .join('\n');
    const { IpAddress, lines } = await sessionOn({ bulk });
    const addresses = Array.from({ length: 5_000 }, (_, i) => `8.8.${i >> 8}.${i & 255}`);
    const frame = await IpAddress.asn(addresses);
    expect(frame.toRows().every((row) => row.asn === 64_500)).toBe(true);
    expect(lines.asked).toHaveLength(5);
  });
});

describe('by DNS', () => {
  const dns: AnswerName = (name) =>
    ({
      '8.8.8.8.origin.asn.cymru.com': txt(
        '15169 64496 | 8.8.0.0/16 | US | arin | 2000-01-01',
        '15169 | 8.8.8.0/24 | US | arin | 2023-12-28',
      ),
      '4.4.8.8.origin.asn.cymru.com': txt('15169 | 8.8.4.0/24 | US | arin | '),
      'as15169.asn.cymru.com': txt('15169 | US | arin | 2000-03-30 | GOOGLE, US'),
      '2.2.2.2.origin.asn.cymru.com': { rcode: 5 },
      '3.3.3.3.origin.asn.cymru.com': { silent: true },
      '6.6.6.6.origin.asn.cymru.com': txt('\u001b[31mnonsense'),
    })[name] ?? { rcode: 3 };

  test('the most specific network counts, and a name is asked about once', async () => {
    const { IpAddress, names } = await sessionOn({ dns, sources: ['dns'] });
    const rows = (await IpAddress.asn(['8.8.8.8', '9.9.9.9'])).toRows();
    expect(rows.map((row) => [row.asn, row.prefix, row.asName, row.source])).toEqual([
      [15_169, '8.8.8.0/24', 'GOOGLE, US', 'dns'],
      [null, null, null, null],
    ]);
    expect((await IpAddress.asn('8.8.4.4')).row(0)).toMatchObject({ asName: 'GOOGLE, US', allocatedAt: null });
    expect(names.asked.filter((line) => line.includes('as15169'))).toHaveLength(1);
  });

  test.each([
    ['2.2.2.2', 'failed(DNS_FAILED)'],
    ['3.3.3.3', 'timeout'],
    ['6.6.6.6', 'not-found'],
  ])('%s is %s', async (address, status) => {
    const { IpAddress } = await sessionOn({ dns, sources: ['dns'] });
    expect((await IpAddress.asn(address)).row(0)['asn.status']).toBe(status);
  });

  test.each([
    ['192.0.2.10', '10.2.0.192.origin.asn.cymru.com'],
    ['2001:db8::10', '0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.origin6.asn.cymru.com'],
  ])('%s is asked about as %s', (address, name) => {
    expect(originName(IpAddress.create(address))).toBe(name);
  });
});

describe('who holds an autonomous system', () => {
  const dns: AnswerName = (name) =>
    ({
      'as15169.asn.cymru.com': txt('15169 | US | arin | 2000-03-30 | GOOGLE | Google, US'),
      'as3333.asn.cymru.com': txt('3333 | EU | ripencc |  | '),
      'as2.asn.cymru.com': { rcode: 5 },
      'as3.asn.cymru.com': { silent: true },
      'as6.asn.cymru.com': txt('\u001b[31mnonsense'),
    })[name] ?? { rcode: 3 };

  test("is asked by DNS, and not about numbers that are nobody's", async () => {
    const { session, names } = await sessionOn({ dns });
    const { AutonomousSystem } = session.entities;
    const frame = await AutonomousSystem.asn.holder(['AS15169', '3333', 'AS2', 'AS3', 'AS6', 'AS7', 'AS64512']);
    expect(frame.toRows().map((row) => [row['asn.holder.status'], row.name, row.country])).toEqual([
      ['found', 'GOOGLE|Google, US', 'US'],
      ['found', null, 'EU'],
      ['failed(DNS_FAILED)', null, null],
      ['timeout', null, null],
      ['not-found', null, null],
      ['not-found', null, null],
      ['skipped(not-public)', null, null],
    ]);
    expect(frame.row(0)).toMatchObject({ registry: 'arin', allocatedAt: new Date('2000-03-30') });
    expect(names.asked.some((line) => line.includes('64512'))).toBe(false);
  });

  test('is asked about the systems that announce addresses', async () => {
    const { session, IpAddress } = await sessionOn({ bulk: () => bulkAnswer, dns, sources: ['bulk'] });
    const origins = await IpAddress.asn(['8.8.8.8', '9.9.9.9']);
    expect(origins.toRows().map(({ system }) => system)).toEqual(['AS15169', null]);
    const { AutonomousSystem } = session.entities;
    const holders = await session
      .from(origins)
      .pivot(AutonomousSystem.asn.holder, { column: 'system', prefix: 'holder.' })
      .run();
    expect(holders.toRows().map((row) => row['holder.name'])).toEqual(['GOOGLE|Google, US', null]);
  });
});

describe('one way after the other', () => {
  test.each<[string, (question: string) => TcpAnswer | string]>([
    ['is silent, as it is to those it shuts out', () => ({ stays: true })],
    ['hangs up', () => ({ resets: true })],
    ['says nothing', () => ''],
  ])('where the bulk service %s, DNS is asked', async (_, bulk) => {
    const dns: AnswerName = (name) =>
      name.startsWith('8.8.8.8') ? txt('15169 | 8.8.8.0/24 | US | arin | 2023-12-28') : { rcode: 3 };
    const { IpAddress } = await sessionOn({ bulk, dns });
    const rows = (await IpAddress.asn(['8.8.8.8', '9.9.9.9'])).toRows();
    expect(rows.map((row) => [row.source, row['asn.status']])).toEqual([
      ['dns', 'found'],
      [null, 'not-found'],
    ]);
  });

  test('where both fail, the first failure stays', async () => {
    const { IpAddress } = await sessionOn({ bulk: () => ({ stays: true }), dns: () => ({ rcode: 2 }) });
    expect((await IpAddress.asn('8.8.8.8')).row(0)['asn.status']).toBe('timeout');
  });

  test('doctor asks the first way', async () => {
    const { session } = await sessionOn({ bulk: () => bulkAnswer });
    expect(await session.checkServices()).toMatchObject([
      { plugin: 'asn', ok: true, detail: 'Team Cymru by bulk: found' },
    ]);
  });
});

interface Sample {
  readonly transport: string;
  readonly request: { readonly qname?: string; readonly send?: string };
  readonly response: {
    readonly bodyText?: string;
    readonly body?: { readonly rcode: string; readonly answers: readonly string[] };
  };
}

const folder = '../shared/reference/provider-samples/team_cymru';
const isThere = existsSync(folder);
/** The address each case is asked about here: those of the samples are documentation ranges, which nobody is asked about. */
const asked = '8.8.8.8';
const outcomes: Readonly<Record<string, string | object>> = {
  dns_asn: 'not-found',
  dns_not_found: 'not-found',
  dns_origin_v4: { asn: 64_496, prefix: '192.0.2.0/24', registry: 'ripencc' },
  dns_origin_v4_multi_origin: { asn: 64_496, origins: [64_496, 64_497], prefix: '198.51.100.0/24' },
  dns_origin_v6: { asn: 64_497, prefix: '2001:db8::/32' },
  dns_peer: { asn: 64_500, origins: [64_500, 64_501] },
  dns_refused: 'failed(DNS_FAILED)',
  mhr_dns_hit: 'not-found',
  whois_bulk_verbose: { asn: 64_496, prefix: '192.0.2.0/24', asName: 'EXAMPLE-AS Example Networks, ZZ' },
  whois_error: 'failed(REPLY_INVALID)',
  whois_not_found: 'not-found',
  whois_null_routed: 'failed(REPLY_INVALID)',
};
const cases = isThere ? readdirSync(folder).map((file) => file.replace('.json', '')) : ['absent'];

describe.skipIf(!isThere)(`samples of replies in ${folder} (skipped where the folder is absent)`, () => {
  test.each(cases)('%s', async (name) => {
    const { transport, response } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Sample;
    const rcode = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 }[response.body?.rcode ?? 'NOERROR'] ?? 0;
    const ofAddress = response.bodyText?.replaceAll(/192\.0\.2\.10\b|203\.0\.113\.9\b/g, asked);
    // The line that comes first is about the address; a later one about another would replace it.
    const text = name === 'whois_bulk_verbose' ? ofAddress?.split('\n').slice(0, 2).join('\n') : ofAddress;
    const { IpAddress } = await sessionOn({
      bulk: () => text ?? '',
      dns: (question) =>
        question.startsWith('as') ? { rcode: 3 } : { ...txt(...(response.body?.answers ?? [])), rcode },
      sources: [transport === 'dns' ? 'dns' : 'bulk'],
    });
    const expected = outcomes[name] ?? `an outcome for the case ${name}`;
    const row = (await IpAddress.asn(asked)).row(0);
    expect(row).toMatchObject(
      typeof expected === 'string' ? { 'asn.status': expected } : { 'asn.status': 'found', ...expected },
    );
  });
});
