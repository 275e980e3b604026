import type { AddressBlock, AddressScope } from './address-registry.ts';
import { ipv4Blocks, ipv6Blocks } from './address-registry.ts';
import type { Ipv6Words } from './normalize/ip.ts';
import { ipv4Number, ipv4Text, ipv6Words } from './normalize/ip.ts';

export type { AddressBlock, AddressScope } from './address-registry.ts';
export { addressScopes } from './address-registry.ts';

/** Scope of an address without zone, port or brackets; undefined when the text is no address. */
export function addressScope(address: string): AddressScope | undefined {
  return addressBlock(address)?.scope;
}

/** The most specific special block an address lies in, with the RFC that defines it; undefined when it is no address. */
export function addressBlock(address: string): AddressBlock | undefined {
  const number = ipv4Number(address);
  if (number >= 0) return ipv4Ranges.blocks[rangeOf(ipv4Ranges.starts, number)];
  const words = ipv6Words(address);
  return words && blockOfWords(words);
}

/**
 * Whether an address can be reached from the Internet, and may thus be named to an outside provider. Multicast never;
 * an address with an IPv4 address inside (mapped, NAT64, 6to4, Teredo) when that one can. False when it is no address.
 */
export function isPublicAddress(address: string): boolean {
  const reachable = addressBlock(address)?.reachable ?? false;
  if (reachable !== 'embedded') return reachable;
  const embedded = embeddedIpv4(address);
  return embedded !== undefined && isPublicAddress(embedded);
}

/**
 * The IPv4 address inside an IPv6 one: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056), or the client behind a
 * Teredo address, which is kept inverted (RFC 4380 §4). Undefined for any other address.
 */
export function embeddedIpv4(address: string): string | undefined {
  const words = ipv6Words(address);
  if (words === undefined) return undefined;
  const [first, second, , last] = words;
  const scope = blockOfWords(words)?.scope;
  if (scope === 'ipv4-mapped' || scope === 'nat64') return ipv4Text(last);
  if (scope === 'six-to-four') return ipv4Text((first % 65_536) * 65_536 + Math.floor(second / 65_536));
  return scope === 'teredo' ? ipv4Text(~last >>> 0) : undefined;
}

/** Disjoint ranges in order: range `i` goes from `starts[i]` to the next start, and lies in `blocks[i]`. */
interface Ranges<N> {
  readonly starts: readonly N[];
  readonly blocks: readonly AddressBlock[];
}

/** Index of the last start that is not above `value`. */
function rangeOf(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function blockOfWords(words: Ipv6Words): AddressBlock | undefined {
  const { starts, blocks } = ipv6Ranges;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isAtMost(starts[middle], words)) low = middle;
    else high = middle - 1;
  }
  return blocks[low];
}

function isAtMost(left: Ipv6Words | undefined, right: Ipv6Words): boolean {
  if (left === undefined) return false;
  if (left[0] !== right[0]) return left[0] < right[0];
  if (left[1] !== right[1]) return left[1] < right[1];
  if (left[2] !== right[2]) return left[2] < right[2];
  return left[3] <= right[3];
}

interface Span {
  readonly block: AddressBlock;
  readonly bits: number;
  readonly first: bigint;
  readonly last: bigint;
}

function spanOf(block: AddressBlock, width: 32 | 128): Span {
  const [base = '', bits = ''] = block.prefix.split('/');
  const first = width === 32 ? BigInt(ipv4Number(base)) : joinWords(ipv6Words(base) ?? [0, 0, 0, 0]);
  const size = 1n << BigInt(width - Number(bits));
  return { block, bits: Number(bits), first, last: first + size - 1n };
}

/** Nested blocks → disjoint ranges: at each border, the most specific block that covers what follows. */
function flatten(table: readonly AddressBlock[], width: 32 | 128): Ranges<bigint> {
  const spans = table.map((row) => spanOf(row, width)).sort((left, right) => right.bits - left.bits);
  const end = 1n << BigInt(width);
  const borders = new Set(spans.flatMap(({ first, last }) => [first, last + 1n]).filter((border) => border < end));
  const starts = [...borders].sort((left, right) => (left < right ? -1 : 1));
  const blocks = starts.flatMap(
    (start) => spans.find(({ first, last }) => first <= start && start <= last)?.block ?? [],
  );
  return { starts, blocks };
}

const joinWords = (words: Ipv6Words): bigint => words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);

function splitWords(value: bigint): Ipv6Words {
  const word = (shift: bigint): number => Number((value >> shift) & 0xffff_ffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}

const ranges4 = flatten(ipv4Blocks, 32);
const ipv4Ranges: Ranges<number> = { starts: ranges4.starts.map(Number), blocks: ranges4.blocks };
const ranges6 = flatten(ipv6Blocks, 128);
const ipv6Ranges: Ranges<Ipv6Words> = { starts: ranges6.starts.map(splitWords), blocks: ranges6.blocks };
