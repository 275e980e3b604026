import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, PivotKitError } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../plugins/geolocation/src/database.ts';
import { locate } from '../../../plugins/geolocation/src/locate.ts';
import { placeReader } from '../../../plugins/geolocation/src/record.ts';

const folder = '../shared/data/maxmind';
const absent = `needs the databases in ${folder}`;

type Json = Readonly<Record<string, unknown>>;

describe.skipIf(!existsSync(folder))(`databases of MaxMind for tests (${absent})`, () => {
  test('City: every column of every network is what its maker expects', async () => {
    const database = join(folder, 'GeoLite2-City-Test.mmdb');
    await using session = await createSession({ plugins: [geolocation], config: { geolocation: { database } } });
    const expected = expectedIn('GeoLite2-City-Test.json');
    const answers = await session.entities.IpAddress.geolocation(expected.map(({ address }) => address));
    expect(answers.size).toBe(expected.length);
    for (const [i, { record, network }] of expected.entries()) {
      const { input: _, source, 'geolocation.status': status, ...row } = answers.row(i);
      expect(status).toBe('found');
      expect(source).toMatch(/^GeoLite2-City \d{4}-\d\d-\d\d$/);
      expect(row, network).toEqual({ ...cityRow(record), network });
    }
  });

  test('ASN: every network is in one of the same number and organization, which may be several joined', async () => {
    const database = join(folder, 'GeoLite2-ASN-Test.mmdb');
    await using session = await createSession({ plugins: [geolocation], config: { geolocation: { database } } });
    const expected = expectedIn('GeoLite2-ASN-Test.json');
    const answers = await session.entities.IpAddress.geolocation(expected.map(({ address }) => address));
    expect(answers.size).toBe(expected.length);
    for (const [i, { record, network }] of expected.entries()) {
      const row = answers.row(i);
      expect([row.asn, row.asOrganization], network).toEqual([
        record['autonomous_system_number'] ?? null,
        record['autonomous_system_organization'] ?? null,
      ]);
      expect(holds(row.network ?? '', network), `${network} in ${row.network}`).toBe(true);
    }
  });

  test('City and ASN together: the place of one, the system of the other, and both are named', async () => {
    const database = ['GeoLite2-ASN-Test.mmdb', 'GeoLite2-City-Test.mmdb'].map((name) => join(folder, name));
    await using session = await createSession({ plugins: [geolocation], config: { geolocation: { database } } });
    const both = await session.entities.IpAddress.geolocation('89.160.20.112');
    expect(both.row(0)).toMatchObject({ city: 'Linköping', network: '89.160.20.112/28', asn: 29_518 });
    expect(both.row(0).source).toMatch(/^GeoLite2-ASN [\d-]+, GeoLite2-City [\d-]+$/);
  });

  const valid = [
    'GeoIP2-Anonymous-IP',
    'GeoIP2-City',
    'GeoIP2-ISP',
    'GeoLite2-ASN',
    'GeoLite2-City',
    'GeoLite2-Country',
  ];
  const shapes = ['MaxMind-DB-test-mixed-24', 'MaxMind-DB-test-mixed-32'];
  test.each([...valid.map((name) => `${name}-Test`), ...shapes])('%s opens and answers', async (name) => {
    const database = await openDatabase(join(folder, `${name}.mmdb`));
    const results = hostile.map((address) => locate(address, locator([database])));
    for (const { status } of results) expect(['found', 'not-found']).toContain(status);
  });

  // The body of a suite runs even where it is skipped.
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const broken = names.filter((name) => /^bad\/.+\.mmdb$|Broken|Invalid|broken/.test(name));

  test('there are broken files to try', () => expect(broken.length).toBeGreaterThan(20));

  test.each(broken)('%s is refused when it is opened, or fails the look-ups it cannot answer', async (name) => {
    const file = join(folder, name);
    const opened = await openDatabase(file).catch((error: unknown) => error);
    if (opened instanceof Error) {
      expect(PivotKitError.is(opened) && opened.code).toBe('GEO_DATABASE_INVALID');
      expect(opened.message).toContain(name.split('/').at(-1));
      return;
    }
    const database = await openDatabase(file);
    const asked = [
      ...everyNetwork(),
      ...hostile,
      ...expectedIn('GeoLite2-City-Test.json').map((one) => IpAddress.create(one.address)),
    ];
    const results = asked.map((address) => locate(address, locator([database])));
    const codes = results.flatMap((result) => (result.status === 'failed' ? [result.error.code] : []));
    expect(new Set(codes)).toEqual(new Set(harmless.has(name) ? [] : ['GEO_DATABASE_INVALID']));
  });
});

