import ipaddr from 'ipaddr.js';
import type { Parsed } from '../parsed.ts';
import { accepted, refused } from '../parsed.ts';

/** An address in canonical form. `zone` names the interface a link-local address is reached by (RFC 4007). */
export interface CanonicalIp {
  readonly address: string;
  readonly zone?: string;
}

/** An IPv6 address as four 32-bit numbers, most significant first. */
export type Ipv6Words = readonly [number, number, number, number];

/**
 * Text → canonical address: dotted quad, or IPv6 in the form of RFC 5952 (August 2010). An IPv4-mapped IPv6 address
 * (`::ffff:1.2.3.4`) is the IPv4 address it carries, since both name one host. Brackets (`[::1]`) and a port
 * (`1.2.3.4:443`, `[::1]:443`) are dropped; a port after an IPv6 address without brackets cannot be told from a group.
 * Refused with a reason: networks in CIDR form, leading zeros, and the octal, hexadecimal and one-number forms of
 * `inet_aton`, which programs read differently.
 */
export function normalizeIp(text: string): Parsed<CanonicalIp> {
  if (ipv4Number(text) >= 0) return accepted({ address: text });
  const trimmed = text.trim();
  if (trimmed === '') return refused('the text is empty');
  if (trimmed.length > 200) return refused(`it has ${trimmed.length} characters, more than any address`);
  if (trimmed.includes('/')) return refused(reasonForSlash(trimmed));
  const { host, port } = splitPort(trimmed);
  if (port !== undefined && Number(port) > 65_535) return refused(`${port} is not a port (0–65535)`);
  return host.includes(':') ? normalizeIpv6(host) : normalizeIpv4(host);
}

/** The number of a strict dotted quad (four decimal parts 0–255, no leading zeros), 0 to 2³²−1; −1 for any other text. */
export function ipv4Number(text: string): number {
  if (text.length < 7 || text.length > 15) return -1;
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit === -2) {
      if (part < 0) return -1;
      value = value * 256 + part;
      part = -1;
      dots += 1;
    } else {
      if (digit < 0 || digit > 9 || part === 0) return -1;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return -1;
    }
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

export function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** Words of an IPv6 address without zone or brackets; undefined for any other text. */
export function ipv6Words(text: string): Ipv6Words | undefined {
  const parts = ipv6Parts(text);
  return parts && [wordOf(parts, 0), wordOf(parts, 2), wordOf(parts, 4), wordOf(parts, 6)];
}

const wordOf = (parts: readonly number[], at: number): number => (parts[at] ?? 0) * 65_536 + (parts[at + 1] ?? 0);

const isGroup = /^[0-9a-f]{1,4}$/i;

/** The eight 16-bit groups; strict, so that nothing reaches `ipaddr.js` which it would read leniently. */
function ipv6Parts(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  const dotted = tail.includes('.');
  if (lastColon < 0 || (dotted && ipv4Number(tail) < 0)) return undefined;
  const groups = (dotted ? text.slice(0, lastColon) : text).split(':');
  if (groups.length > 9 || !groups.every((group) => group === '' || isGroup.test(group))) return undefined;
  try {
    // Asking `isValid` first would parse twice, and texts that come so far are seldom wrong.
    return ipaddr.IPv6.parse(text).parts;
  } catch {
    return undefined;
  }
}

function normalizeIpv6(host: string): Parsed<CanonicalIp> {
  const percent = host.indexOf('%');
  const bare = percent < 0 ? host : host.slice(0, percent);
  const zone = percent < 0 ? undefined : host.slice(percent + 1).replace(/^25(?=.)/, '');
  const parts = ipv6Parts(bare);
  if (parts === undefined) return refused(reasonAgainstIpv6(bare));
  if (zone !== undefined && !/^[\w.~:-]{1,64}$/.test(zone))
    return refused(`'${zone}' is not the name of an interface (letters, digits, '.', '_', '~', '-')`);
  const mapped = parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
  if (mapped) return accepted({ address: ipv4Text(wordOf(parts, 6)) });
  const address = new ipaddr.IPv6([...parts]).toRFC5952String();
  return accepted(zone === undefined ? { address } : { address, zone });
}

function normalizeIpv4(host: string): Parsed<CanonicalIp> {
  return ipv4Number(host) >= 0 ? accepted({ address: host }) : refused(reasonAgainstIpv4(host));
}

function splitPort(text: string): { host: string; port: string | undefined } {
  const match = /^\[([^[\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([^:[\]]*\.[^:[\]]*):(\d{1,5})$/.exec(text);
  return { host: match?.[1] ?? text, port: match?.[2] };
}

function reasonForSlash(text: string): string {
  const [address = '', bits = ''] = text.split('/');
  const isNetwork = /^\d{1,3}$/.test(bits) && (ipv4Number(address) >= 0 || ipv6Words(address) !== undefined);
  return isNetwork
    ? 'it is a network (CIDR block), not one address'
    : "an address has no '/'; a URL or a path is another kind of entity";
}

function reasonAgainstIpv6(text: string): string {
  if (/^\d{1,2}(:\d{2}){1,2}$/.test(text))
    return "it reads as a clock time; an IPv6 address has eight groups or a '::'";
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return 'it is a MAC address';
  const strange = /[^0-9a-f:.]/i.exec(text)?.[0];
  if (strange !== undefined) return `'${strange}' has no place in an IPv6 address`;
  const long = text.split(':').find((group) => group.length > 4 && !group.includes('.'));
  if (long !== undefined) return `'${long}' is longer than the four hexadecimal digits of a group`;
  if (text.split('::').length > 2 || text.includes(':::')) return "'::' may stand only once in an IPv6 address";
  return "an IPv6 address has eight groups of hexadecimal digits, or '::' in the place of some";
}

function reasonAgainstIpv4(text: string): string {
  if (/^0x[0-9a-f]+$/i.test(text) || /(^|\.)0x/i.test(text))
    return 'hexadecimal forms are not accepted; write four decimal parts';
  if (/^\d+$/.test(text)) return 'one number is not accepted as an address; write four decimal parts';
  if (!/^\d+(\.\d+)*$/.test(text)) return 'it is neither an IPv4 nor an IPv6 address';
  const parts = text.split('.');
  if (parts.length !== 4) return `an IPv4 address has four parts, this has ${parts.length}`;
  const large = parts.find((part) => Number(part) > 255);
  if (large !== undefined) return `${large} is greater than 255, the most a part of an IPv4 address can be`;
  const padded = parts.find((part) => part.length > 1 && part.startsWith('0'));
  return `'${padded ?? text}' has a leading zero, which some programs read as octal; write the parts without`;
}
