import { pluginSuite } from '@pivotkit/testkit';
import { ip } from '@pivotkit/plugin-ip';
import { test } from 'vitest';

pluginSuite({ test }, ip, {
  pivots: {
    'ip.scope': { known: { IpAddress: ['8.8.8.8', '2001:4860:4860::8888'] }, rows: { '8.8.8.8': { scope: 'public' } } },
  },
});
