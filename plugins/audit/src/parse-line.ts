import { FieldScanner } from './scan-fields.ts';

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

/** A record without its fields. */
export interface AuditHead extends Omit<AuditRecord, 'fields'> {
  /** Where the fields begin. */
  readonly from: number;
}

/**
 * Reads `[node=… ]type=… msg=audit(seconds.ms:serial): name=value …`; undefined when it is none. One pass over the text.
 * Format: github.com/linux-audit/audit-documentation, wiki SPEC-Audit-Event-Enrichment and field dictionary, read 2026-11-28.
 */
export function parseAuditLine(line: string): AuditRecord | undefined {
  const head = parseAuditHead(line);
  if (head === undefined) return undefined;
  const { from, ...record } = head;
  return { ...record, fields: parseAuditFields(line, from) };
}

/** All before the fields; undefined when the line is no record. `before` is the last head: records of an event share their time. */
export function parseAuditHead(line: string, before?: AuditHead): AuditHead | undefined {
  const at = line.indexOf('msg=audit(');
  if (at < 0 || at > 512) return undefined;
  const close = line.indexOf(')', at);
  const typeAt = line.lastIndexOf('type=', at);
  if (close < 0 || close > at + 64 || typeAt < 0) return undefined;
  const id = line.slice(at + 10, close);
  const time = id === before?.id ? before.time : timeOfId(id);
  const type = line.slice(typeAt + 5, at).trim();
  if (time === undefined || type === '') return undefined;
  const node = typeAt > 5 && line.startsWith('node=') ? line.slice(5, typeAt).trim() : undefined;
  return { id, time, node, type, from: line.charCodeAt(close + 1) === 0x3a ? close + 2 : close + 1 };
}

export function parseAuditFields(line: string, from: number): AuditField[] {
  const fields: AuditField[] = [];
  const scanner = new FieldScanner();
  scanner.start(line, from);
  while (scanner.next()) {
    const { nameFrom, nameTo, valueFrom, valueTo, isQuoted } = scanner;
    fields.push({ name: line.slice(nameFrom, nameTo), value: line.slice(valueFrom, valueTo), isQuoted });
  }
  return fields;
}

export function timeOfId(id: string): number | undefined {
  const parts = /^(\d{1,11})\.(\d{3})(?::\d{1,20})?$/.exec(id);
  return parts === null ? undefined : Number(parts[1]) * 1000 + Number(parts[2]);
}
