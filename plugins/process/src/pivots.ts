import {
  definePivot,
  found,
  notFound,
  number,
  text,
  time,
  boolean,
  type Call,
  type Cell,
  type LookupResult,
  type RowInput,
  type Table,
} from '@pivotkit/core';
import { Host, Process } from '@pivotkit/entities';
import { z } from 'zod';
import { textOf } from './codes.ts';
import type { KnownTree, KnownTrees } from './known-trees.ts';
import { ticksOf, ticksPerMs } from './ticks.ts';

const notSaid = { nullWhen: 'the table does not say' } as const;

export const relativeColumns = {
  processTable: text('Name of the configured table'),
  processKey: text('`proc_key` of the process in it'),
  parentKey: text('`proc_key` of its parent', { nullWhen: 'no parent is known' }),
  distance: number('Generations from the process asked about: -1 parent, 0 itself or a sibling, 1 child', {
    unit: 'generations',
  }),
  level: number('Generations from the root, the root being 1', { unit: 'generations', range: [1, 1e9] }),
  imagePath: text('Image of the process', notSaid),
  processId: text('Its id, as the table writes it', notSaid),
  commandLine: text('Its command line', notSaid),
  userName: text('Who ran it', notSaid),
  hostName: text('Where it ran', notSaid),
  createdAt: time('When it was created', notSaid),
  isInferred: boolean('Whether only other processes tell of it'),
};

type Row = RowInput<typeof relativeColumns>;

const options = z.strictObject({
  maxProcesses: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Processes at most for each input; a note says when there are more'),
});
type Options = z.output<typeof options>;
type ProcessCall<O = Options> = Call<O, KnownTrees>;

const shared = {
  rowsPerInput: 'many',
  columns: relativeColumns,
  sharing: { reaches: 'nobody' },
  unavailable: ({ trees }: KnownTrees): string | undefined =>
    trees.length === 0 ? 'it has no tables: give the setting process.tables, with name and path of each' : undefined,
} as const;

/** Rows: n → m, from the root down; a row whose process is in no table stays once in a left join. */
export const ancestorsPivot = definePivot({
  ...shared,
  name: 'process.ancestors',
  description: 'The processes above a process, in tables of process events at hand',
  from: [Process],
  options,
  examples: ["Process.process.ancestors(processes, { column: 'CommandLine' })"],
  lookup: (processes, call: ProcessCall) =>
    processes.map((process) => answer(call, ({ tree }, row) => tree.ancestorRows(row), process)),
});

/** Rows: n → m, each process before its own children. */
export const descendantsPivot = definePivot({
  ...shared,
  name: 'process.descendants',
  description: 'The processes below a process, in tables of process events at hand',
  from: [Process],
  options: options.extend({
    maxLevels: z.number().int().min(1).optional().describe('Generations. Default: all.'),
  }),
  examples: ["Process.process.descendants(processes, { column: 'CommandLine', maxLevels: 2 })"],
  lookup: (processes, call: ProcessCall<Options & { readonly maxLevels?: number | undefined }>) => {
    const { maxLevels = Infinity, maxProcesses } = call.options;
    const below: Relatives = ({ tree }, row) => tree.descendantRows(row, maxLevels, maxProcesses + 2).slice(1);
    return processes.map((process) => answer(call, below, process));
  },
});

/** Rows: n → m: the other children of its parent. */
export const siblingsPivot = definePivot({
  ...shared,
  name: 'process.siblings',
  description: 'The processes with the same parent, in tables of process events at hand',
  from: [Process],
  options,
  examples: ["Process.process.siblings(processes, { column: 'CommandLine' })"],
  lookup: (processes, call: ProcessCall) =>
    processes.map((process) => answer(call, ({ tree }, row) => tree.siblingRows(row), process)),
});

/** Rows: n → m: the whole tree around a process; all trees of a host. Each process before its own children. */
export const treePivot = definePivot({
  ...shared,
  name: 'process.tree',
  description: 'The whole tree in which a process is, or all processes of a host, in tables of process events at hand',
  from: [Process, Host],
  options,
  examples: ["Host.process.tree('workstation5')"],
  lookup: (inputs, call: ProcessCall) => {
    const { maxProcesses } = call.options;
    return inputs.map((input) => {
      if (input instanceof Process)
        return answer(
          call,
          ({ tree }, row) => tree.descendantRows(tree.rootRow(row), Infinity, maxProcesses + 1),
          input,
        );
      return result(
        call,
        call.state.trees.flatMap((known) =>
          known
            .rootsOf(input)
            .flatMap((root) =>
              known.tree.descendantRows(root, Infinity, maxProcesses + 1).map((row) => ({ known, row, from: root })),
            ),
        ),
      );
    });
  },
});

type Relatives = (known: KnownTree, row: number) => readonly number[];

interface Relative {
  readonly known: KnownTree;
  readonly row: number;
  /** The row of the process asked about. */
  readonly from: number;
}

function answer(call: ProcessCall, relatives: Relatives, process: Process): LookupResult<Row> {
  call.signal.throwIfAborted();
  const sources = call.state.trees.flatMap((known) => known.rowsOf(process).map((from) => ({ known, from })));
  if (sources.length === 0) return notFound('the process is in none of the tables');
  return result(
    call,
    sources.flatMap(({ known, from }) => relatives(known, from).map((row) => ({ known, row, from }))),
  );
}

function result({ options: { maxProcesses } }: ProcessCall, relatives: readonly Relative[]): LookupResult<Row> {
  const rows = relatives.slice(0, maxProcesses).map(rowOf);
  if (rows.length === 0) return notFound();
  if (relatives.length <= maxProcesses) return found(rows);
  return { status: 'found', rows, note: `there are more than ${maxProcesses} processes; the rest is left out` };
}

function rowOf({ known, row, from }: Relative): Row {
  const { tree, schema, name } = known;
  const { table } = tree;
  const read = (column: string | undefined): Cell => (column === undefined ? null : cellAt(table, row, column));
  const ticks = ticksOf(read(schema.timeStamp));
  return {
    processTable: name,
    processKey: table.cell(row, 'proc_key'),
    parentKey: table.cell(row, 'parent_key'),
    distance: table.cell(row, 'level') - table.cell(from, 'level'),
    level: table.cell(row, 'level'),
    imagePath: textOf(read(schema.processName)) ?? null,
    processId: textOf(read(schema.processId)) ?? null,
    commandLine: textOf(read(schema.cmdLine)) ?? null,
    userName: textOf(read(schema.userName)) ?? null,
    hostName: textOf(read(schema.hostNameColumn)) ?? null,
    createdAt: Number.isNaN(ticks) ? null : new Date(Math.floor(ticks / ticksPerMs)),
    isInferred: table.cell(row, 'IsInferred'),
  };
}

const cellAt = (table: Table<object>, row: number, column: string): Cell => table.cell(row, column);
