import { readFileSync } from 'node:fs';
import { alerts } from '@pivotkit/plugin-alerts';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

const host = (name: string): string => JSON.stringify([{ HostName: name, Type: 'host' }]);
const rows = [
  { SystemAlertId: 'a', AlertName: 'one', StartTimeUtc: '2026-11-20T08:00:00Z', Entities: host('srv7') },
  { SystemAlertId: 'b', AlertName: 'two', StartTimeUtc: '2026-11-20T09:00:00Z', Entities: host('SRV7') },
  { SystemAlertId: 'c', AlertName: 'three', StartTimeUtc: null, Entities: null },
];

pluginSuite({ test }, alerts, {
  readme: readFileSync('plugins/alerts/README.md', 'utf8'),
  verbs: {
    'alerts.related': { rows, options: {}, wrongOptions: { mostAlerts: 0 }, needs: [] },
    'alerts.entities': { rows, options: {}, needs: [] },
  },
});
