import { readFileSync } from 'node:fs';
import { outliers } from '@pivotkit/plugin-outliers';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const hosts = Array.from({ length: 60 }, (_, i) => ({
  host: `h${i}`,
  logons: i === 59 ? 900 : (i * 7) % 11,
  bytes: i === 59 ? 1 : 1_000 + ((i * 13) % 17),
}));

pluginSuite({ test }, outliers, {
  readme: readFileSync('plugins/outliers/README.md', 'utf8'),
  verbs: {
    'outliers.isolationForest': { rows: hosts, options: { columns: ['logons', 'bytes'] }, needs: ['logons', 'bytes'] },
  },
});
