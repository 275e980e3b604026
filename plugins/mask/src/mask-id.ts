import type { Keyed } from './keyed.ts';
import { maskHex, maskWord } from './mask-word.ts';

const uuid = /^(\{?)([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f])([0-9a-f]{3})-([0-9a-f])([0-9a-f]{3})-([0-9a-f]{12})(\}?)$/i;

/** Another UUID of the same version and variant (RFC 9562); the one of zeros stays. undefined for another text. */
export function maskUuid(text: string, keyed: Keyed): string | undefined {
  const parts = uuid.exec(text);
  if (parts === null) return undefined;
  const [, open = '', a = '', b = '', version = '', c = '', variant = '', d = '', e = '', close = ''] = parts;
  const free = a + b + c + d + e;
  if (/^0+$/.test(free)) return text;
  const masked = maskHex(free.toLowerCase(), keyed);
  const cut = (start: number, end: number): string => masked.slice(start, end);
  const made = `${cut(0, 8)}-${cut(8, 12)}-${version}${cut(12, 15)}-${variant}${cut(15, 18)}-${cut(18, 30)}`;
  return open + (text === text.toUpperCase() ? made.toUpperCase() : made.toLowerCase()) + close;
}

/**
 * A Windows security identifier: those of the system stay, of a domain's the domain is masked as one and the relative
 * id from 1,000 on; below are accounts that every domain has ([MS-DTYP] 2.4.2.4, read 2026-11-28). undefined for another text.
 */
export function maskSid(text: string, keyed: Keyed): string | undefined {
  if (!/^S-1-\d+(?:-\d+)+$/i.test(text)) return undefined;
  const [, domain, rid] = /^S-1-5-21-(\d+-\d+-\d+)(?:-(\d+))?$/i.exec(text) ?? [];
  if (domain === undefined) return text;
  const parts = [0, 1, 2].map((i) => keyed.number('sid', domain, String(i)) % 0x1_0000_0000n);
  return `S-1-5-21-${parts.join('-')}${rid === undefined ? '' : `-${maskRid(rid, keyed)}`}`;
}

function maskRid(rid: string, keyed: Keyed): string {
  if (Number(rid) < 1_000) return rid;
  let masked = rid;
  do masked = maskWord(masked, keyed);
  while (masked.startsWith('0'));
  return masked;
}

const hash = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;

/** A hash in hexadecimal digits. undefined for another text. */
export const maskHash = (text: string, keyed: Keyed): string | undefined =>
  hash.test(text) ? maskHex(text.toLowerCase(), keyed) : undefined;
