import { existsSync, readFileSync } from 'node:fs';
import { createSession, failed } from '@pivotkit/core';
import { describe, expect, test } from 'vitest';
import { sourcePlugin } from '../../support/sources.ts';
import { withSources } from './http-source.ts';

/** What a source is asked when `ti.lookup` is asked about a text, and what the row says. */
async function lookUp(kind: string, text: string) {
  const asked: string[] = [];
  const plugins = withSources([
    sourcePlugin({ name: 'all', asked, knows: () => failed('INTERNAL', { problem: 'x' }) }),
  ]);
  await using session = await createSession({ plugins });
  const frame = await session.pivot(kind, 'ti.lookup')(text);
  const [row = {}] = frame.toRows();
  return {
    asked: asked[0] ?? null,
    status: Reflect.get(row, 'lookupStatus') ?? Reflect.get(row, 'ti.lookup.status'),
    note: Reflect.get(row, 'note'),
  };
}

describe('what no source is asked about', () => {
  test.each([
    ['hash', '00000000000000000000000000000000', 'skipped(not-askable)', /repeat too much/],
    ['hash', 'a'.repeat(64), 'skipped(not-askable)', /repeat too much/],
    ['hash', 'D41D8CD98F00B204E9800998ECF8427E', 'skipped(not-askable)', /empty file/],
    [
      'hash',
      `sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`,
      'skipped(not-askable)',
      /empty file/,
    ],
    ['url', 'http://user:secret@evil.example.com/', 'skipped(not-askable)', /^it holds a password$/],
    ['url', 'http://192.168.1.1/', 'skipped(not-public)', /./],
    ['url', 'http://localhost/', 'skipped(not-public)', /./],
    ['url', 'file://server.example.com/x', 'skipped(not-public)', /./],
    ['ip', '224.0.0.5', 'skipped(not-public)', /./],
    ['ip', 'fe80::1', 'skipped(not-public)', /./],
    ['ip', '240.0.0.1', 'skipped(not-public)', /./],
    ['dns', 'server.local', 'skipped(not-public)', /./],
  ])('%s %s: %s', async (kind, text, status, note) => {
    const said = await lookUp(kind, text);
    expect(said).toMatchObject({ asked: null, status });
    expect(said.note).toMatch(note);
  });

  test.each([
    ['url', 'http://www.paypal.com@evil.example.com/', 'http://www.paypal.com@evil.example.com/'],
    ['dns', 'bücher.ch', 'xn--bcher-kva.ch'],
    ['hash', 'ssdeep:3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C', 'ssdeep:3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C'],
  ])('%s %s is asked about', async (kind, text, key) => {
    expect((await lookUp(kind, text)).asked).toBe(key);
  });

  test('a plan counts them as refused', async () => {
    await using session = await createSession({ plugins: withSources([sourcePlugin({ name: 'all' })]) });
    const pipeline = session
      .from([{ hash: '0'.repeat(32) }, { hash: '0123456789abcdef0123456789abcde0' }])
      .pivot(session.entities.FileHash.ti.lookup, { column: 'hash' });
    const { steps } = await pipeline.plan();
    expect(steps[0]?.pivot?.parts).toMatchObject([{ asked: 1, refused: { 'skipped(not-askable)': 1 } }]);
  });
});

interface Oracle {
  readonly results: readonly {
    readonly value: string;
    readonly type: string;
    readonly result: { readonly observable: string | null; readonly status: string };
  }[];
}

const oracleFile = new URL('../../../../shared/oracle/ti-preprocess/expected.json', import.meta.url);
const kinds: Readonly<Record<string, string>> = {
  ipv4: 'ip',
  ipv6: 'ip',
  dns: 'dns',
  hostname: 'dns',
  url: 'url',
  md5_hash: 'hash',
  sha1_hash: 'hash',
  sha256_hash: 'hash',
  file_hash: 'hash',
};

/** Where sources are asked otherwise than the peer asks them, and why; null = nobody is asked. */
const differences: Readonly<Record<string, string | null>> = {
  // a group is nobody to be asked about
  '224.0.0.5': null,
  'ff02::1': null,
  // every empty file has it
  d41d8cd98f00b204e9800998ecf8427e: null,
  'd41d8cd98f00b204e9800998ecf8427e ': null,
  D41D8CD98F00B204E9800998ECF8427E: null,
  da39a3ee5e6b4b0d3255bfef95601890afd80709: null,
  e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855: null,
  // understood instead of refused
  '8.8.8.8:53': '8.8.8.8',
  '::ffff:8.8.8.8': '8.8.8.8',
  'xn--bcher-kva.ch': 'xn--bcher-kva.ch',
  'bücher.ch': 'xn--bcher-kva.ch',
  'a_b.example.com': 'a_b.example.com',
  'example.com.': 'example.com',
  // one key for one thing
  '2001:4860:4860:0000:0000:0000:0000:8888': '2001:4860:4860::8888',
  'EXAMPLE.COM': 'example.com',
  'HTTP://UPPER.EXAMPLE.COM/': 'http://upper.example.com/',
  'hxxps://bad.example.com/': 'https://bad.example.com/',
  // no host by the URL Standard
  'http://1.2.3.4.5/x': null,
};

describe.skipIf(!existsSync(oracleFile))('what sources are asked agrees with the peer (needs ../shared/oracle)', () => {
  const oracle: Oracle = existsSync(oracleFile) ? JSON.parse(readFileSync(oracleFile, 'utf8')) : { results: [] };
  const cases = oracle.results.flatMap(({ value, type, result }) =>
    kinds[type] === undefined ? [] : ([[type, value, result]] as const),
  );

  test.each(cases)('%s %j', async (type, value, { observable, status }) => {
    const { asked, status: own } = await lookUp(kinds[type] ?? '', value);
    if (Object.hasOwn(differences, value)) expect(asked).toBe(differences[value]);
    // an address is an address, a hash a hash, whichever of its kinds was asked for
    else if (asked !== null && observable === null)
      expect([type, status]).toEqual([expect.stringMatching(/ipv6|hash/), expect.stringMatching(/pattern|IPv4/)]); // prettier-ignore
    else expect(asked).toBe(observable);
    if (asked === null) expect(own).toMatch(/^skipped\(/);
  });
});
