import type { AuditField } from './parse-line.ts';

/** The value of a hexadecimal digit by its character; only capitals are written. */
const digits = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) digits['0123456789ABCDEF'.charCodeAt(value)] = value;

/** Longer texts are read by the library, which is quicker for them. */
const longestScratch = 4096;
const scratch = Buffer.alloc(longestScratch);

/** The text whose bytes are written from `from` to `to`; undefined when no such are. Bytes that are no UTF-8 become U+FFFD. */
export function hexText(line: string, from: number, to: number): string | undefined {
  const size = (to - from) / 2;
  if (size === 0 || !Number.isInteger(size)) return undefined;
  const bytes = size <= longestScratch ? scratch : Buffer.allocUnsafe(size);
  let high = 0;
  for (let i = 0; i < size; i++) {
    const left = digits[line.charCodeAt(from + 2 * i)] ?? -1;
    const right = digits[line.charCodeAt(from + 2 * i + 1)] ?? -1;
    if (left < 0 || right < 0) return undefined;
    bytes[i] = (left << 4) | right;
    high |= left;
  }
  return bytes.toString(high < 8 ? 'latin1' : 'utf8', 0, size);
}

/** Arguments of a title are parted by zeros. */
export const withoutNulls = (text: string): string => text.replaceAll('\0', ' ').trimEnd();

/** What is written for nothing. */
export const isNothing = (text: string): boolean => text === '?' || text === '(null)' || text === '(none)';

/** The number and the part of an argument: `a1`, `a1[0]`; undefined for other names. */
export function argumentName(name: string): { readonly index: number; readonly part: number | undefined } | undefined {
  const found = /^a(\d{1,7})(?:\[(\d{1,7})\])?$/.exec(name);
  if (found === null) return undefined;
  return { index: Number(found[1]), part: found[2] === undefined ? undefined : Number(found[2]) };
}

/** More arguments than that missing before one are none of a program's: a line of a few bytes must not make thousands. */
const mostMissing = 100;

/**
 * The arguments of a program: `a0="sh" a1=2D63`, long ones in parts `a2[0]=… a2[1]=…`, over several records. One that is
 * missing is an empty text.
 */
export function argumentsOf(fields: readonly AuditField[]): string[] {
  const byIndex = new Map<number, Map<number, AuditField>>();
  for (const field of fields) {
    const name = argumentName(field.name);
    if (name === undefined) continue;
    const parts = byIndex.get(name.index) ?? new Map<number, AuditField>();
    byIndex.set(name.index, parts.set(name.part ?? 0, field));
  }
  const known = [...byIndex].sort(([left], [right]) => left - right);
  const texts: string[] = [];
  for (const [index, parts] of known) {
    if (index > texts.length + mostMissing) break;
    while (texts.length < index) texts.push('');
    texts.push(argumentText([...parts].sort(([left], [right]) => left - right).map(([, part]) => part)));
  }
  return texts;
}

/** A character may be cut between two parts, so that bytes are joined before they are read. */
function argumentText(parts: readonly AuditField[]): string {
  const decoded = parts.map(({ value, isQuoted }) => (isQuoted ? undefined : hexText(value, 0, value.length)));
  const bytes = parts.map(({ value }) => value).join('');
  if (decoded.every((text) => text !== undefined)) return hexText(bytes, 0, bytes.length) ?? bytes;
  return parts.map(({ value }, i) => decoded[i] ?? value).join('');
}
