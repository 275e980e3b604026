import { readFileSync } from 'node:fs';
import { ip } from '@pivotkit/plugin-ip';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

pluginSuite({ test }, ip, {
  readme: readFileSync('plugins/ip/README.md', 'utf8'),
  pivots: {
    'ip.scope': {
      known: { IpAddress: ['10.0.0.1', '8.8.8.8', 'fe80::1'] },
      rows: { '10.0.0.1': { scope: 'private', isPublic: false } },
    },
  },
});
