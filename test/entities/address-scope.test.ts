import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddressScope } from '@pivotkit/entities';
import {
  IpAddress,
  addressBlock,
  addressScope,
  addressScopes,
  embeddedIpv4,
  isPublicAddress,
} from '@pivotkit/entities';
import { ipv4Blocks, ipv6Blocks } from '../../entities/src/address-registry.ts';
import { ipv4Text } from '../../entities/src/normalize/ip.ts';

describe('addressScope', () => {
  test.each<[string, AddressScope, boolean]>([
    ['8.8.8.8', 'public', true],
    ['0.0.0.0', 'unspecified', false],
    ['0.1.2.3', 'this-network', false],
    ['9.255.255.255', 'public', true],
    ['10.0.0.0', 'private', false],
    ['10.255.255.255', 'private', false],
    ['11.0.0.0', 'public', true],
    ['100.63.255.255', 'public', true],
    ['100.64.0.0', 'shared-cgnat', false],
    ['100.127.255.255', 'shared-cgnat', false],
    ['100.128.0.0', 'public', true],
    ['127.0.0.1', 'loopback', false],
    ['169.254.169.254', 'link-local', false],
    ['172.15.255.255', 'public', true],
    ['172.16.0.0', 'private', false],
    ['172.31.255.255', 'private', false],
    ['172.32.0.0', 'public', true],
    ['192.0.0.8', 'protocol-assignment', false],
    ['192.0.0.9', 'public', true],
    ['192.0.0.11', 'protocol-assignment', false],
    ['192.0.2.1', 'documentation', false],
    ['192.88.99.1', 'public', true],
    ['192.88.99.2', 'protocol-assignment', false],
    ['198.19.255.255', 'benchmarking', false],
    ['224.0.0.1', 'multicast', false],
    ['239.255.255.255', 'multicast', false],
    ['240.0.0.0', 'reserved', false],
    ['255.255.255.254', 'reserved', false],
    ['255.255.255.255', 'broadcast', false],
    ['::', 'unspecified', false],
    ['::1', 'loopback', false],
    ['::2', 'reserved', false],
    ['::ffff:8.8.8.8', 'ipv4-mapped', true],
    ['::ffff:10.0.0.1', 'ipv4-mapped', false],
    ['64:ff9b::8.8.8.8', 'nat64', true],
    ['64:ff9b::10.0.0.1', 'nat64', false],
    ['64:ff9b:1::1', 'nat64-local', false],
    ['100::1', 'discard-only', false],
    ['2001:0:4136:e378:8000:63bf:f7f7:f7f7', 'teredo', true],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo', false],
    ['2001:1::2', 'public', true],
    ['2001:1::4', 'protocol-assignment', false],
    ['2001:2::1', 'benchmarking', false],
    ['2001:1f::1', 'orchid', false],
    ['2001:2f::1', 'orchid', true],
    ['2001:3f::1', 'drone-remote-id', true],
    ['2001:40::1', 'protocol-assignment', false],
    ['2001:200::1', 'public', true],
    ['2001:db8::1', 'documentation', false],
    ['2002:808:808::1', 'six-to-four', true],
    ['2002:a00:1::1', 'six-to-four', false],
    ['2a00:1450:4001::200e', 'public', true],
    ['3fff:fff::1', 'documentation', false],
    ['4000::1', 'reserved', false],
    ['5f00::1', 'segment-routing', false],
    ['fc00::1', 'unique-local', false],
    ['fdff::1', 'unique-local', false],
    ['fe80::1', 'link-local', false],
    ['febf::1', 'link-local', false],
    ['fec0::1', 'site-local', false],
    ['ff02::1', 'multicast', false],
  ])('%s is %s, public: %s', (address, scope, isPublic) => {
    expect(addressScope(address)).toBe(scope);
    expect(isPublicAddress(address)).toBe(isPublic);
  });

  test.each(['', 'abc', '1.2.3', '256.1.1.1', '01.2.3.4', '1.2.3.4:80', '[::1]', 'fe80::1%eth0', '::1::', '12:34:56'])(
    '%j is no address: no scope, not public',
    (text) => {
      expect(addressScope(text)).toBeUndefined();
      expect(isPublicAddress(text)).toBe(false);
    },
  );

  test('every address of either family lies in the smallest block that contains it', () => {
    const bits4 = (address: string): string =>
      address
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    const v4 = ipv4Blocks.map((block) => {
      const [base = '', length] = block.prefix.split('/');
      return { block, bits: bits4(base).slice(0, Number(length)) };
    });
    fc.assert(
      fc.property(nearABlock(), (number) => {
        const address = ipv4Text(number);
        const holding = v4.filter(({ bits }) => bits4(address).startsWith(bits));
        const smallest = holding.reduce((best, next) => (next.bits.length > best.bits.length ? next : best));
        expect(addressBlock(address)).toBe(smallest.block);
      }),
      { numRuns: 3000 },
    );
  });

  test('every scope is in use, and every block names its source', () => {
    const used = new Set([...ipv4Blocks, ...ipv6Blocks].map(({ scope }) => scope));
    expect([...used].sort()).toEqual([...addressScopes].sort());
    for (const { source } of [...ipv4Blocks, ...ipv6Blocks]) expect(source).toMatch(/^RFC \d+$/);
  });
});

