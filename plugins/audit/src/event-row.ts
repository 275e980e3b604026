import type { RowOf } from '@pivotkit/core';
import type { AuditEvent } from './assemble.ts';
import type { auditColumns } from './columns.ts';
import { argumentsOf, fieldText } from './decode.ts';
import type { AuditRecord } from './parse-line.ts';

export type AuditRow = RowOf<typeof auditColumns>;

/** An event as a row: of a field that several records have, the first that says something. */
export function rowOfEvent({ id, time, node, records }: AuditEvent): AuditRow {
  const types = records.map(({ type }) => type);
  const says = firstFields(records);
  const text = (name: string): string | null => says.get(name) ?? null;
  const execs = records.filter(({ type }) => type === 'EXECVE');
  const args = execs.length === 0 ? null : argumentsOf(execs.map(({ fields }) => fields));
  const isExec = args !== null && types.includes('SYSCALL');
  return {
    mssg_id: id,
    TimeGenerated: new Date(time),
    EventType: isExec ? 'SYSCALL_EXECVE' : (types[0] ?? null),
    Computer: node ?? null,
    types,
    pid: numberOf(text('pid')),
    ppid: numberOf(text('ppid')),
    auid: idOf(text('auid')),
    uid: idOf(text('uid')),
    euid: idOf(text('euid')),
    gid: idOf(text('gid')),
    egid: idOf(text('egid')),
    ses: idOf(text('ses')),
    exe: text('exe'),
    comm: text('comm'),
    cmdline: args === null ? null : args.join(' '),
    args,
    argc: numberOf(text('argc')),
    cwd: text('cwd'),
    proctitle: text('proctitle'),
    cmd: text('cmd'),
    syscall: text('syscall'),
    success: text('success'),
    exit: text('exit'),
    key: text('key'),
    tty: text('tty'),
    terminal: text('terminal'),
    acct: text('acct'),
    op: text('op'),
    res: text('res'),
    hostname: text('hostname'),
    addr: text('addr'),
    paths: records.filter(({ type }) => type === 'PATH').map(fieldsOf),
    records: records.map((record) => ({ type: record.type, fields: fieldsOf(record) })),
    problem: null,
  };
}

/** A line that is no record, so that it is not lost. */
export function rowOfProblem(line: string, problem: string): AuditRow {
  const nothing = rowOfEvent({ id: '', time: NaN, node: undefined, records: [] });
  const shown = line.length > 200 ? `${line.slice(0, 200)}…` : line;
  return { ...nothing, mssg_id: null, TimeGenerated: null, EventType: null, problem: `${problem}: ${shown}` };
}

/** Arguments of the system call are numbers in memory; those of the program count. */
function firstFields(records: readonly AuditRecord[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { type, fields } of records) {
    if (type === 'PATH') continue;
    for (const field of fields) {
      if (first.has(field.name)) continue;
      const text = fieldText(type, field);
      if (text !== undefined) first.set(field.name, text);
    }
  }
  return first;
}

const fieldsOf = ({ type, fields }: AuditRecord): { readonly [name: string]: string | null } =>
  Object.fromEntries(fields.map((field) => [field.name, fieldText(type, field) ?? null]));

function numberOf(text: string | null): number | null {
  if (text === null || !/^-?\d{1,15}$/.test(text)) return null;
  return Number(text);
}

/** The kernel says "not set" as the greatest number there is. */
function idOf(text: string | null): number | null {
  const id = numberOf(text);
  return id === 4_294_967_295 || id === -1 ? null : id;
}
