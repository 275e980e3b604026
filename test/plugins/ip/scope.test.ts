import { existsSync, readFileSync } from 'node:fs';
import { createSession } from '@pivotkit/core';
import { ip } from '@pivotkit/plugin-ip';
import { describe, expect, test } from 'vitest';

describe('ip.scope', () => {
  test.each([
    ['8.8.8.8', { version: 4, scope: 'public', isPublic: true, block: '0.0.0.0/0', reference: 'RFC 791' }],
    ['10.0.0.1', { version: 4, scope: 'private', isPublic: false, block: '10.0.0.0/8', reference: 'RFC 1918' }],
    ['100.64.0.1', { scope: 'shared-cgnat', isPublic: false, block: '100.64.0.0/10', reference: 'RFC 6598' }],
    ['169.254.169.254', { scope: 'link-local', isPublic: false, reference: 'RFC 3927' }],
    ['::1', { version: 6, scope: 'loopback', isPublic: false, block: '::1/128', reference: 'RFC 4291' }],
    ['fe80::1%eth0', { scope: 'link-local', isPublic: false, block: 'fe80::/10' }],
    ['2001:db8::1', { scope: 'documentation', reference: 'RFC 3849' }],
    ['64:ff9b::8.8.8.8', { scope: 'nat64', isPublic: true, embeddedIpv4: '8.8.8.8' }],
    ['64:ff9b::10.0.0.1', { scope: 'nat64', isPublic: false, embeddedIpv4: '10.0.0.1' }],
    ['2002:0808:0808::1', { scope: 'six-to-four', isPublic: true, embeddedIpv4: '8.8.8.8' }],
    ['::ffff:8.8.8.8', { version: 4, scope: 'public', embeddedIpv4: null }],
    ['8[.]8[.]8[.]8', { version: 4, scope: 'public', 'ip.scope.status': 'found' }],
    ['999.1.1.1', { version: null, scope: null, 'ip.scope.status': 'skipped(not-an-entity)' }],
  ])('%s', async (address, expected) => {
    await using session = await createSession({ plugins: [ip] });
    expect((await session.entities.IpAddress.ip.scope(address)).row(0)).toMatchObject(expected);
  });

  test('one value, a list, an entity, a list of entities and a column of a table are answered alike', async () => {
    await using session = await createSession({ plugins: [ip] });
    const { IpAddress } = session.entities;
    const scopes = (frame: Iterable<{ readonly scope: string | null }>): unknown[] =>
      Array.from(frame, ({ scope }) => scope);
    const addresses = ['8.8.8.8', '10.0.0.1', '8.8.8.8'];
    const expected = ['public', 'private', 'public'];
    const entities = addresses.map((address) => IpAddress.create(address));
    expect(scopes(await IpAddress.ipType(addresses))).toEqual(expected);
    expect(scopes(await IpAddress.ip.scope(entities))).toEqual(expected);
    expect(scopes(await IpAddress.create('10.0.0.1').ip.scope())).toEqual(['private']);
    const table = addresses.map((src, n) => ({ n, src }));
    const joined = await session.from(table).pivot(IpAddress.ip.scope, { column: 'src' }).run();
    expect(scopes(joined)).toEqual(expected);
    expect(joined.columns.get('embeddedIpv4')?.entity).toBe('IpAddress');
  });

  test('no row is lost or repeated for duplicates, nulls and what is no address', async () => {
    await using session = await createSession({ plugins: [ip] });
    const rows = ['8.8.8.8', null, 'x', '8.8.8.8', '', '8[.]8.8.8'].map((src, n) => ({ n, src }));
    const joined = await session.from(rows).pivot(session.entities.IpAddress.ip.scope, { column: 'src' }).run();
    expect(joined.toRows().map(({ n, scope }) => [n, scope])).toEqual([
      [0, 'public'],
      [1, null],
      [2, null],
      [3, 'public'],
      [4, null],
      [5, 'public'],
    ]);
  });
});

/** What the peer's words mean here. Its `Private` is whatever is not global, and its `Unspecified` also “no address”. */
const peerWords: Readonly<Record<string, string>> = {
  public: 'Public',
  loopback: 'Loopback',
  'link-local': 'Link Local',
  multicast: 'Multicast',
  unspecified: 'Unspecified',
  'shared-cgnat': 'Unspecified',
};
const peerWord = (scope: string | null, isPublic: boolean | null): string =>
  scope === null ? 'Unspecified' : (peerWords[scope] ?? (isPublic === true ? 'Public' : 'Private'));

