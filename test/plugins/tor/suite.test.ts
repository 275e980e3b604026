import { readFileSync } from 'node:fs';
import { tor } from '@pivotkit/plugin-tor';
import { pluginSuite, startSimulator, type SuiteSetup } from '@pivotkit/testkit';
import { test } from 'vitest';
import { listRules } from '../../support/list-rules.ts';

const exits = ['8.8.8.8', '1.0.0.10'];
const block = (address: string): string =>
  `ExitNode AA\nPublished 2026-11-01 10:00:00\nLastStatus 2026-11-01 11:00:00\nExitAddress ${address} 2026-11-01 12:00:00\n`;

const relay = (address: string) => ({
  nickname: 'example',
  fingerprint: 'AA',
  or_addresses: [`${address}:9001`],
  exit_addresses: [address],
  running: true,
  flags: ['Exit', 'Running'],
  first_seen: '2024-01-01 00:00:00',
  last_seen: '2026-10-09 00:00:00',
  country: 'no',
  as: 'AS64500',
  as_name: 'Example',
});

const setup: SuiteSetup = {
  readme: readFileSync('plugins/tor/README.md', 'utf8'),
  service: () =>
    startSimulator({
      routes: [
        { path: '/exit-addresses', reply: () => ({ text: exits.map(block).join('') }) },
        {
          path: '/details',
          reply: ({ query: { search = '' } }) => ({
            json: { version: '8.0', relays: exits.includes(search) ? [relay(search)] : [] },
          }),
        },
      ],
    }),
  config: ({ baseUrl }) => ({ listUrl: baseUrl, onionooUrl: baseUrl }),
};

const asked = { known: { IpAddress: exits }, unknown: { IpAddress: ['9.9.9.9'] } };
const [exit, relays] = tor.pivots;

pluginSuite({ test }, { ...tor, pivots: [exit] }, { ...setup, pivots: { 'tor.exit': asked }, except: listRules });
pluginSuite(
  { test },
  { ...tor, pivots: [relays] },
  {
    ...setup,
    pivots: { 'tor.relay': { ...asked, rows: { '8.8.8.8': { fingerprint: 'AA', isExit: true, asn: 64_500 } } } },
    except: { 'service-check': 'the check fetches the list, which tor.exit searches' },
  },
);
