import {
  defineVerb,
  inTurns,
  numberCells,
  PivotKitError,
  Table,
  timeCells,
  type VerbCall,
  type Work,
} from '@pivotkit/core';
import { z } from 'zod';
import { summaryColumns } from './columns.ts';
import { duration, durationText, hourMs } from './duration.ts';

const aggregates = ['count', 'sum', 'mean', 'min', 'max'] as const;
type Aggregate = (typeof aggregates)[number];

const options = z
  .strictObject({
    timeColumn: z.string().default('TimeGenerated').describe('Column of times'),
    interval: duration
      .default(hourMs)
      .describe('Length of the intervals; they begin at whole ones since 1970 UTC, weeks on Thursdays'),
    dataColumn: z.string().optional().describe('Column of the numbers that are put together; not needed to count'),
    aggregate: z
      .enum(aggregates)
      .optional()
      .describe('What the numbers of an interval come to. Default: `sum` of a `dataColumn`, else `count`.'),
  })
  .refine(({ aggregate = 'count', dataColumn }) => aggregate === 'count' || dataColumn !== undefined, {
    message: 'needs a `dataColumn`',
    path: ['aggregate'],
  });

/** More intervals than this are a mistake in a time or an interval. */
const mostIntervals = 20_000_000;

/** What the rows of each interval come to. */
interface Bins {
  readonly start: number;
  readonly rows: Float64Array;
  readonly numbers: Float64Array;
  readonly values: Float64Array;
}

/**
 * Events by interval, for `timeseries.anomalies`. Rows: n → one for each interval from the first event to the last, empty
 * ones too: 0 for count and sum, null for the others. Rows without a time count for nothing, and are told in the log.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_CELL_INVALID
 * @throws VERB_INPUT_UNFIT when there would be more than 20 million intervals.
 */
export const summarize = defineVerb({
  name: 'timeseries.summarize',
  description: 'Counts or adds up events by interval, intervals without any event too',
  options,
  columns: summaryColumns,
  result: 'new-table',
  examples: ["session.from(logons).verb('timeseries.summarize', { interval: '1h' })"],
  run: async (table, { timeColumn, dataColumn, interval, aggregate: given }, call: VerbCall) => {
    const aggregate = given ?? (dataColumn === undefined ? 'count' : 'sum');
    const times = timeCells(table, timeColumn);
    const numbers = dataColumn === undefined ? undefined : numberCells(table, dataColumn);
    const untimed = times.reduce((count, time) => count + Number(Number.isNaN(time)), 0);
    if (untimed > 0) call.log.warn('rows without a time count for nothing', { rows: untimed, column: timeColumn });
    const bins = await inTurns(binned(times, numbers, { interval, aggregate }), call);
    return summaryOf(bins, interval, aggregate);
  },
});

function* binned(
  times: Float64Array,
  numbers: Float64Array | undefined,
  { interval, aggregate }: { readonly interval: number; readonly aggregate: Aggregate },
): Work<Bins> {
  const binOf = (time: number): number => Math.floor(time / interval);
  const [first, last] = ends(times);
  const size = last < first ? 0 : binOf(last) - binOf(first) + 1;
  if (size > mostIntervals) throw tooMany(size, interval);
  const start = size === 0 ? 0 : binOf(first);
  const bins = { start, rows: new Float64Array(size), numbers: new Float64Array(size), values: new Float64Array(size) };
  for (let row = 0; row < times.length; row++) {
    if (row % 65_536 === 65_535) yield [row, times.length];
    const time = times[row] ?? NaN;
    if (Number.isNaN(time)) continue;
    const bin = binOf(time) - start;
    bins.rows[bin] = (bins.rows[bin] ?? 0) + 1;
    const number = numbers?.[row] ?? NaN;
    if (Number.isNaN(number)) continue;
    bins.values[bin] = bins.numbers[bin] === 0 ? number : combined(aggregate, bins.values[bin] ?? 0, number);
    bins.numbers[bin] = (bins.numbers[bin] ?? 0) + 1;
  }
  return bins;
}

function ends(times: Float64Array): [first: number, last: number] {
  let [first, last] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}

function combined(aggregate: Aggregate, value: number, number: number): number {
  if (aggregate === 'min') return Math.min(value, number);
  return aggregate === 'max' ? Math.max(value, number) : value + number;
}

function tooMany(size: number, interval: number): PivotKitError {
  const problem = `from first to last time there are ${size} intervals of ${durationText(interval)}`;
  return new PivotKitError('VERB_INPUT_UNFIT', {
    verb: 'timeseries.summarize',
    problem,
    suggestion: 'State a longer `interval`, or look for a wrong time.',
  });
}

function summaryOf({ start, rows, numbers, values }: Bins, interval: number, aggregate: Aggregate): Table<object> {
  const isEmpty =
    aggregate === 'count' || aggregate === 'sum' ? () => 0 : (_: number, bin: number) => Number(numbers[bin] === 0);
  const result = values.map((value, bin) => {
    if (aggregate === 'count') return rows[bin] ?? 0;
    return aggregate === 'mean' ? value / (numbers[bin] ?? 1) : value;
  });
  const nulls = new Uint8Array(rows.map(isEmpty));
  return Table.of([
    [
      'TimeGenerated',
      {
        spec: summaryColumns.TimeGenerated,
        vector: { kind: 'time', times: rows.map((_, bin) => (start + bin) * interval) },
      },
    ],
    ['value', { spec: summaryColumns.value, vector: { kind: 'number', numbers: result, nulls } }],
    ['rows', { spec: summaryColumns.rows, vector: { kind: 'number', numbers: rows } }],
  ]);
}
