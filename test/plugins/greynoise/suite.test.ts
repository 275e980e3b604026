import { readFileSync } from 'node:fs';
import { greynoise } from '@pivotkit/plugin-greynoise';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const unknown = { status: 404, json: { ip: '9.9.9.9', noise: false, riot: false, message: 'IP not observed' } };

const address = (ip: string) => ({
  ip,
  business_service_intelligence: {
    found: ip === '8.8.8.8',
    name: 'Example DNS',
    category: 'public_dns',
    trust_level: '1',
  },
  internet_scanner_intelligence: {
    found: ip !== '8.8.8.8',
    classification: ip === '8.8.8.8' ? '' : 'malicious',
    first_seen: '2026-01-02',
    last_seen: '2026-02-03',
    tags: [{ name: 'SSH Bruteforcer', intention: 'malicious' }],
    cves: ['CVE-2026-0001'],
    metadata: { asn: 'AS64500', organization: 'X', source_country_code: 'NL', rdns: 'a.example.com' },
  },
  request_metadata: { restricted_fields: [] },
});

const known = ['8.8.8.8', '1.0.0.10'];
const asked = { known: { IpAddress: known }, unknown: { IpAddress: ['9.9.9.9'] } };

pluginSuite({ test }, greynoise, {
  readme: readFileSync('plugins/greynoise/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      auth: { header: 'key', value: secret('apiKey') },
      routes: [
        {
          path: '/v3/community/:ip',
          reply: ({ params: { ip = '' } }) =>
            known.includes(ip)
              ? { json: { ip, noise: ip !== '8.8.8.8', riot: ip === '8.8.8.8', classification: 'benign', name: ip } }
              : unknown,
        },
        {
          path: '/v3/ip/:ip',
          reply: ({ params: { ip = '' } }) => (known.includes(ip) ? { json: address(ip) } : unknown),
        },
        {
          method: 'POST',
          path: '/v3/ip',
          reply: ({ json }) => {
            const ips = (json as { readonly ips: readonly string[] }).ips.filter((ip) => known.includes(ip));
            // The service answers in an order of its own.
            return { json: { data: ips.toReversed().map(address), request_metadata: { invalid_ips: [] } } };
          },
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'greynoise.community': asked,
    'greynoise.context': { ...asked, rows: { '1.0.0.10': { judgement: 'malicious', asn: 64_500 } } },
    'greynoise.quick': asked,
  },
});
