import { createSession, Table } from '@pivotkit/core';
import { asn } from '@pivotkit/plugin-asn';
import { components } from '@pivotkit/plugin-components';
import { dns } from '@pivotkit/plugin-dns';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { ip } from '@pivotkit/plugin-ip';
import { whois } from '@pivotkit/plugin-whois';
import { startSimulator, type Simulator } from '@pivotkit/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDnsServer, type DnsAnswer, type DnsServer } from '../support/dns-server.ts';
import { startTcpServer, type TcpServer } from '../support/tcp-server.ts';

/** The peer's pivots that need no data provider (docs/differences.md), each in every form of call and of join. */
const address = '8.8.8.8';
const name = 'www.example.com';

const zone: Readonly<Record<string, DnsAnswer>> = {
  [`A ${name}`]: { answers: [{ type: 'A', name, ttl: 60, data: address }] },
  'PTR 8.8.8.8.in-addr.arpa': { answers: [{ type: 'PTR', name: '8.8.8.8.in-addr.arpa', ttl: 60, data: 'dns.google' }] },
};

let names: DnsServer;
let lines: TcpServer;
let http: Simulator;
let session: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  names = await startDnsServer((asked, type) => zone[`${type} ${asked}`] ?? { rcode: 3 });
  lines = await startTcpServer(
    () => `15169 | ${address} | 8.8.8.0/24 | US | arin | 2023-12-28 | GOOGLE, US\n`,
    (received) => received.endsWith('end\n'),
  );
  http = await startSimulator({
    routes: [
      { path: '/8.8.8.8/json', reply: () => ({ json: { ip: address, country: 'US', city: 'Mountain View' } }) },
      { path: '/arin/registry/ip/8.8.8.8', reply: () => ({ json: { objectClassName: 'ip network', name: 'GOGL' } }) },
    ],
  });
  session = await open();
});
afterAll(async () => {
  await session.close();
  await Promise.all([names.close(), lines.close(), http.close()]);
});

const open = () =>
  createSession({
    plugins: [asn, components, dns, geolocation, ip, whois],
    config: {
      asn: { sources: ['bulk'], server: lines.host },
      dns: { servers: [names.host] },
      geolocation: { online: { sources: ['ipinfo'], ipinfo: { baseUrl: http.baseUrl } } },
      whois: { bootstrap: 'snapshot', mirrors: { 'https://rdap.arin.net': `${http.baseUrl}/arin` } },
    },
  });

type Join = 'left' | 'inner' | 'right' | 'outer';
type Cells = readonly (string | null)[];
/** Any of the pivots; its own type is held by other tests. */
type AnyPivot = (input: string | Cells | Table<object>, options?: object) => Promise<Iterable<object>>;
const loosely = (pivot: unknown): AnyPivot => pivot as AnyPivot;

interface Case {
  readonly ours: string;
  readonly known: string;
  /** Cells of the answer about `known`. */
  readonly expected: Readonly<Record<string, unknown>>;
  pivot(): AnyPivot;
}

const cases: Readonly<Record<string, Case>> = {
  'IpAddress.ip_type': {
    ours: 'ip.scope',
    known: address,
    expected: { scope: 'public' },
    pivot: () => loosely(session.entities.IpAddress.ip.scope),
  },
  'IpAddress.whois': {
    ours: 'whois',
    known: address,
    expected: { name: 'GOGL' },
    pivot: () => loosely(session.entities.IpAddress.whois),
  },
  'IpAddress.whois_asn': {
    ours: 'asn',
    known: address,
    expected: { asn: 15_169, asName: 'GOOGLE, US' },
    pivot: () => loosely(session.entities.IpAddress.asn),
  },
  'IpAddress.ip_rev_resolve': {
    ours: 'dns.reverse',
    known: address,
    expected: { hostname: 'dns.google' },
    pivot: () => loosely(session.entities.IpAddress.dns.reverse),
  },
  'IpAddress.geoloc': {
    ours: 'geolocation',
    known: address,
    expected: { countryCode: 'US' },
    pivot: () => loosely(session.entities.IpAddress.geolocation),
  },
  'IpAddress.geoloc_ips': {
    ours: 'geolocation.online',
    known: address,
    expected: { city: 'Mountain View', source: 'ipinfo' },
    pivot: () => loosely(session.entities.IpAddress.geolocation.online),
  },
  'Dns.dns_components, dns_validate_tld': {
    ours: 'components.domain',
    known: name,
    expected: { subdomain: 'www', label: 'example', suffix: 'com', isKnownSuffix: true },
    pivot: () => loosely(session.entities.Dns.components.domain),
  },
  'Dns.dns_is_resolvable': {
    ours: 'dns.isResolvable',
    known: name,
    expected: { isResolvable: true, addresses: [address] },
    pivot: () => loosely(session.entities.Dns.dns.isResolvable),
  },
  'Dns.dns_resolve': {
    ours: 'dns.resolve',
    known: name,
    expected: { address, ttl: 60 },
    pivot: () => loosely(session.entities.Dns.dns.resolve),
  },
  'Url.url_components': {
    ours: 'components.url',
    known: 'https://u:p@www.example.com:8443/a%20b?q=1#f',
    expected: {
      scheme: 'https',
      host: name,
      port: 8_443,
      path: '/a%20b',
      query: 'q=1',
      fragment: 'f',
      hasCredentials: true,
    },
    pivot: () => loosely(session.entities.Url.components.url),
  },
  'Url.dns_resolve': {
    ours: 'dns.resolve',
    known: 'https://www.example.com/',
    expected: { address },
    pivot: () => loosely(session.entities.Url.dns.resolve),
  },
};

const wrong = 'no such thing \u0000';

describe.each(Object.entries(cases))('%s', (_, { ours, known, expected, pivot }) => {
  const status = `${ours}.status`;

  test('a value', async () => {
    expect([...(await pivot()(known))]).toMatchObject([{ ...expected, [status]: 'found' }]);
  });

  test('a list, in which a value is wrong, one is missing and one stands twice', async () => {
    const rows = [...(await pivot()([known, wrong, null, known]))];
    expect(rows).toMatchObject([
      { ...expected, [status]: 'found' },
      { [status]: 'skipped(not-an-entity)' },
      { [status]: 'skipped(no-value)' },
      { ...expected, [status]: 'found' },
    ]);
  });

  test.each<[Join, readonly number[]]>([
    ['left', [0, 1, 2, 3, 4]],
    ['outer', [0, 1, 2, 3, 4]],
    ['inner', [1, 4]],
    ['right', [1, 4]],
  ])('a table, joined %s: rows stay as they were, in their order, each once', async (join, kept) => {
    const table = [null, known, wrong, '', known].map((cell, n) => ({ n, cell }));
    const rows = [...(await pivot()(Table.fromRows(table), { column: 'cell', join }))];
    expect(rows).toMatchObject(kept.map((n) => ({ ...table[n], ...(table[n]?.cell === known ? expected : {}) })));
    expect(rows).toHaveLength(kept.length);
  });

  test('no rows give no rows', async () => {
    expect([...(await pivot()([]))]).toEqual([]);
    const rows = Table.fromRows([{ n: 0, cell: null }]);
    expect([...(await pivot()(rows, { column: 'cell', join: 'inner' }))]).toEqual([]);
  });
});