/** Files that a library once stumbled over, and that the format allows: an empty list or map at the very end. */
const harmless = new Set([
  'bad/libmaxminddb-empty-array-last-in-metadata.mmdb',
  'bad/libmaxminddb-empty-map-last-in-metadata.mmdb',
]);

const locator = (databases: Parameters<typeof locate>[1]['databases']): Parameters<typeof locate>[1] => ({
  databases,
  placeOf: placeReader(['en']),
  knowsInternal: true,
});

const hostile = [
  '0.0.0.0',
  '1.1.1.1',
  '1.1.1.32',
  '8.8.8.8',
  '255.255.255.255',
  '::',
  '::1',
  '2001:db8::1',
  'ffff::',
].map((text) => IpAddress.create(text));

/** One address of each /8 and /16-start of IPv6. */
function everyNetwork(): IpAddress[] {
  const ipv4 = Array.from({ length: 256 }, (_, i) => `${i}.1.1.1`);
  const low = Array.from({ length: 256 }, (_, i) => `1.1.1.${i}`);
  const ipv6 = Array.from({ length: 256 }, (_, i) => `${(i * 256).toString(16)}::1`);
  return [...ipv4, ...low, ...ipv6].map((text) => IpAddress.create(text));
}

interface Expected {
  readonly address: string;
  readonly network: string;
  readonly record: Json;
}

/** The first and the last address of every network of a list by its maker. */
function expectedIn(file: string): Expected[] {
  const list = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Readonly<Record<string, Json>>[];
  return list.flatMap((entry) =>
    Object.entries(entry).flatMap(([written, record]) => {
      const [base = '', bits = ''] = written.split('/');
      const mapped = base.includes(':') && IpAddress.create(base).version === 4;
      const { address, version } = IpAddress.create(base);
      const length = mapped ? Number(bits) - 96 : Number(bits);
      const network = `${address}/${length}`;
      return [address, lastAddress(address, version, length)].map((one) => ({ address: one, network, record }));
    }),
  );
}

/** Whether the first network holds the second: the same first bits, and no more of them. */
function holds(outer: string, inner: string): boolean {
  const [outerBase = '', outerBits = ''] = outer.split('/');
  const [innerBase = '', innerBits = ''] = inner.split('/');
  const { version } = IpAddress.create(innerBase);
  const last = (base: string): string => lastAddress(base, version, Number(outerBits));
  return Number(outerBits) <= Number(innerBits) && last(outerBase) === last(innerBase);
}

function lastAddress(address: string, version: 4 | 6, length: number): string {
  const width = version === 4 ? 8 : 16;
  const parts = version === 4 ? address.split('.').map(Number) : groupsOf(address);
  const filled = parts.map((part, i) => {
    const free = Math.min(width, Math.max(0, (i + 1) * width - length));
    return part | (2 ** free - 1);
  });
  return version === 4
    ? filled.join('.')
    : IpAddress.create(filled.map((group) => group.toString(16)).join(':')).address;
}

function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function cityRow(record: Json): Json {
  const at = (...path: readonly string[]): unknown =>
    path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], record) ?? null;
  return {
    countryCode: at('country', 'iso_code'),
    countryName: at('country', 'names', 'en'),
    registeredCountryCode: at('registered_country', 'iso_code'),
    continentCode: at('continent', 'code'),
    state: at('subdivisions', '0', 'names', 'en'),
    stateCode: at('subdivisions', '0', 'iso_code'),
    district: at('subdivisions', '1', 'names', 'en'),
    city: at('city', 'names', 'en'),
    postalCode: at('postal', 'code'),
    latitude: at('location', 'latitude'),
    longitude: at('location', 'longitude'),
    accuracyRadius: at('location', 'accuracy_radius'),
    timeZone: at('location', 'time_zone'),
    asn: null,
    asOrganization: null,
    isAnycast: at('traits', 'is_anycast'),
  };
}
