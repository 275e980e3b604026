import fc from 'fast-check';
import { IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';
import { addressWords, networkEdge } from '../../../entities/src/network/address-words.ts';
import { NetworkIndex, type Network } from '../../../entities/src/network/network-index.ts';

/** The address as one number, by the text alone: the oracle. */
function addressNumber(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((number, part) => number * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const before = groupsOf(head);
  const behind = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => '0');
  return [...before, ...zeros, ...behind].reduce((number, group) => number * 65_536n + BigInt(`0x${group}`), 0n);
}

const numberOf = (words: readonly number[]): bigint =>
  words.reduce((number, word) => number * 2n ** 32n + BigInt(word), 0n);

const address4 = fc.ipV4();
const address6 = fc.ipV6().map((text) => IpAddress.parse(text)).filter((parsed) => parsed.ok && parsed.value.version === 6).map((parsed) => (parsed.ok ? parsed.value.address : '')); // prettier-ignore

describe('an address as words', () => {
  test.each([
    '0.0.0.0',
    '255.255.255.255',
    '1.2.3.4',
    '::',
    '::1',
    '1::',
    '2606:4700::6810:7b60',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '64:ff9b::102:304',
    '1:2:3:4:5:6:7:8',
    '1:0:0:2::',
  ])('%s', (address) => {
    expect(numberOf(addressWords(address))).toBe(addressNumber(address));
  });

  test('any address', () => {
    fc.assert(
      fc.property(fc.oneof(address4, address6), (address) => {
        expect(numberOf(addressWords(address))).toBe(addressNumber(address));
      }),
    );
  });
});

/** Few different bits, so that networks nest, touch and repeat. */
const near = (count: number) =>
  fc.array(fc.constantFrom(0, 1, 2, 0x80_00_00_00, 0xff_ff_ff_fe, 0xff_ff_ff_ff), {
    minLength: count,
    maxLength: count,
  });

const networksOf = (count: number) =>
  fc.array(fc.record({ words: near(count), prefixLength: fc.integer({ min: 0, max: count * 32 }) }), { maxLength: 40 });

function bruteForce(networks: readonly Network<number>[], words: readonly number[]): number[] {
  const contains = ({ words: own, prefixLength }: Network<number>): boolean => {
    const bits = BigInt(own.length * 32 - prefixLength);
    return numberOf(own) >> bits === numberOf(words) >> bits;
  };
  return networks
    .filter(contains)
    .sort((left, right) => right.prefixLength - left.prefixLength || left.item - right.item)
    .map(({ item }) => item);
}

describe('networks around an address', () => {
  test.each([
    ['IPv4', 1],
    ['IPv6', 4],
  ])('%s: as by trying every network, the longest prefix first', (_, count) => {
    fc.assert(
      fc.property(networksOf(count), fc.array(near(count), { minLength: 5 }), (given, addresses) => {
        const networks = given.map((network, item): Network<number> => ({ ...network, item }));
        const index = new NetworkIndex(networks);
        const edges = networks.flatMap(({ words, prefixLength }) => [
          networkEdge(words, prefixLength, 'first'),
          networkEdge(words, prefixLength, 'last'),
        ]);
        for (const words of [...addresses, ...edges]) expect(index.around(words)).toEqual(bruteForce(networks, words));
      }),
      { numRuns: 300 },
    );
  });

  test('none in an empty index', () => {
    expect(new NetworkIndex([]).around([0])).toEqual([]);
    expect(new NetworkIndex([]).around([0, 0, 0, 0])).toEqual([]);
  });
});
