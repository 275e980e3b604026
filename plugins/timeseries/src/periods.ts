import { defineVerb, numberCells, PivotKitError, Table, timeCells, type RowOf } from '@pivotkit/core';
import { z } from 'zod';
import { periodColumns } from './columns.ts';
import { dayMs, duration, hourMs } from './duration.ts';
import { timeFilter, type Span } from './time-filter.ts';

const options = z.strictObject({
  timeColumn: z.string().default('TimeGenerated').describe('Column of times'),
  period: duration
    .default(hourMs)
    .describe('Length of a bin: anomalies of a bin are one, a period begins one bin before and ends one behind'),
  anomaliesColumn: z
    .string()
    .default('anomalies')
    .describe('Column that is above 0 where a row is too high, below where too low'),
  posOnly: z.boolean().default(false).describe('Leaves out rows that are too low'),
  queryTimeColumn: z
    .string()
    .optional()
    .describe('Name of the column of times in the queries. Default: `_time` in SPL, else that of `timeColumn`.'),
});

/** Anomalies that are near one another in time. */
interface Period extends Span {
  /** Begin of its last bin. */
  readonly lastBinMs: number;
  readonly count: number;
  readonly high: boolean;
  readonly low: boolean;
}

/**
 * The times in which anomalies fall, and conditions to query them by. Rows: n → one for each period, by time; anomalies
 * up to two bins apart are of one period.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_CELL_INVALID
 * @throws VERB_INPUT_UNFIT when an anomaly has no time.
 */
export const periods = defineVerb({
  name: 'timeseries.periods',
  description: 'Periods in which anomalies fall, with conditions for queries in KQL, SPL and SQL',
  options,
  columns: periodColumns,
  result: 'new-table',
  examples: ["session.from(hourly).verb('timeseries.anomalies', {}).verb('timeseries.periods', {})"],
  run: (table, given) => {
    const { timeColumn, queryTimeColumn, period } = given;
    const found = periodsOf(anomaliesIn(table, given), period);
    const name = queryTimeColumn ?? timeColumn;
    const row = (one: Period): RowOf<typeof periodColumns> => ({
      StartTime: new Date(one.startMs),
      EndTime: new Date(one.endMs),
      AnomalyCount: one.count,
      Direction: one.high && one.low ? 'both' : one.high ? 'high' : 'low',
      Kql: timeFilter([one], { language: 'kql', timeColumn: name }),
      Spl: timeFilter([one], { language: 'spl', timeColumn: queryTimeColumn ?? '_time' }),
      Sql: timeFilter([one], { language: 'sql', timeColumn: name }),
    });
    return Table.fromRows(found.map(row), { specs: periodColumns });
  },
});

interface Anomaly {
  readonly time: number;
  readonly high: boolean;
}

function anomaliesIn(table: Table<object>, given: z.output<typeof options>): Anomaly[] {
  const times = timeCells(table, given.timeColumn);
  const signs = numberCells(table, given.anomaliesColumn);
  const found: Anomaly[] = [];
  signs.forEach((sign, row) => {
    if (!(sign > 0 || (sign < 0 && !given.posOnly))) return;
    const time = times[row] ?? NaN;
    if (Number.isNaN(time))
      throw new PivotKitError('VERB_INPUT_UNFIT', {
        verb: 'timeseries.periods',
        problem: `row ${row} is an anomaly without a time`,
        suggestion: 'Filter such rows out first.',
      });
    found.push({ time, high: sign > 0 });
  });
  return found.toSorted((left, right) => left.time - right.time);
}

/** No calendar goes further: ECMAScript's Date, 275760-09-13. */
const lastInstantMs = 8.64e15;

/** Bins begin at midnight (UTC) of the first day, so that bins of hours and days are those of the clock. */
function periodsOf(anomalies: readonly Anomaly[], binMs: number): Period[] {
  const midnight = Math.floor((anomalies[0]?.time ?? 0) / dayMs) * dayMs;
  const found: Period[] = [];
  for (const { time, high } of anomalies) {
    const bin = midnight + Math.floor((time - midnight) / binMs) * binMs;
    const last = found.at(-1);
    const goesOn = last !== undefined && bin - last.lastBinMs <= 2 * binMs;
    const begun = goesOn ? last : { startMs: Math.max(bin - binMs, -lastInstantMs), count: 0, high: false, low: false };
    if (goesOn) found.pop();
    found.push({
      ...begun,
      lastBinMs: bin,
      endMs: Math.min(bin + binMs, lastInstantMs),
      count: begun.count + 1,
      high: begun.high || high,
      low: begun.low || !high,
    });
  }
  return found;
}
