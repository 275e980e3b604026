import {
  defineVerb,
  inTurns,
  numberCells,
  PivotKitError,
  withColumns,
  type Table,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { outlierColumns } from './columns.ts';
import { growForest, matrixOf, scoreRows } from './isolation-forest.ts';
import { quantile } from './quantile.ts';

const options = z.strictObject({
  columns: z
    .array(z.string())
    .nonempty()
    .optional()
    .describe('Columns of numbers that rows are compared by. Default: all of them.'),
  contamination: z
    .union([z.literal('auto'), z.number().positive().max(0.5)])
    .default(0.05)
    .describe('Part of the rows that are outliers, up to 0.5; `auto`: those with a score above 0.5'),
  trees: z.int().positive().max(10_000).default(100).describe('Trees'),
  maxSamples: z
    .number()
    .positive()
    .default(256)
    .describe('Rows that each tree is grown from; below 1: a part of all. Default: 256, or all where there are fewer.'),
  maxFeatures: z.int().positive().optional().describe('Columns that each tree looks at. Default: all.'),
  seed: z.int().default(42).describe('Same seed, same result'),
  missing: z
    .enum(['error', 'skip'])
    .default('error')
    .describe('Rows without a finite number in a column: an error, or without an answer'),
});

/** Score of rows of which none is sooner alone than others; rounding may put equal rows a little above a half. */
const usual = 0.5 + 1e-9;

type Options = z.output<typeof options>;

/**
 * How unlike the others each row is. Rows: n → n, order kept. Fewer than 3 rows cannot be unlike one another: none is an
 * outlier.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_COLUMN_TAKEN
 * @throws TABLE_CELL_INVALID when a cell is no finite number and such rows are not to be skipped.
 * @throws VERB_INPUT_UNFIT when no column holds numbers.
 */
export const isolationForest = defineVerb({
  name: 'outliers.isolationForest',
  description: 'Scores how unlike the others each row is by its numbers (isolation forest)',
  options,
  columns: outlierColumns,
  result: 'added-columns',
  examples: ["session.from(sessions).verb('outliers.isolationForest', { columns: ['logons', 'hosts'] })"],
  run: async (table, given, call: VerbCall) => {
    const names = given.columns ?? numericColumns(table);
    const columns = names.map((name) => numberCells(table, name));
    const kept = finiteRows(columns, table.size);
    if (given.missing === 'error') requireFinite(columns, names, kept);
    const scores = await inTurns(scoresOf(columns, kept, given), call);
    const threshold = given.contamination === 'auto' ? usual : quantile(scores, 1 - given.contamination);
    return withColumns(table, addedColumns(table.size, kept, { scores, threshold }));
  },
});

function numericColumns(table: Table<object>): string[] {
  const names = [...table.columns]
    .filter(([, { type }]) => type === 'number' || type === 'bigint')
    .map(([name]) => name);
  if (names.length > 0) return names;
  throw new PivotKitError('VERB_INPUT_UNFIT', {
    verb: 'outliers.isolationForest',
    problem: 'no column holds numbers',
    suggestion: 'Name `columns` whose texts say numbers, or give them that type when the table is read.',
  });
}

/** Numbers of the rows that have a finite number in each column. */
function finiteRows(columns: readonly Float64Array[], size: number): Uint32Array {
  const kept = new Uint32Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) if (columns.every((column) => Number.isFinite(column[row]))) kept[count++] = row;
  return kept.subarray(0, count);
}

function requireFinite(columns: readonly Float64Array[], names: readonly string[], kept: Uint32Array): void {
  const size = columns[0]?.length ?? 0;
  if (kept.length === size) return;
  const row = kept.findIndex((number, i) => number !== i);
  const first = row === -1 ? kept.length : row;
  const at = columns.findIndex((column) => !Number.isFinite(column[first]));
  const cell = columns[at]?.[first] ?? NaN;
  throw new PivotKitError('TABLE_CELL_INVALID', {
    column: names[at] ?? '',
    row: first,
    where: `row ${first}`,
    value: Number.isNaN(cell) ? 'an empty cell' : String(cell),
    wanted: "a finite number; leave the column out of `columns`, or such rows without a score with `missing: 'skip'`",
  });
}

function* scoresOf(columns: readonly Float64Array[], kept: Uint32Array, given: Options): Work<Float64Array> {
  const matrix = matrixOf(kept.length === columns[0]?.length ? columns : columns.map((column) => pick(column, kept)));
  const { trees, seed, maxSamples: samples, maxFeatures } = given;
  const maxSamples = Math.max(1, samples < 1 ? Math.floor(samples * matrix.rows) : Math.floor(samples));
  const forest = yield* growForest(matrix, {
    trees,
    seed,
    maxSamples,
    ...(maxFeatures !== undefined && { maxFeatures }),
  });
  return yield* scoreRows(forest, matrix);
}

const pick = (column: Float64Array, rows: Uint32Array): Float64Array =>
  new Float64Array(rows.length).map((_, i) => column[rows[i] ?? 0] ?? NaN);

function addedColumns(
  size: number,
  kept: Uint32Array,
  { scores, threshold }: { readonly scores: Float64Array; readonly threshold: number },
) {
  const numbers = new Float64Array(size);
  const nulls = new Uint8Array(size).fill(1);
  const flags = new Uint8Array(size).fill(2);
  kept.forEach((row, i) => {
    const score = scores[i] ?? 0.5;
    numbers[row] = score;
    nulls[row] = 0;
    flags[row] = Number(score > threshold);
  });
  return {
    outlierScore: { spec: outlierColumns.outlierScore, vector: { kind: 'number', numbers, nulls } },
    isOutlier: { spec: outlierColumns.isOutlier, vector: { kind: 'boolean', flags } },
  } as const;
}
