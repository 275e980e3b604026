import { readFileSync } from 'node:fs';
import { spamhaus } from '@pivotkit/plugin-spamhaus';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';
import { listRules } from '../../support/list-rules.ts';

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const about = { type: 'metadata', timestamp: 1_764_000_000 };

pluginSuite({ test }, spamhaus, {
  readme: readFileSync('plugins/spamhaus/README.md', 'utf8'),
  service: () =>
    startSimulator({
      basePath: '/drop',
      routes: [
        {
          path: '/drop_v4.json',
          reply: () => ({
            text: lines(
              { cidr: '8.8.8.0/24', sblid: 'SBL1', rir: 'arin' },
              { cidr: '1.0.0.0/24', sblid: 'SBL2' },
              about,
            ),
          }),
        },
        {
          path: '/asndrop.json',
          reply: () => ({
            text: lines(
              { asn: 15_169, rir: 'arin', domain: 'example.net', cc: 'US', asname: 'EXAMPLE' },
              { asn: 13_335, rir: 'arin' },
              about,
            ),
          }),
        },
        { path: '/drop_v6.json', reply: () => ({ text: lines({ cidr: '2606:4700::/32', sblid: 'SBL3' }, about) }) },
      ],
    }),
  config: ({ baseUrl }) => ({ baseUrl }),
  pivots: {
    'spamhaus.drop': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'] },
      unknown: { IpAddress: ['9.9.9.9'] },
      rows: { '8.8.8.8': { network: '8.8.8.0/24', severity: 'high' } },
    },
    'spamhaus.asndrop': {
      known: { AutonomousSystem: ['AS15169', 'AS13335'] },
      unknown: { AutonomousSystem: ['AS3333'] },
      rows: { AS15169: { name: 'EXAMPLE', domain: 'example.net', country: 'US', registry: 'arin', severity: 'high' } },
    },
  },
  except: listRules,
});
