import { numberCells, PivotKitError, timeCells, type Table } from '@pivotkit/core';
import { dayMs, durationText } from './duration.ts';

/** How missing intervals get a value: not at all, 0, on the line between their neighbours, or that of the one before. */
export const fillRules = ['error', 'zero', 'linear', 'previous'] as const;
export type FillRule = (typeof fillRules)[number];

export interface SeriesOptions {
  readonly timeColumn?: string | undefined;
  readonly dataColumn?: string | undefined;
  /** Milliseconds from one row to the next; undefined: found. */
  readonly interval?: number | undefined;
  readonly fill: FillRule;
}

/** Rows of a table as a series of regular intervals. */
export interface Series {
  readonly timeColumn: string;
  readonly dataColumn: string;
  readonly intervalMs: number;
  /** Row of the table that each interval is from, -1 for none. */
  readonly rows: Int32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** 1 where the value was filled in. */
  readonly filled: Uint8Array;
}

/** More intervals than this are a mistake in a time or an interval. */
const mostIntervals = 20_000_000;

const unfit = (problem: string, suggestion: string): PivotKitError =>
  new PivotKitError('VERB_INPUT_UNFIT', { verb: 'timeseries.anomalies', problem, suggestion });

/**
 * The rows in the order of their times, each interval once.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_CELL_INVALID
 * @throws VERB_INPUT_UNFIT when a time is missing or there twice, when times are not regular, or intervals are missing
 * and not to be filled.
 */
export function regularSeries(table: Table<object>, options: SeriesOptions): Series {
  const timeColumn = options.timeColumn ?? timeColumnOf(table);
  const dataColumn = options.dataColumn ?? dataColumnOf(table, timeColumn);
  const times = timeCells(table, timeColumn);
  const values = numberCells(table, dataColumn);
  const order = byTime(times);
  requireTimes(times, order);
  const intervalMs = options.interval ?? intervalOf(times, order);
  const start = times[order[0] ?? 0] ?? 0;
  const places = placesOf(times, order, { start, intervalMs });
  const length = order.length === 0 ? 0 : (places[order.length - 1] ?? 0) + 1;
  if (length > mostIntervals)
    throw unfit(
      `from first to last time there are ${length} intervals of ${durationText(intervalMs)}`,
      'State a longer `interval`.',
    );
  const rows = new Int32Array(length).fill(-1);
  order.forEach((row, i) => (rows[places[i] ?? 0] = row));
  const gathered = Float64Array.from(rows).map((row) => values[row] ?? NaN);
  const filled = new Uint8Array(gathered.map((value) => (Number.isFinite(value) ? 0 : 1)));
  const filler = filledBy(
    gathered,
    options.fill,
    (place) => `${dataColumn} at ${new Date(start + place * intervalMs).toISOString()}`,
  );
  const timesOfPlaces = new Float64Array(length).map((_, place) => start + place * intervalMs);
  return { timeColumn, dataColumn, intervalMs, rows, times: timesOfPlaces, values: filler, filled };
}

function timeColumnOf(table: Table<object>): string {
  const [typed] = [...table.columns].find(([, { type }]) => type === 'time') ?? ['TimeGenerated'];
  return table.hasColumn('TimeGenerated') ? 'TimeGenerated' : typed;
}

/** As the peer has it: the first column beside that of the times. */
function dataColumnOf(table: Table<object>, timeColumn: string): string {
  const others = [...table.columns].filter(([name]) => name !== timeColumn);
  const numeric = others.find(([, { type }]) => type === 'number' || type === 'bigint');
  return (numeric ?? others[0])?.[0] ?? 'value';
}

function byTime(times: Float64Array): Uint32Array {
  const order = new Uint32Array(times.length).map((_, row) => row);
  for (let i = 1; i < order.length; i++)
    if (!((times[i - 1] ?? 0) <= (times[i] ?? 0)))
      return order.sort((left, right) => (times[left] ?? 0) - (times[right] ?? 0));
  return order;
}

function requireTimes(times: Float64Array, order: Uint32Array): void {
  const gap = times.findIndex((time) => Number.isNaN(time));
  if (gap !== -1) throw unfit(`row ${gap} has no time`, 'Filter such rows out first.');
  for (let i = 1; i < order.length; i++) {
    if (times[order[i] ?? 0] !== times[order[i - 1] ?? 0]) continue;
    const at = new Date(times[order[i] ?? 0] ?? 0).toISOString();
    throw unfit(
      `rows ${order[i - 1]} and ${order[i]} both are of ${at}`,
      'Make one row of each interval first, with timeseries.summarize.',
    );
  }
}

/** The difference that most rows have to the next; the smallest of several. */
function intervalOf(times: Float64Array, order: Uint32Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < order.length; i++) {
    const step = (times[order[i] ?? 0] ?? 0) - (times[order[i - 1] ?? 0] ?? 0);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [interval] = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || a - b)[0] ?? [dayMs];
  return interval;
}

/** Number of the interval that each row, in order, is of. */
function placesOf(
  times: Float64Array,
  order: Uint32Array,
  { start, intervalMs }: { readonly start: number; readonly intervalMs: number },
): Float64Array {
  return new Float64Array(order.length).map((_, i) => {
    const row = order[i] ?? 0;
    const place = ((times[row] ?? 0) - start) / intervalMs;
    if (Number.isInteger(place)) return place;
    throw unfit(
      `row ${row} (${new Date(times[row] ?? 0).toISOString()}) is no whole number of intervals of ${durationText(intervalMs)} after the first`,
      'Make intervals of the events with timeseries.summarize, or state the `interval`.',
    );
  });
}

function filledBy(values: Float64Array, fill: FillRule, at: (place: number) => string): Float64Array {
  const missing = values.findIndex((value) => !Number.isFinite(value));
  if (missing === -1) return values;
  if (fill === 'error')
    throw unfit(
      `${values.reduce((count, value) => count + Number(!Number.isFinite(value)), 0)} intervals have no finite number, the first ${at(missing)}`,
      `Say how to fill them, with fill: 'zero' (nothing happened), 'linear' or 'previous'.`,
    );
  const present = values.findIndex((value) => Number.isFinite(value));
  if (present === -1) throw unfit('no row has a finite number', 'Check the name of the `dataColumn`.');
  return fill === 'zero'
    ? values.map((value) => (Number.isFinite(value) ? value : 0))
    : carriedOn(values, present, fill);
}

/** Values carried on from their neighbours; before the first there is only the first, behind the last only the last. */
function carriedOn(values: Float64Array, present: number, fill: 'linear' | 'previous'): Float64Array {
  const filled = values.slice();
  filled.fill(values[present] ?? 0, 0, present);
  let last = present;
  for (let i = present + 1; i < filled.length; i++) {
    if (!Number.isFinite(filled[i])) continue;
    const from = filled[last] ?? 0;
    const step = fill === 'linear' ? ((filled[i] ?? 0) - from) / (i - last) : 0;
    for (let j = last + 1; j < i; j++) filled[j] = from + step * (j - last);
    last = i;
  }
  filled.fill(filled[last] ?? 0, last + 1);
  return filled;
}
