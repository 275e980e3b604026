import { readFileSync } from 'node:fs';
import { timeseries } from '@pivotkit/plugin-timeseries';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const hours = Array.from({ length: 96 }, (_, i) => ({
  TimeGenerated: new Date(1_767_571_200_000 + i * 3_600_000),
  value: 100 + 30 * Math.sin((2 * Math.PI * i) / 24) + ((i * 7_919) % 11) + (i === 50 ? 500 : 0),
}));
const marked = hours.map((row, i) => ({ ...row, anomalies: i === 50 ? 1 : 0 }));

pluginSuite({ test }, timeseries, {
  readme: readFileSync('plugins/timeseries/README.md', 'utf8'),
  verbs: {
    'timeseries.anomalies': { rows: hours, needs: ['TimeGenerated', 'value'] },
    'timeseries.periods': { rows: marked, needs: ['anomalies', 'TimeGenerated'], keepsRows: false },
    'timeseries.summarize': { rows: hours, options: { interval: '6h' }, needs: ['TimeGenerated'], keepsRows: false },
  },
});
