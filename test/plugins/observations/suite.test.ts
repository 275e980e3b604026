import { readFileSync } from 'node:fs';
import { observations } from '@pivotkit/plugin-observations';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const rows = [
  { address: '8.8.8.8', at: '2026-11-20T08:00:00Z' },
  { address: null, at: null },
  { address: '1.1.1.1', at: '2026-11-20T07:00:00Z' },
];

pluginSuite({ test }, observations, {
  readme: readFileSync('plugins/observations/README.md', 'utf8'),
  verbs: {
    'observations.add': {
      rows,
      options: { caption: '{rows} rows', entityColumns: ['address'], timeColumn: 'at' },
      wrongOptions: { caption: '{row} rows' },
      needs: ['address', 'at'],
    },
    'observations.list': { rows },
  },
});
