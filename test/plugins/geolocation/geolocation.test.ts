import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, PivotKitError, type Log } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddedDatabase } from '../../../plugins/geolocation/src/files.ts';
import { openDatabase } from '../../../plugins/geolocation/src/database.ts';
import { writeMmdb } from './write-mmdb.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'geolocation-'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

const names = { en: 'Null Island', de: 'Nullinsel', pt: 'Ilha Nula' };
const files: Readonly<Record<string, Buffer | string>> = {
  'city.mmdb': writeMmdb(
    {
      '1.2.3.0/24': { city: { names }, location: { latitude: 0, longitude: 0 }, country: { iso_code: 'ZZ' } },
      '10.0.0.0/8': { city: { names: { en: 'Basement' } } },
      '2a00::/16': { city: { names: { en: 'Sixville' } }, traits: { is_anycast: true } },
      '9.9.9.0/24': { isp: 'somebody' },
    },
    { type: 'Own-City' },
  ),
  'asn.mmdb': writeMmdb(
    { '1.2.0.0/16': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Net' } },
    { type: 'Own-ASN', ipVersion: 4 },
  ),
  'country.mmdb': writeMmdb({ '1.2.3.0/24': { country_code: 'DE' } }, { type: 'Own-Country' }),
  'wild.mmdb': writeMmdb({ '1.2.3.0/24': { latitude: 91, longitude: 0 } }, { type: 'Wild' }),
  'notes.txt': 'no database',
  'text.mmdb': 'no database either',
};

const sessionWith = (config: Readonly<Record<string, unknown>>, log?: Log) =>
  createSession({
    plugins: [geolocation],
    config: { geolocation: config },
    configFolder: folder,
    clock: { now: () => new Date('2026-11-20T00:00:00Z'), monotonicMs: () => 0, after: () => () => {} },
    ...(log && { log }),
  });

describe('without any configuration', () => {
  test('the embedded database names countries, in the language asked for', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    const answers = await session.entities.IpAddress.geolocation(['8.8.8.8', '8[.]8.8[.]8', '2001:4860:4860::8888']);
    for (const row of answers)
      expect(row).toMatchObject({ countryCode: 'US', countryName: 'United States', city: null });
    await using german = await sessionWith({ locales: 'de' });
    expect((await german.entities.IpAddress.geolocation('8.8.8.8')).row(0).countryName).toBe('Vereinigte Staaten');
  });

  test.each(['10.0.0.1', '127.0.0.1', '2001:db8::1', 'fe80::1%eth0', '::1', '0.0.0.0', '224.0.0.1'])(
    '%s, which is nowhere, is not found, and the note says why',
    async (address) => {
      await using session = await createSession({ plugins: [geolocation] });
      const answer = await session.entities.IpAddress.geolocation(address);
      expect(answer.row(0)).toMatchObject({ 'geolocation.status': 'not-found', countryCode: null });
      expect(answer.why(0, 'countryCode')?.note).toMatch(/^an? .+ address \(RFC \d+\) has no place/);
    },
  );

  test('an IPv4-mapped address is the IPv4 address; what carries one otherwise says so', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    const answers = await session.entities.IpAddress.geolocation(['::ffff:8.8.8.8', '64:ff9b::8.8.8.8']);
    expect(answers.row(0)).toMatchObject({ countryCode: 'US', 'geolocation.status': 'found' });
    expect(answers.row(1)['geolocation.status']).toBe('not-found');
    expect(answers.why(1, 'countryCode')?.note).toBe('it carries the IPv4 address 8.8.8.8, which may be known');
  });
});

