import { readFileSync } from 'node:fs';
import { dns } from '@pivotkit/plugin-dns';
import { pluginSuite } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';
import { startDnsServer, type DnsAnswer } from '../../support/dns-server.ts';

/** What the name server knows, by type and name; all other names do not exist. */
const zone: Readonly<Record<string, DnsAnswer>> = {
  'A www.example.com': { answers: [{ type: 'A', name: 'www.example.com', ttl: 60, data: '8.8.8.8' }] },
  'A mail.example.org': { answers: [{ type: 'A', name: 'mail.example.org', ttl: 60, data: '1.1.1.1' }] },
  'PTR 8.8.8.8.in-addr.arpa': {
    answers: [{ type: 'PTR', name: '8.8.8.8.in-addr.arpa', ttl: 60, data: 'dns.example.net' }],
  },
};
const server = await startDnsServer((name, type) => {
  const known = zone[`${type} ${name}`];
  if (known !== undefined) return known;
  return Object.keys(zone).some((key) => key.endsWith(` ${name}`)) ? {} : { rcode: 3 };
});
afterAll(() => server.close());

const known = {
  Dns: ['www.example.com', 'mail.example.org'],
  Host: ['www.example.com'],
  Url: ['https://www.example.com/a'],
};
const unknown = { Dns: ['gone.example.com'], Host: ['gone.example.com'], Url: ['https://gone.example.com/'] };

pluginSuite({ test }, dns, {
  readme: readFileSync('plugins/dns/README.md', 'utf8'),
  config: () => ({ servers: [server.host] }),
  pivots: {
    'dns.resolve': { known, unknown, rows: { 'www.example.com': { address: '8.8.8.8', recordType: 'A' } } },
    'dns.records': { known, unknown },
    'dns.isResolvable': { known },
    'dns.reverse': { known: { IpAddress: ['8.8.8.8'] }, unknown: { IpAddress: ['9.9.9.9'] } },
  },
});