/** Any address, with the borders of blocks and their neighbours often. */
function nearABlock(): fc.Arbitrary<number> {
  const borders = ipv4Blocks.map(({ prefix }) =>
    prefix
      .split('/')[0]!
      .split('.')
      .reduce((sum, part) => sum * 256 + Number(part), 0),
  );
  const near = fc.tuple(fc.constantFrom(...borders), fc.integer({ min: -2, max: 2 })).map(([at, by]) => at + by);
  return fc.oneof(fc.nat({ max: 0xffff_ffff }), near).map((value) => value >>> 0);
}

describe('embeddedIpv4', () => {
  test.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['64:ff9b::c000:221', '192.0.2.33'],
    ['2002:c000:204::1', '192.0.2.4'],
    // the worked example of RFC 4380 §4: client 192.0.2.45, inverted
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', '192.0.2.45'],
    ['2001:db8::1', undefined],
    ['8.8.8.8', undefined],
  ])('%s → %s', (address, expected) => {
    expect(embeddedIpv4(address)).toBe(expected);
  });
});

interface Oracle {
  readonly 'type_python_3.13.0': Record<string, string>;
  readonly 'flags_python_3.13.0': Record<string, { canonical?: string }>;
}

const oracleFile = new URL('../../../shared/oracle/ip-types/expected.json', import.meta.url);

/** What Python 3.13 says of reachability and why we differ. */
const newerRegistry: Record<string, string> = {
  '100:0:0:1::1': 'RFC 9780 (2025) reserves 100:0:0:1::/64',
  '2001:1::3': 'RFC 9665 (2025): an anycast service, globally reachable',
  '3fff::1': 'RFC 9637 (2024) reserves 3fff::/20 for documentation',
  '5f00::1': 'RFC 9602 (2024): segment identifiers, not globally reachable',
  '::2': 'RFC 4291 §2.4: only 2000::/3 is given out for global unicast',
  '4000::1': 'RFC 4291 §2.4: only 2000::/3 is given out for global unicast',
  'fec0::1': 'RFC 3879 deprecates site-local addresses, which never were global',
  '2002:0808:0808::1': 'RFC 3056: as reachable as the IPv4 address inside',
  // Python calls multicast global; nobody can be asked about a group
  '224.0.0.1': 'multicast',
  '239.255.255.255': 'multicast',
  '233.252.0.1': 'multicast',
  'ff02::1': 'multicast',
  'ff0e::1': 'multicast',
};

const scopesOfType: Record<string, readonly AddressScope[]> = {
  Loopback: ['loopback'],
  'Link Local': ['link-local'],
  Multicast: ['multicast'],
  Unspecified: ['unspecified', 'shared-cgnat'],
};

describe.skipIf(!existsSync(oracleFile))("scopes agree with Python 3.13's tables (needs ../shared/oracle)", () => {
  const oracle: Oracle = existsSync(oracleFile)
    ? JSON.parse(readFileSync(oracleFile, 'utf8'))
    : { 'type_python_3.13.0': {}, 'flags_python_3.13.0': {} };

  test.each(Object.entries(oracle['type_python_3.13.0']))('%j: %s', (text, type) => {
    const canonical = oracle['flags_python_3.13.0'][text]?.canonical;
    const parsed = IpAddress.parse(text);
    if (canonical === undefined) return;
    if (!parsed.ok) throw new Error(parsed.reason);
    const isPublic = type === 'Public';
    if (text in newerRegistry && type !== 'Multicast') expect(parsed.value.isPublic).toBe(!isPublic);
    else expect(parsed.value.isPublic).toBe(isPublic);
    expect(scopesOfType[type] ?? addressScopes).toContain(parsed.value.scope);
  });

  test('what Python refuses is refused, but for white space, a port and brackets around an address', () => {
    const refusedThere = Object.keys(oracle['flags_python_3.13.0']).filter(
      (text) => oracle['flags_python_3.13.0'][text]?.canonical === undefined,
    );
    const acceptedHere = refusedThere.filter((text) => IpAddress.parse(text).ok);
    expect(acceptedHere).toEqual([' 8.8.8.8', '8.8.8.8 ', '1.2.3.4:80', '[::1]']);
  });

  test('canonical forms agree, but for IPv4-mapped addresses', () => {
    for (const [text, { canonical }] of Object.entries(oracle['flags_python_3.13.0']))
      if (canonical !== undefined && !text.startsWith('::ffff:')) expect(IpAddress.create(text).key).toBe(canonical);
  });
});
