/**
 * What relating processes to their parents costs, beside the usual nested search on the same rows and the peer's figure.
 * `npx node --expose-gc --conditions=pivotkit-source test/bench/process-tree.ts [largest]`
 */
import { Table } from '@pivotkit/core';
import { buildProcessTree, ProcessTree, renderProcessTree } from '@pivotkit/plugin-process';

const largest = Number(process.argv[2] ?? 1_000_000);
const rounds = 3;

/** Seconds of msticpy 3.0.2, `build_process_tree` of 50,500 rows (Windows): ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peer = { rows: 50_500, seconds: 1.28 };

interface Event {
  readonly TimeGenerated: Date;
  readonly NewProcessName: string;
  readonly NewProcessId: string;
  readonly ProcessId: string;
  readonly ParentProcessName: string;
  readonly Computer: string;
  readonly EventID: number;
}

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A forest with ids used again and, for one in twenty, a parent that is not there. */
function forest(size: number): Table<Event> {
  const next = random(7);
  const names = Array.from({ length: 200 }, (_, i) => `C:\\Windows\\System32\\tool${i}.exe`);
  const rows: Event[] = [];
  for (let i = 0; i < size; i++) {
    const parent = rows[Math.floor(i - 1 - next() * Math.min(i, 500))];
    const isMissing = parent === undefined || next() < 0.05;
    rows.push({
      TimeGenerated: new Date(1_700_000_000_000 + i * 37),
      NewProcessName: names[Math.floor(next() * names.length)] ?? '',
      NewProcessId: `0x${(4 + Math.floor(next() * 16_000) * 4).toString(16)}`,
      ProcessId: isMissing ? `0x${(4 + Math.floor(next() * 16_000) * 4).toString(16)}` : parent.NewProcessId,
      ParentProcessName: isMissing ? (names[Math.floor(next() * names.length)] ?? '') : parent.NewProcessName,
      Computer: 'WS1',
      EventID: 4688,
    });
  }
  return Table.fromRows(rows);
}

/** For each row, all rows before it are looked at: what a first script does. */
function nestedSearch(rows: readonly Event[]): number {
  let found = 0;
  for (let i = 0; i < rows.length; i++) {
    const child = rows[i];
    for (let j = i; j >= 0; j--) {
      const other = rows[j];
      if (other?.NewProcessId !== child?.ProcessId) continue;
      if (other?.NewProcessName.toLowerCase() !== child?.ParentProcessName.toLowerCase()) continue;
      found++;
      break;
    }
  }
  return found;
}

/** Keys, indexes and paths are made when they are read. */
const readTexts = (tree: Table<object>): number =>
  ['proc_key', 'parent_key', 'source_index', 'parent_index', 'path'].reduce((sum, name) => sum + tree.column(name).vector.kind.length, 0); // prettier-ignore

/** Milliseconds of CPU, those of the garbage collector included: what else the machine does falls out. */
function timed(work: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

console.log(`CPU time of the process, best of ${rounds}, Node ${process.version}`);
const sizes = [5_000, peer.rows, 250_000, 1_000_000].filter((size) => size <= largest);
for (const size of sizes) {
  const table = forest(size);
  const ms = timed(() => buildProcessTree(table));
  const perRow = ((ms * 1000) / size).toFixed(2);
  const read = timed(() => readTexts(buildProcessTree(table)));
  console.log(`tree of ${size.toLocaleString('en')} rows: ${ms.toFixed(0)} ms, ${perRow} µs a row; with its texts read ${read.toFixed(0)} ms`); // prettier-ignore
  if (size === peer.rows)
    console.log(
      `  the peer: ${peer.seconds * 1000} ms; ratio ${((peer.seconds * 1000) / ms).toFixed(0)}, with texts ${((peer.seconds * 1000) / read).toFixed(0)}`,
    );
  if (size > peer.rows) continue;
  const rows = table.toRows();
  const nested = timed(() => nestedSearch(rows));
  console.log(`  nested search: ${nested.toFixed(0)} ms; ratio ${(nested / ms).toFixed(1)}`);
  const tree = buildProcessTree(table);
  console.log(`  walking: ${timed(() => new ProcessTree(tree).summary()).toFixed(0)} ms, drawing: ${timed(() => renderProcessTree(tree)).toFixed(0)} ms`); // prettier-ignore
}
