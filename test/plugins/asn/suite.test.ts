import { readFileSync } from 'node:fs';
import { asn } from '@pivotkit/plugin-asn';
import { pluginSuite } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';
import { startDnsServer } from '../../support/dns-server.ts';
import { startTcpServer } from '../../support/tcp-server.ts';

const known: Readonly<Record<string, string>> = {
  '8.8.8.8': '15169 | 8.8.8.8 | 8.8.8.0/24 | US | arin | 2023-12-28 | GOOGLE, US',
  '1.1.1.1': '13335 | 1.1.1.1 | 1.1.1.0/24 | AU | apnic | 2011-08-11 | CLOUDFLARENET, US',
};

/** Answers a line for each address between `begin` and `end`. */
const server = await startTcpServer(
  (question) =>
    ['Bulk mode; whois.cymru.com [2026-10-09 12:00:00 +0000]', ...question.split('\n').flatMap(lineFor)].join('\n'),
  (received) => received.endsWith('end\n'),
);
const holders: Readonly<Record<string, string>> = {
  'as15169.asn.cymru.com': '15169 | US | arin | 2000-03-30 | GOOGLE, US',
  'as13335.asn.cymru.com': '13335 | US | arin | 2010-07-14 | CLOUDFLARENET, US',
};
const names = await startDnsServer((name) => {
  const data = holders[name];
  return data === undefined ? { rcode: 3 } : { answers: [{ type: 'TXT', name, ttl: 60, data }] };
});
afterAll(async () => {
  await server.close();
  await names.close();
});

function lineFor(address: string): string[] {
  if (!/^[\da-f.:]*[.:]/.test(address)) return [];
  return [known[address] ?? `NA | ${address} | NA | | | | NA`];
}

pluginSuite({ test }, asn, {
  readme: readFileSync('plugins/asn/README.md', 'utf8'),
  config: () => ({ sources: ['bulk'], server: server.host, nameServers: [names.host] }),
  pivots: {
    asn: {
      known: { IpAddress: Object.keys(known) },
      unknown: { IpAddress: ['9.9.9.9'] },
      rows: { '8.8.8.8': { asn: 15_169, asName: 'GOOGLE, US', prefix: '8.8.8.0/24' } },
    },
    'asn.holder': {
      known: { AutonomousSystem: ['AS15169', 'AS13335'] },
      unknown: { AutonomousSystem: ['AS3333'] },
      rows: { AS15169: { name: 'GOOGLE, US', registry: 'arin' } },
    },
  },
});
