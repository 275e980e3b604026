import { addressBlock, IpAddress } from '@pivotkit/entities';
import type { Keyed } from './keyed.ts';

/**
 * Another address of the same scope: a private address stays in its private block, a public one public, and what has no
 * hosts of its own (`127.0.0.1`, `::1`, `255.255.255.255`) stays. Two addresses that share a network of any length share
 * one as long afterwards (Xu, Fan, Ammar, Moon: Prefix-preserving IP address anonymization, ICNP 2002, read 2026-11-28).
 * undefined for a text that is no address.
 */
export function maskAddress(text: string, keyed: Keyed): string | undefined {
  const parsed = IpAddress.parse(text);
  if (!parsed.ok) return undefined;
  const { address, version } = parsed.value;
  const block = addressBlock(address);
  if (block === undefined || single.has(block.scope)) return address;
  const kept = block.scope === 'public' ? keptBits(version) : Number(block.prefix.split('/')[1]);
  let masked = version === 4 ? address.split('.').map(Number) : bytesOfIpv6(address);
  let shown: string;
  // A public address may become one with a purpose; then it is masked again, which ends, since masking is a permutation.
  do {
    masked = maskBytes(masked, kept, keyed);
    shown = textOf(masked);
  } while (addressBlock(shown)?.prefix !== block.prefix);
  return shown;
}

/** Of an IPv6 address the first three bits say that it is global unicast (RFC 4291 §2.4). */
const keptBits = (version: 4 | 6): number => (version === 4 ? 0 : 3);

/** Blocks that say all there is to say. */
const single: ReadonlySet<string> = new Set(['loopback', 'unspecified', 'broadcast', 'multicast', 'documentation']);

/** Whether bit i is turned over depends on the bits before it, as they were. */
function maskBytes(bytes: readonly number[], keptBitCount: number, keyed: Keyed): number[] {
  return bytes.map((byte, i) => {
    const kept = Math.min(8, Math.max(0, keptBitCount - 8 * i));
    if (kept === 8) return byte;
    const tree = keyed.tree(`${String(bytes.length)} ${bytes.slice(0, i).join('.')}`);
    let masked = 0;
    let way = 1;
    for (let place = 0; place < 8; place++) {
      const bit = (byte >>> (7 - place)) & 1;
      const flip = place < kept ? 0 : ((tree[way >>> 3] ?? 0) >>> (way & 7)) & 1;
      masked = masked * 2 + (bit ^ flip);
      way = way * 2 + bit;
    }
    return masked;
  });
}

function bytesOfIpv6(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const all = [...left, ...(tail === undefined ? [] : zeros), ...right].map((group) => Number.parseInt(group, 16));
  return all.flatMap((group) => [group >>> 8, group & 255]);
}

function textOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  return IpAddress.create(groups.map((group) => group.toString(16)).join(':')).address;
}
