import { embeddedIpv4 } from './address-scope.ts';
import { ipv4Number, ipv6Words } from './normalize/ip.ts';
import type { Parsed } from './parsed.ts';
import { accepted, refused } from './parsed.ts';

/** A block of addresses. */
export interface AddressNetwork {
  /** As it was written. */
  readonly text: string;
  /** Whether a canonical address lies in it, or the IPv4 address inside an IPv6 one does. False for any other text. */
  contains(address: string): boolean;
}

/** A network in CIDR form (`10.0.0.0/8`, `2001:db8::/32`), or one address. Bits behind the prefix must be 0. */
export function parseNetwork(text: string): Parsed<AddressNetwork> {
  const [address = '', length, more] = text.trim().split('/');
  const first = wordsOf(address);
  if (first === undefined || more !== undefined) return refused(`'${text}' is no network such as 192.0.2.0/24`);
  const width = first.length * 32;
  const bits = length === undefined ? width : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(bits <= width)) return refused(`'${text}': a prefix has 0 to ${width} bits`);
  if (first.some((word, i) => word % sizeOf(bits, i) !== 0))
    return refused(`'${text}' names an address inside a network; the bits behind /${bits} must be 0`);
  const isInside = (words: readonly number[] | undefined): boolean =>
    words?.length === first.length && words.every((word, i) => word - (word % sizeOf(bits, i)) === first[i]);
  const contains = (candidate: string): boolean => {
    if (isInside(wordsOf(candidate))) return true;
    const inner = candidate.includes(':') ? embeddedIpv4(candidate) : undefined;
    return inner !== undefined && isInside(wordsOf(inner));
  };
  return accepted({ text, contains });
}

function wordsOf(address: string): readonly number[] | undefined {
  const number = ipv4Number(address);
  return number >= 0 ? [number] : ipv6Words(address);
}

/** Addresses that differ in the bits of word `i` behind the prefix. */
const sizeOf = (prefixBits: number, i: number): number => 2 ** Math.min(32, Math.max(0, 32 * (i + 1) - prefixBits));
