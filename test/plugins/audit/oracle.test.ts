import { existsSync, readFileSync } from 'node:fs';
import { cellText, createSession, readCsv, Table } from '@pivotkit/core';
import { audit, type AuditRow } from '@pivotkit/plugin-audit';
import { buildProcessTree, ProcessTree } from '@pivotkit/plugin-process';
import { describe, expect, test } from 'vitest';

const folder = '../shared/oracle';

type PeerRow = Readonly<Record<string, string | number | null | undefined>>;

interface Expected {
  readonly records: readonly PeerRow[];
  readonly event_type_counts?: Readonly<Record<string, number>>;
  readonly tree_summary?: Readonly<Record<string, number>>;
  readonly tree?: { readonly data: readonly (readonly [string, string | null, ...unknown[]])[] };
}

/** Bodies of suites run even where they are skipped. */
const readExpected = (name: string): Expected => {
  const path = `${folder}/${name}/expected.json`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Expected) : { records: [] };
};

/** What the peer writes for nothing, and what it leaves of texts in quotes that it has taken apart at blanks. */
const plain = (value: unknown): string | null => {
  if (value === null || value === undefined || value === -1) return null;
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/^'|'$/g, '').replaceAll('\0', ' ').trim(); // prettier-ignore
  return ['', '?', '(none)', '(null)', '-1', '4294967295'].includes(text) ? null : text;
};

const sameNumber = (value: string | null): string | null => (value !== null && /^\d+\.0$/.test(value) ? value.slice(0, -2) : value); // prettier-ignore

async function parsed(table: Table<object>, column: string): Promise<readonly AuditRow[]> {
  await using session = await createSession({ plugins: [audit] });
  return (await session.from(table).verb('audit.parse', { column }).run()).toRows();
}

const logFile = `${folder}/auditd-logfile`;

describe.skipIf(!existsSync(logFile))(`a log file (needs ${logFile})`, () => {
  const expected = readExpected('auditd-logfile');
  const lines = existsSync(logFile) ? readFileSync(`${logFile}/input.txt`, 'utf8').split('\n') : [];
  const rows = parsed(Table.fromColumns({ line: lines }), 'line');

  test('938 events at 381 times: the peer makes one of all events of a millisecond', async () => {
    expect((await rows).length).toBe(938);
    expect((await rows).filter(({ problem }) => problem !== null)).toEqual([]);
    const times = new Set((await rows).map(({ mssg_id: id }) => id?.split(':')[0]));
    expect([times.size, expected.records.length]).toEqual([381, 381]);
    expect(new Set(expected.records.map((row) => String(row['mssg_id'])))).toEqual(times);
  });

  test('each program that the peer sees started is one of ours, with the same cells', async () => {
    const execs = expected.records.filter((row) => row['EventType'] === 'SYSCALL_EXECVE');
    expect(execs.length).toBe(78);
    const names = ['pid', 'ppid', 'uid', 'euid', 'gid', 'egid', 'auid', 'exe', 'cwd', 'proctitle', 'success', 'argc'] as const; // prettier-ignore
    for (const peer of execs) {
      const ours = (await rows).filter(({ mssg_id: id, EventType: type }) => id?.split(':')[0] === peer['mssg_id'] && type === 'SYSCALL_EXECVE'); // prettier-ignore
      const cells = (row: AuditRow): string => JSON.stringify(names.map((name) => plain(row[name])));
      const theirs = JSON.stringify(names.map((name) => plain(peer[name])));
      // Of several events of a millisecond the peer's cells are those of the last; cells of earlier ones may remain.
      if (ours.length === 1) expect(ours.map(cells)).toEqual([theirs]);
      else expect(ours.length).toBeGreaterThan(0);
      const first = ['a0', 'a1', 'a2'].map((name) => plain(peer[name]) ?? '');
      const starts = ours.map(({ args }) => [0, 1, 2].map((i) => plain(args?.[i] ?? '') ?? ''));
      if (ours.length === 1) expect(starts).toEqual([first]);
    }
    expect((await rows).filter(({ EventType: type }) => type === 'SYSCALL_EXECVE').length).toBe(146);
  });

  test('all arguments, where the peer has three', async () => {
    for (const { args, argc, cmdline } of await rows) {
      if (args === null) continue;
      expect(args.length).toBe(argc);
      expect(cmdline).toBe(args.join(' '));
    }
  });
});

const analytics = `${folder}/auditd-loganalytics`;

/** A text as Python writes it: texts in either quotes. */
function fromPython(text: string): string {
  return text.replaceAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g, (_, single?: string, double?: string) =>
    JSON.stringify((single ?? double ?? '').replaceAll(/\\(['"\\])/g, '$1')),
  );
}

describe.skipIf(!existsSync(analytics))(`events of Log Analytics (needs ${analytics})`, () => {
  const expected = readExpected('auditd-loganalytics');
  const source = readCsv(existsSync(analytics) ? readFileSync(`${analytics}/input.csv`, 'utf8') : 'mssg_id,AuditdMessage,Computer\n'); // prettier-ignore
  const events = source.derive({ event: (row) => fromPython(cellText(row['AuditdMessage'] ?? null)) }); // prettier-ignore
  const rows = parsed(events, 'event');

  test('100 events with the same cells', async () => {
    expect((await rows).length).toBe(100);
    const names = ['pid', 'ppid', 'uid', 'euid', 'gid', 'egid', 'auid', 'ses', 'exe', 'cwd', 'proctitle', 'success', 'argc', 'acct', 'addr', 'hostname', 'terminal', 'tty', 'res', 'cmd', 'EventType', 'mssg_id'] as const; // prettier-ignore
    const different: unknown[] = [];
    (await rows).forEach((row, i) => {
      const peer = expected.records[i] ?? {};
      for (const name of names) {
        const theirs = sameNumber(plain(peer[name]));
        if (theirs !== null && plain(row[name]) !== theirs) different.push([i, name, theirs, row[name]]);
      }
      if (peer['TimeGenerated'] !== undefined) expect(row.TimeGenerated?.toISOString()).toBe(String(peer['TimeGenerated']).replace('000Z', 'Z')); // prettier-ignore
    });
    expect(different).toEqual([]);
  });

  test('the same tree of processes', async () => {
    const named = (await rows).map((row, i) => ({
      ...row,
      Computer: cellText(source.toRows()[i]?.['Computer'] ?? null),
    }));
    const tree = buildProcessTree(Table.fromRows(named));
    expect(new ProcessTree(tree).summary()).toMatchObject({ ...expected.tree_summary });
    const ours = new Map(tree.toRows().map((row) => [row.proc_key, row.parent_key]));
    for (const [key, parent] of expected.tree?.data ?? []) expect([key, ours.get(key)]).toEqual([key, parent]);
  });
});
