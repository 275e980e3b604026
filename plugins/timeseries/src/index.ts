import { definePlugin } from '@pivotkit/core';
import { anomalies } from './anomalies.ts';
import { periods } from './periods.ts';
import { summarize } from './summarize.ts';

export { decompose, type StlOptions, type StlParts } from './stl.ts';
export { timeFilter, type QueryLanguage, type Span } from './time-filter.ts';

export const timeseries = definePlugin({
  name: 'timeseries',
  version: '0.1.0',
  description: 'Finds what is unusual for its time: seasonal-trend decomposition, anomalies and their periods',
  verbs: [anomalies, periods, summarize],
});
