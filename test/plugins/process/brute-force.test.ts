import { Table } from '@pivotkit/core';
import { buildProcessTree, ProcessTree } from '@pivotkit/plugin-process';
import fc from 'fast-check';
import { expect, test } from 'vitest';

interface Event {
  readonly name: string;
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly parent: string | null;
  readonly seconds: number | null;
  readonly host: string;
}

/** Few names, ids and instants, so that ids are used again, parents are missing, and rows are about one process. */
const event: fc.Arbitrary<Event> = fc.record({
  name: fc.constantFrom('a.exe', 'B.exe'),
  pid: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 12 }),
  ppid: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 12 }),
  parent: fc.option(fc.constantFrom('A.EXE', 'b.exe'), { freq: 8 }),
  seconds: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 12 }),
  host: fc.constantFrom('h1', 'h2'),
});

const schema = {
  processName: 'name',
  processId: 'pid',
  parentId: 'ppid',
  timeStamp: 'time',
  hostNameColumn: 'host',
  pathSeparator: '\\',
} as const;

const tableOf = (events: readonly Event[]): Table<object> =>
  Table.fromRows(
    events.map(({ seconds, ...event }) => ({ ...event, time: seconds === null ? null : new Date(seconds * 1000) })),
    { types: { name: 'text', pid: 'number', ppid: 'number', parent: 'text', time: 'time', host: 'text' } },
  );

interface Found {
  /** Row of the parent, or what is inferred, or null for a root. */
  readonly parent: number | string | null;
  readonly first: number;
}

/** The rules as a loop over all pairs. */
function bruteForce(events: readonly Event[], withName: boolean): Found[] {
  const at = (row: number): number => events[row]?.seconds ?? 0;
  const rows = events.map((_, row) => row).sort((a, b) => at(a) - at(b) || a - b);
  const name = (text: string | null | undefined): string => text?.toLowerCase() ?? '';
  const identity = (row: number): string =>
    JSON.stringify([events[row]?.host, name(events[row]?.name), events[row]?.pid, at(row)]);
  const firstOf = (row: number): number =>
    events[row]?.pid === null ? row : (rows.find((one) => identity(one) === identity(row)) ?? row);
  const parentOf = (row: number): number | string | null => {
    const { ppid = null, parent = null, host = '' } = events[row] ?? {};
    if (ppid === null) return null;
    const isNamed = withName && parent !== null;
    const candidates = rows.filter((one) => {
      const other = events[one];
      const agrees = other?.host === host && other.pid === ppid && (!isNamed || name(other.name) === name(parent));
      return agrees && one !== row && firstOf(one) === one && at(one) <= at(row);
    });
    const latest = candidates.at(-1);
    if (latest !== undefined) return latest;
    const inferredName = isNamed ? name(parent) : '';
    const isItself = events[row]?.pid === ppid && (!isNamed || inferredName === name(events[row]?.name));
    return isItself ? null : `${host}|${inferredName === '' ? 'unknown' : inferredName}|${ppid}`;
  };
  const parents = rows.map(() => null as number | string | null);
  for (const row of rows) parents[row] = parentOf(firstOf(row));
  cutCircles(parents, rows);
  return rows.toSorted((a, b) => a - b).map((row) => ({ first: firstOf(row), parent: parents[row] ?? null }));
}

function cutCircles(parents: (number | string | null)[], rows: readonly number[]): void {
  const leadsTo = (from: number, wanted: number): boolean => {
    let at: number | string | null | undefined = parents[from];
    for (let steps = 0; typeof at === 'number' && steps <= parents.length; steps++) {
      if (at === wanted) return true;
      at = parents[at];
    }
    return false;
  };
  for (const row of rows) if (leadsTo(row, row)) parents[row] = null;
}

test.each([true, false])('trees are those of the rules written as loops (parents named: %s)', (withName) => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 24 }), (events) => {
      const tree = buildProcessTree(tableOf(events), {
        schema: withName ? { ...schema, parentName: 'parent' } : schema,
      });
      const rows = tree.toRows();
      const expected = bruteForce(events, withName);
      const hosts = new Set(events.map(({ host }) => host));
      expected.forEach(({ first, parent }, row) => {
        const found = rows[row];
        expect(found?.proc_key).toBe(rows[first]?.proc_key);
        expect(found?.IsDuplicate).toBe(first !== row);
        if (typeof parent !== 'string') expect(found?.parent_key).toBe(parent === null ? null : rows[parent]?.proc_key);
        else {
          const [host, ...rest] = parent.split('|');
          const key = `${hosts.size > 1 ? `${host}|` : ''}${rest.join('|')}|1970-01-01 00:00:00.000000`;
          expect(found?.parent_key).toBe(key);
        }
      });
      const inferred = rows.slice(events.length);
      expect(inferred.every((row) => row.IsInferred && row.IsRoot && row.level === 1)).toBe(true);
      expect(new Set(inferred.map(({ proc_key: key }) => key)).size).toBe(inferred.length);
    }),
    { numRuns: 1500 },
  );
});

test('every process is in one tree, below its parent, and no path leads back', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const tree = buildProcessTree(tableOf(events), { schema: { ...schema, parentName: 'parent' } });
      const ways = new ProcessTree(tree);
      const { Processes, RootProcesses, LeafProcesses, BranchProcesses, IsolatedProcesses } = ways.summary();
      expect(Processes).toBe(RootProcesses + LeafProcesses + BranchProcesses - IsolatedProcesses);
      expect(ways.inOrder().size).toBe(Processes);
      for (const { proc_key: key, level, IsDuplicate } of tree.toRows()) {
        const above = ways.ancestors(key);
        if (!IsDuplicate) expect(above.size + 1).toBe(level);
        expect(above.cells('proc_key')).not.toContain(key);
      }
    }),
    { numRuns: 300 },
  );
});
