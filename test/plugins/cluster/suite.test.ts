import { readFileSync } from 'node:fs';
import { cluster } from '@pivotkit/plugin-cluster';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const events = Array.from({ length: 12 }, (_, i) => ({
  NewProcessName: i === 11 ? 'C:\\odd\\x.exe' : 'C:\\Windows\\System32\\svchost.exe',
  CommandLine: i === 11 ? 'x.exe -enc AAAA==' : 'svchost.exe -k netsvcs',
  SubjectLogonId: i === 11 ? '0x1f' : '0x3e7',
  TimeGenerated: new Date(1_767_225_600_000 + i * 60_000),
  n: i % 3,
}));

pluginSuite({ test }, cluster, {
  readme: readFileSync('plugins/cluster/README.md', 'utf8'),
  verbs: {
    'cluster.features': { rows: events },
    'cluster.textFeatures': { rows: events, options: { column: 'CommandLine' }, needs: ['CommandLine'] },
    'cluster.dbscan': { rows: events, options: { clusterColumns: ['n'] }, needs: ['n'], keepsRows: false },
    'cluster.rareSessions': {
      rows: events,
      options: { clusterColumns: ['n'], sessionColumns: ['SubjectLogonId'] },
      keepsRows: false,
    },
  },
});
