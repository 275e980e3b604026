import type { AuditField } from './parse-line.ts';

/**
 * Fields whose values users can choose: in quotes they are plain, else hexadecimal (field dictionary of
 * github.com/linux-audit/audit-documentation, format "encoded", read 2026-11-28).
 */
const encodedFields = new Set(
  'acct cmd comm cwd data dir exe file grp iuid key name new-chardev new-disk new-fs new-rng new_group ocomm old-chardev old-disk old-fs old-rng path proctitle sw vm watch'.split(
    ' ',
  ),
);

/** What a field says; undefined for `?`, `(null)`, `(none)` and nothing. */
export function fieldText(type: string, { name, value, isQuoted }: AuditField): string | undefined {
  if (!isQuoted && (value === '?' || value === '(null)' || value === '(none)')) return undefined;
  if (isQuoted || !isEncoded(type, name) || !isHex(value)) return value === '' ? undefined : value;
  return name === 'proctitle' ? withoutNulls(unhex(value)) : unhex(value);
}

const isEncoded = (type: string, name: string): boolean =>
  encodedFields.has(name) || (type === 'EXECVE' && isArgument(name));

const isArgument = (name: string): boolean => /^a\d{1,7}(?:\[\d{1,7}\])?$/.test(name);

function isHex(text: string): boolean {
  return text.length > 0 && text.length % 2 === 0 && /^[0-9A-F]+$/.test(text);
}

/** Bytes as UTF-8; what is none of it becomes U+FFFD. */
export const unhex = (text: string): string => Buffer.from(text, 'hex').toString('utf8');

/** Arguments of a title are parted by zeros. */
const withoutNulls = (text: string): string => text.replaceAll('\0', ' ').trimEnd();

/** More arguments than this are no program's. */
const mostArguments = 100_000;

/**
 * The arguments of a program: `a0="sh" a1=2D63`, long ones in parts `a2[0]=… a2[1]=…`, over several records. Inside, `"` is put before
 * plain ones to tell them from bytes.
 */
export function argumentsOf(records: readonly (readonly AuditField[])[]): string[] {
  const parts: string[][] = [];
  for (const field of records.flat()) {
    const found = /^a(\d{1,7})(?:\[(\d{1,7})\])?$/.exec(field.name);
    const index = Number(found?.[1] ?? NaN);
    const part = Number(found?.[2] ?? 0);
    if (Number.isNaN(index) || index >= mostArguments || part >= mostArguments) continue;
    (parts[index] ??= [])[part] = field.isQuoted || !isHex(field.value) ? `"${field.value}` : field.value;
  }
  return Array.from(parts, (list) => (list === undefined ? '' : argumentText(list)));
}

/** A character may be cut between two parts, so that bytes are joined before they are read. */
function argumentText(parts: readonly string[]): string {
  const known = parts.filter((part) => part !== undefined);
  if (known.every((part) => !part.startsWith('"'))) return unhex(known.join(''));
  return known.map((part) => (part.startsWith('"') ? part.slice(1) : unhex(part))).join('');
}
