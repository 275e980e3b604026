import { readFileSync } from 'node:fs';
import { beacon } from '@pivotkit/plugin-beacon';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const flow = (SourceIp: string, seconds: number) => ({
  SourceIp,
  DestinationIp: '203.0.113.9',
  TimeGenerated: new Date(1_767_571_200_000 + 1_000 * seconds),
});
const flows = [
  ...Array.from({ length: 30 }, (_, i) => flow('10.0.0.1', 300 * i)),
  ...Array.from({ length: 9 }, (_, i) => flow('10.0.0.2', (i * 7_919) % 4_001)),
];

pluginSuite({ test }, beacon, {
  readme: readFileSync('plugins/beacon/README.md', 'utf8'),
  verbs: {
    'beacon.detect': { rows: flows, needs: ['SourceIp', 'DestinationIp', 'TimeGenerated'], keepsRows: false },
  },
});
