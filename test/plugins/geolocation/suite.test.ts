import { readFileSync } from 'node:fs';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { pluginSuite } from '@pivotkit/testkit';
import { test } from 'vitest';

pluginSuite({ test }, geolocation, {
  readme: readFileSync('plugins/geolocation/README.md', 'utf8'),
  except: { setup: 'geolocation.online and geolocation.distance have tests of their own' },
  config: () => ({ locales: ['de', 'en'] }),
  pivots: {
    geolocation: {
      known: { IpAddress: ['8.8.8.8', '193.0.6.139', '2a00:1450:4001:81b::200e'] },
      rows: { '193.0.6.139': { countryCode: 'NL' } },
    },
  },
});