/** Where the answers differ on purpose: what we say, and why. */
const differences: Readonly<Record<string, readonly [ours: string, reason: string]>> = {
  ' 8.8.8.8': ['Public', 'white space around an address is no part of it'],
  '8.8.8.8 ': ['Public', 'white space around an address is no part of it'],
  '1.2.3.4:80': ['Public', 'the port is dropped'],
  '[::1]': ['Loopback', 'brackets belong to the URL form (RFC 3986 §3.2.2)'],
  '::2': ['Private', 'outside 2000::/3 nothing is allocated as global unicast (RFC 4291 §2.4, IANA address space)'],
  '4000::1': ['Private', 'outside 2000::/3 nothing is allocated as global unicast (RFC 4291 §2.4, IANA address space)'],
  '100:0:0:1::1': ['Private', 'a dummy prefix that is not globally reachable (RFC 9780)'],
  '3fff::1': ['Private', 'documentation (RFC 9637)'],
  '5f00::1': ['Private', 'segment routing identifiers, not globally reachable (RFC 9602)'],
  'fec0::1': ['Private', 'site-local, deprecated and never global (RFC 3879)'],
  '2001:1::3': ['Public', 'DNS-SD service registration anycast, globally reachable (RFC 9665)'],
  '2002:0808:0808::1': ['Public', '6to4 of a public address is reachable as far as that is (RFC 3056)'],
};

const oracle = '../shared/oracle/ip-types/expected.json';

describe.skipIf(!existsSync(oracle))(`agreement with the peer (needs ${oracle})`, () => {
  test('every address is what the peer says, but for the differences listed', async () => {
    await using session = await createSession({ plugins: [ip] });
    const peer = JSON.parse(readFileSync(oracle, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const types = Object.entries(peer['type_python_3.13.0'] ?? {});
    expect(types.length).toBeGreaterThan(90);
    const answers = await session.entities.IpAddress.ip.scope(types.map(([address]) => address));
    const found = types.flatMap(([address, type], i) => {
      const { scope, isPublic } = answers.row(i);
      const ours = peerWord(scope, isPublic);
      return ours === type ? [] : [[address, ours]];
    });
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(differences).map(([address, [ours]]) => [address, ours])),
    );
  });
});

interface PeerTable {
  readonly columns: readonly string[];
  readonly data: readonly (readonly unknown[])[];
}

const pivotOracle = '../shared/oracle/pivot-iptype';

describe.skipIf(!existsSync(pivotOracle))(`the peer's pivot of the same name (needs ${pivotOracle})`, () => {
  // The body of a suite runs even where it is skipped.
  const read = (file: string): unknown =>
    existsSync(pivotOracle) ? JSON.parse(readFileSync(`${pivotOracle}/${file}`, 'utf8')) : { frames: {} };
  const inputs = read('input.json') as Readonly<Record<string, Partial<PeerTable>>>;
  const { frames } = read('expected.json') as {
    readonly frames: Readonly<Record<string, Readonly<Record<string, { readonly output?: PeerTable }>>>>;
  };
  const cases = Object.keys(inputs).filter((name) => (inputs[name]?.data?.length ?? 0) > 0 && name in frames);

  test.each(cases)(
    '%s: the same word for every value, and every row once where the peer repeats rows',
    async (name) => {
      const { columns = [], data = [] } = inputs[name] ?? {};
      const column = columns.find((one) => one === 'src' || one === 'SourceIP') ?? 'ip';
      const at = columns.indexOf(column);
      const rows = data.map((cells, n) => ({ n, address: typeof cells[at] === 'string' ? cells[at] : null }));
      await using session = await createSession({ plugins: [ip] });
      const joined = await session.from(rows).pivot(session.entities.IpAddress.ip.scope, { column: 'address' }).run();
      expect(joined.toRows().map(({ n }) => n)).toEqual(rows.map(({ n }) => n));
      const peer = wordsOf(frames[name]?.['join=None']?.output);
      for (const { address, scope, isPublic } of joined)
        if (address !== null && peer.has(address)) expect(peerWord(scope, isPublic)).toBe(peer.get(address));
    },
  );
});

const wordsOf = (table: PeerTable | undefined): ReadonlyMap<unknown, unknown> => {
  const value = table?.columns.indexOf('ip') ?? 0;
  const word = table?.columns.indexOf('result') ?? 0;
  return new Map(table?.data.map((row) => [row[value], row[word]]));
};
