import { readFileSync } from 'node:fs';
import { whois } from '@pivotkit/plugin-whois';
import { pluginSuite } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';
import { startTcpServer } from '../../support/tcp-server.ts';

const registration = (name: string): string =>
  `Domain Name: ${name}\r\nRegistrar: Example Registrar Inc.\r\nCreation Date: 1995-08-14T04:00:00Z\r\n`;

/** What the registry answers on port 43; session.test.ts has RDAP. */
const answers: Readonly<Record<string, string>> = {
  'example.com': registration('EXAMPLE.COM'),
  'example.net': registration('EXAMPLE.NET'),
  '8.8.8.8': 'inetnum: 8.8.8.0 - 8.8.8.255\nnetname: LVLT-GOGL\norganisation: Google\ncountry: US\n',
  '9.9.9.9': 'inetnum: 9.9.9.0 - 9.9.9.255\nnetname: QUAD9\ncountry: CH\n',
  AS15169: 'aut-num: AS15169\nas-name: GOOGLE\norganisation: Google\ncountry: US\n',
  AS13335: 'aut-num: AS13335\nas-name: CLOUDFLARENET\ncountry: US\n',
};
const iana = await startTcpServer(() => 'refer: whois.nic.example\n');
const registry = await startTcpServer((question) => answers[question.trim()] ?? 'No match\r\n');
afterAll(async () => {
  await iana.close();
  await registry.close();
});

pluginSuite({ test }, whois, {
  readme: readFileSync('plugins/whois/README.md', 'utf8'),
  config: () => ({
    rdap: false,
    bootstrap: 'snapshot',
    mirrors: { 'whois.iana.org': iana.host, 'whois.nic.example': registry.host },
  }),
  pivots: {
    whois: {
      known: {
        Dns: ['example.com', 'example.net'],
        IpAddress: ['8.8.8.8', '9.9.9.9'],
        AutonomousSystem: ['AS15169', 'AS13335'],
      },
      unknown: { Dns: ['unknown.com'] },
      rows: { AS13335: { name: 'CLOUDFLARENET', asn: 13_335 }, 'example.com': { registrar: 'Example Registrar Inc.' } },
    },
  },
});
