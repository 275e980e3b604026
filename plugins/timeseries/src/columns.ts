import { boolean, number, text, time } from '@pivotkit/core';

/** Columns of `timeseries.anomalies`. */
export const anomalyColumns = {
  residual: number('What is neither trend nor season', { unit: 'as the values' }),
  trend: number('The slow part', { unit: 'as the values' }),
  seasonal: number('The part that comes back every period', { unit: 'as the values' }),
  weights: number('How much the row counted for trend and season; 1 without `robust`', { range: [0, 1] }),
  baseline: number('What was to be expected: trend + seasonal', { unit: 'as the values' }),
  score: number('Residual less the mean residual, in standard deviations', {
    unit: 'standard deviations',
    nullWhen: 'all residuals are equal',
  }),
  anomalies: number('1 is too high, -1 too low, 0 neither', { range: [-1, 1] }),
  filled: boolean('Whether the value was missing and filled in'),
};

/** Columns of `timeseries.periods`. */
export const periodColumns = {
  StartTime: time('First anomaly less one bin'),
  EndTime: time('Last anomaly and one bin'),
  AnomalyCount: number('Anomalies in the period', { unit: 'rows' }),
  Direction: text('high, low or both'),
  Kql: text('Condition for queries in KQL'),
  Spl: text('Condition for searches in SPL'),
  Sql: text('Condition for queries in SQL'),
};

/** Columns of `timeseries.summarize`. */
export const summaryColumns = {
  TimeGenerated: time('Begin of the interval, which it includes'),
  value: number('What the rows of the interval come to', {
    unit: 'as the values',
    nullWhen: 'no row of the interval has a number',
  }),
  rows: number('Rows in the interval', { unit: 'rows' }),
};
