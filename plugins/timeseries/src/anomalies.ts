import {
  defineVerb,
  gather,
  inTurns,
  PivotKitError,
  withColumns,
  vectorOf,
  type Column,
  type Table,
  type VerbCall,
} from '@pivotkit/core';
import { z } from 'zod';
import { anomalyColumns } from './columns.ts';
import { dayMs, duration, durationText } from './duration.ts';
import { fillRules, regularSeries, type Series } from './series.ts';
import { standardScores } from './standard-scores.ts';
import { stl, type StlParts } from './stl.ts';

const oddWindow = z
  .int()
  .min(3)
  .refine((window) => window % 2 === 1, 'must be odd');

const options = z.strictObject({
  timeColumn: z
    .string()
    .optional()
    .describe('Column of times. Default: TimeGenerated, else the first column of times.'),
  dataColumn: z.string().optional().describe('Column of values. Default: the first column of numbers.'),
  interval: duration.optional().describe('Time from one row to the next, such as `1h`. Default: what most rows have.'),
  period: z
    .int()
    .min(2)
    .optional()
    .describe('Rows of one season. Default: those of a day, or of a week where a day has fewer than 4.'),
  seasonal: oddWindow.default(7).describe('Seasons that count for the shape of one, odd'),
  trend: oddWindow
    .optional()
    .describe('Rows that count for the trend, odd. Default: a season and a half and more, see `StlOptions`.'),
  robust: z.boolean().default(false).describe('Outliers count for less in trend and season'),
  jump: z
    .int()
    .positive()
    .optional()
    .describe('Every how many rows the trend is fitted. Default: each, but for long windows over long series.'),
  scoreThreshold: z.number().positive().default(3).describe('Score beyond which a row is too high'),
  scoreThresholdLow: z
    .number()
    .positive()
    .optional()
    .describe('Score, above 0, beyond which a row is too low. Default: that of `scoreThreshold`.'),
  rule: z
    .enum(['residual', 'season'])
    .default('residual')
    .describe(
      '`residual`: too high and too low; `season`: only too high, 1 in a high season and -1 in a low one, as the peer',
    ),
  fill: z.enum(fillRules).default('error').describe('How missing intervals get a value; `error` refuses them'),
});

type Options = z.output<typeof options>;

/**
 * Values that are too high or too low for their time of day or week. Rows: n → n, by time, and one more for each
 * interval that was missing and filled in, with nulls in the columns that are neither time nor value.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE TABLE_CELL_INVALID TABLE_COLUMN_TAKEN
 * @throws VERB_INPUT_UNFIT when times are missing, repeated or not regular, intervals are missing and not to be filled,
 * or there are not more than two periods.
 */
export const anomalies = defineVerb({
  name: 'timeseries.anomalies',
  description: 'Finds values that are too high or too low for their season, by seasonal-trend decomposition (STL)',
  options,
  columns: anomalyColumns,
  result: 'added-columns',
  examples: ["session.from(hourly).verb('timeseries.anomalies', { dataColumn: 'TotalBytesSent' })"],
  run: async (table, given, call: VerbCall) => {
    const series = regularSeries(table, given);
    if (series.values.length === 0) return withColumns(table, emptyColumns());
    const period = given.period ?? periodOf(series.intervalMs);
    requireSeasons(series, period);
    const parts = await inTurns(stl(series.values, stlOptions(given, period)), call);
    if (parts.jump > 1) call.log.warn('the trend was fitted at some rows only', { every: parts.jump });
    return withColumns(rowsOf(table, series), addedColumns(series, parts, given));
  },
});

const stlOptions = ({ seasonal, trend, robust, jump }: Options, period: number) => ({
  period,
  seasonal,
  robust,
  ...(trend !== undefined && { trend }),
  ...(jump !== undefined && { jump }),
});

/** Rows of a day, or of a week where a day has too few to have a shape. */
export function periodOf(intervalMs: number): number {
  const ofDay = dayMs / intervalMs;
  if (ofDay >= 4) return Math.round(ofDay);
  return Math.max(2, Math.round((7 * dayMs) / intervalMs));
}

function requireSeasons({ values, intervalMs }: Series, period: number): void {
  if (values.length > 2 * period) return;
  throw new PivotKitError('VERB_INPUT_UNFIT', {
    verb: 'timeseries.anomalies',
    problem: `${values.length} rows ${durationText(intervalMs)} apart are not more than two periods of ${period}`,
    suggestion: 'Take a longer time range, or state a shorter `period`.',
  });
}

/** The rows by time; where one was missing a row of nulls, with the time and the value that were filled in. */
function rowsOf(table: Table<object>, series: Series): Table<object> {
  const sorted = gather(table, series.rows);
  if (!series.filled.includes(1)) return sorted;
  const { timeColumn, dataColumn } = series;
  const times = completed(sorted, timeColumn, (place) =>
    series.rows[place] === -1 ? new Date(series.times[place] ?? NaN) : undefined,
  );
  const values = completed(sorted, dataColumn, (place) =>
    series.filled[place] === 1 ? series.values[place] : undefined,
  );
  return withColumns(sorted, { [timeColumn]: times, [dataColumn]: values }, { overwrite: true });
}

/** The column with what is to be put in; in a column of texts as a text. */
function completed(table: Table<object>, name: string, put: (place: number) => Date | number | undefined): Column {
  const { spec } = table.column(name);
  const cells = table.cells(name).map((cell, place) => {
    const value = put(place);
    if (value === undefined) return cell;
    return spec.type === 'text' ? asText(value) : value;
  });
  return { spec, vector: vectorOf(spec.type === 'bigint' ? 'any' : spec.type, cells) };
}

const asText = (cell: Date | number): string => (cell instanceof Date ? cell.toISOString() : String(cell));

function addedColumns(series: Series, parts: StlParts, given: Options): Record<keyof typeof anomalyColumns, Column> {
  const { trend, seasonal, residual, weights } = parts;
  const scores = standardScores(residual, series.values);
  const numbers = (name: keyof typeof anomalyColumns, values: Float64Array): Column => ({
    spec: anomalyColumns[name],
    vector: { kind: 'number', numbers: values },
  });
  return {
    residual: numbers('residual', residual),
    trend: numbers('trend', trend),
    seasonal: numbers('seasonal', seasonal),
    weights: numbers('weights', weights),
    baseline: numbers(
      'baseline',
      trend.map((value, i) => value + (seasonal[i] ?? 0)),
    ),
    score: { spec: anomalyColumns.score, vector: scoreVector(scores) },
    anomalies: numbers(
      'anomalies',
      scores.map((score, i) => anomalyOf(score, seasonal[i] ?? 0, given)),
    ),
    filled: { spec: anomalyColumns.filled, vector: { kind: 'boolean', flags: series.filled } },
  };
}

const scoreVector = (scores: Float64Array) =>
  ({
    kind: 'number',
    numbers: scores,
    nulls: new Uint8Array(scores.map((score) => Number(Number.isNaN(score)))),
  }) as const;

function anomalyOf(score: number, season: number, { rule, scoreThreshold, scoreThresholdLow }: Options): number {
  if (rule === 'season') return score > scoreThreshold ? Math.sign(season) : 0;
  if (score > scoreThreshold) return 1;
  return score < -(scoreThresholdLow ?? scoreThreshold) ? -1 : 0;
}

const emptyColumns = (): Record<string, Column> =>
  Object.fromEntries(
    Object.entries(anomalyColumns).map(([name, spec]) => [name, { spec, vector: vectorOf(spec.type, []) }]),
  );
