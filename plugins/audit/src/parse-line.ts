/** One record of an audit log; several make an event. */
export interface AuditRecord {
  /** `1551485405.594:7507`: seconds and serial number; records of one event have the same. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly node: string | undefined;
  /** `SYSCALL`, `EXECVE` … */
  readonly type: string;
  /** As written, without quotes, in their order; those of a quoted `msg='…'` and of the interpretation are among them. */
  readonly fields: readonly AuditField[];
}

export interface AuditField {
  readonly name: string;
  readonly value: string;
  /** Texts in quotes are plain; others of the fields that users can choose are hexadecimal. */
  readonly isQuoted: boolean;
}

/**
 * Reads `[node=… ]type=… msg=audit(seconds.ms:serial): name=value …`; undefined when it is none. One pass over the text.
 * Format: github.com/linux-audit/audit-documentation, wiki SPEC-Audit-Event-Enrichment and field dictionary, read 2026-11-28.
 */
export function parseAuditLine(line: string): AuditRecord | undefined {
  const at = line.indexOf('msg=audit(');
  if (at < 0 || at > 512) return undefined;
  const close = line.indexOf(')', at);
  const typeAt = line.lastIndexOf('type=', at);
  if (close < 0 || close > at + 64 || typeAt < 0) return undefined;
  const id = line.slice(at + 10, close);
  const time = timeOfId(id);
  const type = line.slice(typeAt + 5, at).trim();
  if (time === undefined || type === '') return undefined;
  const node = typeAt > 5 && line.startsWith('node=') ? line.slice(5, typeAt).trim() : undefined;
  const fields: AuditField[] = [];
  const from = line.charAt(close + 1) === ':' ? close + 2 : close + 1;
  readFields(line, { from, to: line.length, nests: true }, fields);
  return { id, time, node, type, fields };
}

/** The fields of Log Analytics: `name=value` each. */
export function parseAuditFields(texts: readonly string[]): AuditField[] {
  const fields: AuditField[] = [];
  const line = texts.join(' ');
  readFields(line, { from: 0, to: line.length, nests: true }, fields);
  return fields;
}

export function timeOfId(id: string): number | undefined {
  const parts = /^(\d{1,11})\.(\d{3})(?::\d{1,20})?$/.exec(id);
  return parts === null ? undefined : Number(parts[1]) * 1000 + Number(parts[2]);
}

/** Between 0x1d and the end stands what names mean: `AUID="unset"`. */
const isBlank = (code: number): boolean => code === 0x20 || code === 0x1d || code === 0x0a || code === 0x0d;

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Whether `'…'` holds further fields: inside such a text it does not. */
  readonly nests: boolean;
}

function readFields(line: string, { from, to, nests }: Stretch, fields: AuditField[]): void {
  let at = from;
  for (;;) {
    const equals = line.indexOf('=', at);
    if (equals < 0 || equals >= to) return;
    let nameAt = at;
    for (let i = at; i < equals; i++) if (isBlank(line.charCodeAt(i))) nameAt = i + 1;
    at = readValue(line, line.slice(nameAt, equals), { from: equals + 1, to, nests }, fields);
  }
}

/** Gives where the value ends. */
function readValue(line: string, name: string, { from, to, nests }: Stretch, fields: AuditField[]): number {
  const quote = line.charAt(from);
  if (quote === '"') {
    const end = endOf(line, '"', from + 1, to);
    fields.push({ name, value: line.slice(from + 1, end), isQuoted: true });
    return end + 1;
  }
  if (quote === "'" && nests) {
    const last = line.lastIndexOf("'", to - 1);
    const end = last > from ? last : to;
    const before = fields.length;
    readFields(line, { from: from + 1, to: end, nests: false }, fields);
    if (fields.length === before) fields.push({ name, value: line.slice(from + 1, end), isQuoted: true });
    return end + 1;
  }
  let end = from;
  while (end < to && !isBlank(line.charCodeAt(end))) end++;
  fields.push({ name, value: line.slice(from, end), isQuoted: false });
  return end;
}

/** A quote that is not closed ends with the text: the line was cut. */
function endOf(line: string, quote: string, from: number, to: number): number {
  const end = line.indexOf(quote, from);
  return end < 0 || end > to ? to : end;
}
