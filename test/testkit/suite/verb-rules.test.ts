import { definePlugin, defineVerb, number, PivotKitError, Table, type Plugin } from '@pivotkit/core';
import { checksOf, pluginSuite, type SuiteSetup } from '@pivotkit/testkit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

type Run = (table: Table<object>, options: { readonly column: string }) => Table<object>;

const doubled: Run = (table, { column }) => {
  const { type } = table.column(column).spec;
  const rows = table.toRows().map((row) => ({ ...row, twice: Number(Reflect.get(row, column) ?? 0) * 2 }));
  return Table.fromRows(rows, { types: { [column]: type, twice: 'number' } });
};

const double = (run: Run, options: z.ZodType<{ column: string }> = z.strictObject({ column: z.string() })): Plugin =>
  definePlugin({
    name: 'double',
    version: '1.0.0',
    description: 'Doubles numbers',
    verbs: [
      defineVerb({
        name: 'double',
        description: 'Twice a number',
        options,
        columns: { twice: number('Twice the number', { unit: 'as the column' }) },
        result: 'added-columns',
        run,
      }),
    ],
  });

const setup: SuiteSetup = {
  verbs: {
    double: {
      rows: [
        { n: 1, tags: ['b', 'a'] },
        { n: 2, tags: [] },
      ],
      options: { column: 'n' },
      needs: ['n'],
    },
  },
};

describe('a good verb keeps every rule', () => {
  pluginSuite({ test }, double(doubled), setup);
});

let calls = 0;

test.each<[fault: string, rules: string[], plugin: Plugin]>([
  ['drops rows', ['verb-rows'], double((table, options) => doubled(table, options).slice(0, 1))],
  [
    'changes the order of rows',
    ['verb-rows'],
    double((table, options) => doubled(table, options).sort({ column: 'n', descending: true })),
  ],
  [
    'sorts a list of its input in place',
    ['verb-input'],
    double((table, options) => {
      for (const row of table.toRows()) (Reflect.get(row, 'tags') as string[] | null)?.sort();
      return doubled(table, options);
    }),
  ],
  [
    'fails where there are no rows',
    ['verb-edges'],
    double((table, options) => {
      void (table.toRows()[0] as { readonly n: unknown }).n;
      return doubled(table, options);
    }),
  ],
  [
    'fails without words where a column is missing',
    ['verb-columns'],
    double((table, options) => {
      const column = table.columns.get(options.column) as unknown as { type: string };
      void column.type;
      return doubled(table, options);
    }),
  ],
  ['takes options that nobody knows', ['verb-options'], double(doubled, z.object({ column: z.string() }))],
  [
    'gives other rows each time',
    ['verb-works'],
    double((table, options) => {
      calls += 1;
      const rows = doubled(table, options).toRows();
      return Table.fromRows(rows.map((row) => ({ ...row, twice: calls })));
    }),
  ],
  ['gives no column of its own', ['verb-works'], double((table) => table)],
  [
    'throws what is no error of ours',
    ['verb-edges'],
    double((table, options) => {
      if (table.size === 0) throw new PivotKitError('INTERNAL');
      return doubled(table, options);
    }),
  ],
])('a verb that %s is found', async (_, rules, plugin) => {
  const checks = checksOf(plugin, setup).filter(({ rule }) => rules.includes(rule));
  const violations = (await Promise.all(checks.map((check) => check.run()))).flat();
  expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(rules));
});
