import { defineVerb, gather, inTurns, Table, text, withColumns, type VerbCall } from '@pivotkit/core';
import { z } from 'zod';
import { treeWork, type TreeRow } from './build-tree.ts';
import { summaryColumns, treeColumns } from './columns.ts';
import { ProcessTree } from './process-tree.ts';
import { renderedLines } from './render.ts';
import { customSchema, schemaNames, type ProcessSchema, type SchemaName } from './schema.ts';

const schema = z
  .union([z.enum(schemaNames), customSchema])
  .optional()
  .describe('A known form of events, or which column says what. Default: what fits best.');

/**
 * Relates processes to their parents. Rows: n → c + i: the process creations among them in their order, then one for each
 * parent that is named and not there.
 */
export const treeVerb = defineVerb({
  name: 'process.tree',
  description: 'Relates processes to their parents by name, id and time; parents that are missing are inferred',
  options: z.strictObject({
    schema,
    order: z
      .enum(['input', 'tree'])
      .default('input')
      .describe('`input`: as they came, inferred ones last; `tree`: each process directly before its children'),
  }),
  columns: treeColumns,
  result: 'added-columns',
  examples: [
    "session.from(events).verb('process.tree')",
    "session.from(events).verb('process.tree', { schema: 'sysmon' })",
  ],
  run: (table, options, call: VerbCall) => inTurns(treeWork(table, options, 'process.tree'), call),
});

const relations = ['ancestors', 'descendants', 'children', 'parent', 'siblings', 'root', 'tree', 'process'] as const;

/** Rows: n → those of the processes related to the one named; tree columns are added where the table has none. */
export const relatedVerb = defineVerb({
  name: 'process.related',
  description: 'The ancestors, descendants, siblings or whole tree of one process; all roots or leaves',
  options: z
    .strictObject({
      schema,
      relation: z.enum([...relations, 'roots', 'leaves']).describe('Which processes are wanted'),
      process: z.string().optional().describe('`proc_key` of the process; needed unless roots or leaves are asked for'),
      includeSource: z.boolean().default(false).describe('The process itself too'),
      maxLevels: z.number().int().min(1).optional().describe('Generations of descendants. Default: all.'),
    })
    .refine(({ relation, process }) => process !== undefined || relation === 'roots' || relation === 'leaves', {
      error: 'state `process`, the proc_key of the process asked about',
      path: ['process'],
    }),
  columns: treeColumns,
  result: 'added-columns',
  examples: [
    "session.from(tree).verb('process.related', { relation: 'ancestors', process: 'cmd.exe|0x1f4|2019-01-15 05:15:03.047000' })",
  ],
  run: async (table, { relation, process = '', ...options }, call: VerbCall) => {
    const tree = new ProcessTree(await treeOf(table, options.schema, { call, verb: 'process.related' }));
    switch (relation) {
      case 'roots':
        return tree.roots();
      case 'leaves':
        return tree.leaves();
      case 'process':
        return tree.process(process);
      case 'tree':
        return tree.treeOf(process);
      case 'root':
        return tree.root(process);
      case 'parent':
        return tree.parent(process);
      case 'ancestors':
      case 'descendants':
      case 'children':
      case 'siblings':
        return tree[relation](process, options);
    }
  },
});

/** Rows: n → 1. */
export const summaryVerb = defineVerb({
  name: 'process.summary',
  description: 'How many processes, roots, leaves and levels a process tree has',
  options: z.strictObject({ schema }),
  columns: summaryColumns,
  result: 'new-table',
  examples: ["session.from(events).verb('process.summary')"],
  run: async (table, options, call: VerbCall) => {
    const tree = await treeOf(table, options.schema, { call, verb: 'process.summary' });
    return Table.fromRows([new ProcessTree(tree).summary()], { specs: summaryColumns });
  },
});

export const renderColumns = { ...treeColumns, tree: text('The process as a line of a drawn tree') };

/** Rows: as `process.tree` with `order: 'tree'`, rows that repeat a process left out. */
export const renderVerb = defineVerb({
  name: 'process.render',
  description: 'Draws a process tree: a line for each process, indented by its level',
  options: z.strictObject({
    schema,
    columns: z
      .array(z.string())
      .optional()
      .describe('Columns shown after name, id and time. Default: user and command line.'),
    maxWidth: z.number().int().min(10).max(10_000).default(120).describe('Longest text of a column'),
    ascii: z.boolean().default(false).describe('Draws lines of ASCII'),
    mark: z.array(z.string()).optional().describe('`proc_key` of processes to be marked'),
  }),
  columns: renderColumns,
  result: 'added-columns',
  examples: ["session.from(events).verb('process.render')"],
  run: async (table, options, call: VerbCall) => {
    const tree = await treeOf(table, options.schema, { call, verb: 'process.render' });
    const lines = renderedLines(tree, options);
    const cells = lines.map((line) => line.text);
    return withColumns(
      gather(
        tree,
        Uint32Array.from(lines, ({ row }) => row),
      ),
      {
        tree: { spec: renderColumns.tree, vector: { kind: 'cells', cells } },
      },
      { overwrite: true },
    );
  },
});

interface Asked {
  readonly call: VerbCall;
  readonly verb: string;
}

/** The table itself where it is a tree already. */
async function treeOf(
  table: Table<object>,
  stated: SchemaName | ProcessSchema | undefined,
  { call, verb }: Asked,
): Promise<Table<TreeRow>> {
  return isTree(table) ? table : inTurns(treeWork(table, { schema: stated }, verb), call);
}

const isTree = (table: Table<object>): table is Table<TreeRow> =>
  Object.keys(treeColumns).every((name) => table.hasColumn(name));
