import { createHash } from 'node:crypto';

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** UUID made of a hash, marked as version 8 (RFC 9562: content chosen by the maker). */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A number that belongs to the text alone, 0 ≤ n < `below`. */
export function numberOf(text: string, below: number): number {
  return Number.parseInt(sha256(text).slice(0, 12), 16) % below;
}