describe('own databases', () => {
  test('coordinates of 0° and 0° are a place, and ZZ is no country', async () => {
    await using session = await sessionWith({ database: 'city.mmdb' });
    const answer = await session.entities.IpAddress.geolocation('1.2.3.4');
    expect(answer.row(0)).toMatchObject({ latitude: 0, longitude: 0, countryCode: null, countryName: null });
    expect(answer.row(0)).toMatchObject({ network: '1.2.3.0/24', source: 'Own-City 2026-09-21' });
  });

  test.each([
    ['de', 'Nullinsel'],
    ['pt-BR', 'Ilha Nula'],
    [['fr', 'de'], 'Nullinsel'],
    ['fr', 'Null Island'],
  ])('names in %j: %s', async (locales, city) => {
    await using session = await sessionWith({ database: 'city.mmdb', locales });
    expect((await session.entities.IpAddress.geolocation('1.2.3.4')).row(0).city).toBe(city);
  });

  test('may know internal networks', async () => {
    await using session = await sessionWith({ database: 'city.mmdb' });
    expect((await session.entities.IpAddress.geolocation('10.1.2.3')).row(0).city).toBe('Basement');
  });

  test('an IPv6 address that looks like an IPv4 one in the file is not it', async () => {
    await using session = await sessionWith({ database: 'city.mmdb' });
    const answers = await session.entities.IpAddress.geolocation(['::102:304', '::a00:1', '1.2.3.4']);
    expect(answers.toRows().map((row) => row['geolocation.status'])).toEqual(['not-found', 'not-found', 'found']);
  });

  test('a record that says nothing of a place is no answer', async () => {
    await using session = await sessionWith({ database: 'city.mmdb' });
    expect((await session.entities.IpAddress.geolocation('9.9.9.9')).row(0)['geolocation.status']).toBe('not-found');
  });

  test('several count together, in any order: the most exact place whole, and the autonomous system', async () => {
    for (const database of [
      ['country.mmdb', 'asn.mmdb', 'city.mmdb'],
      ['city.mmdb', 'country.mmdb', 'asn.mmdb'],
    ]) {
      await using session = await sessionWith({ database });
      const answer = await session.entities.IpAddress.geolocation('1.2.3.4');
      // The country of another database does not mend the place of this one.
      expect(answer.row(0)).toMatchObject({ city: 'Null Island', countryCode: null, asn: 64_500 });
      expect(answer.row(0).source?.split(', ').toSorted()).toEqual(['Own-ASN 2026-09-21', 'Own-City 2026-09-21']);
    }
  });

  test('a database of IPv4 addresses alone says so of IPv6, and others still answer', async () => {
    await using session = await sessionWith({ database: 'asn.mmdb' });
    const alone = await session.entities.IpAddress.geolocation(['2a00::1', '1.2.3.4']);
    expect(alone.toRows().map((row) => row['geolocation.status'])).toEqual(['not-supported', 'found']);
    await using both = await sessionWith({ database: ['asn.mmdb', 'city.mmdb'] });
    const answer = await both.entities.IpAddress.geolocation('2a00::1');
    expect(answer.row(0)).toMatchObject({ city: 'Sixville', isAnycast: true, network: '2a00::/16' });
  });

  test('a value outside its range fails its own look-up', async () => {
    await using session = await sessionWith({ database: 'wild.mmdb' });
    const answer = await session.entities.IpAddress.geolocation(['1.2.3.4', '8.8.8.8']);
    expect(answer.toRows().map((row) => row['geolocation.status'])).toEqual(['failed(RESULT_INVALID)', 'not-found']);
  });
});

describe('set-up', () => {
  test.each([
    ['cty.mmdb', /cty\.mmdb' cannot be opened: there is no such file\. Did you mean 'city\.mmdb'\?/],
    [
      'text.mmdb',
      /'text\.mmdb' cannot be used: it is no MaxMind DB file: its metadata is missing\. Get the file again/,
    ],
    ['notes.txt', /'notes\.txt' cannot be used/],
    ['.', /'text\.mmdb' cannot be used/],
    ['nowhere/', /cannot be opened/],
  ])('%s: the error names the file and what to do', async (database, message) => {
    await expect(sessionWith({ database })).rejects.toThrow(message);
  });

  test('the codes can be matched', async () => {
    const codeOf = (error: unknown): unknown => PivotKitError.is(error) && error.code;
    expect(await openDatabase(join(folder, 'none.mmdb')).catch(codeOf)).toBe('GEO_DATABASE_MISSING');
    expect(await openDatabase(join(folder, 'text.mmdb')).catch(codeOf)).toBe('GEO_DATABASE_INVALID');
    expect(await openDatabase(folder).catch(codeOf)).toBe('GEO_DATABASE_INVALID');
  });

  test('a folder gives all its databases, by name', async () => {
    const own = mkdtempSync(join(tmpdir(), 'geolocation-'));
    for (const name of ['city.mmdb', 'asn.mmdb', 'notes.txt']) writeFileSync(join(own, name), files[name] ?? '');
    await using session = await sessionWith({ database: own });
    expect((await session.entities.IpAddress.geolocation('1.2.3.4')).row(0)).toMatchObject({
      city: 'Null Island',
      asn: 64_500,
    });
    rmSync(own, { recursive: true });
  });

  test.each([{ database: [] }, { locales: 'not a language' }, { datbase: 'x' }, { maxAgeDays: 0 }])(
    '%j is refused',
    async (config) => {
      await expect(sessionWith(config)).rejects.toThrow(/  - geolocation: /);
    },
  );

  test('an old database is said to be old, once, in the log', async () => {
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
    await using _young = await sessionWith({ database: 'city.mmdb' }, log);
    expect(warnings).toEqual([]);
    await using _old = await sessionWith({ database: 'city.mmdb', maxAgeDays: 30 }, log);
    expect(warnings).toEqual(['The geolocation database Own-City is 59 days old; networks move, so update it.']);
  });

  test('the embedded database is there and opens', async () => {
    expect(await openDatabase(embeddedDatabase())).toMatchObject({ type: 'country ipvAll', knowsIpv6: true });
  });
});
