import { readFileSync } from 'node:fs';
import { shodan } from '@pivotkit/plugin-shodan';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const known = ['8.8.8.8', '1.0.0.10'];
const nothing = {
  status: 404,
  json: { error: 'No information available for that IP.', detail: 'No information available' },
};

const service = {
  port: 443,
  transport: 'tcp',
  product: 'nginx',
  version: '1.24',
  cpe: ['cpe:/a:f5:nginx'],
  timestamp: '2026-09-10T22:09:15.354282',
  data: 'HTTP/1.1 200 OK',
  _shodan: { module: 'https' },
  http: { title: 'Example', server: 'nginx', status: 200 },
  vulns: { 'CVE-2026-0001': { cvss: 7.5 } },
  ssl: {
    jarm: 'x',
    cert: { subject: { CN: 'a.example.com' }, issuer: { CN: 'Example CA' }, fingerprint: { sha1: 'd'.repeat(40) } },
  },
};

const host = {
  ports: [443, 22],
  hostnames: ['a.example.com'],
  domains: ['example.com'],
  tags: ['vpn'],
  vulns: ['CVE-2026-0001'],
  cpes: ['cpe:/a:f5:nginx'],
  os: null,
  org: 'Example',
  asn: 'AS64500',
  country_code: 'NO',
  latitude: 59.9,
  longitude: 10.7,
  last_update: '2026-09-10T22:09:15.354282',
  data: [service],
};

const asked = { known: { IpAddress: known }, unknown: { IpAddress: ['9.9.9.9'] } };

pluginSuite({ test }, shodan, {
  readme: readFileSync('plugins/shodan/README.md', 'utf8'),
  service: ({ secret }) => {
    const reply = ({ params: { ip = '' } }: { readonly params: Readonly<Record<string, string>> }) =>
      known.includes(ip) ? { json: host } : nothing;
    return startSimulator({
      auth: {
        accepts: ({ path, query }) => path.startsWith('/idb/') || query['key'] === secret('apiKey'),
      },
      routes: [
        { path: '/shodan/host/:ip', reply },
        { path: '/idb/:ip', reply },
        { path: '/api-info', reply: () => ({ json: { plan: 'dev' } }) },
        {
          path: '/dns/domain/:name',
          reply: ({ params: { name = '' } }) =>
            name === 'example.net'
              ? { status: 404, json: { error: 'No information available for that domain.' } }
              : { json: { domain: name, more: false, data: [{ subdomain: 'www', type: 'A', value: '8.8.8.8', last_seen: '2026-09-20T00:00:00' }] } }, // prettier-ignore
        },
      ],
    });
  },
  config: ({ baseUrl, secret }) => ({ baseUrl, internetdbUrl: `${baseUrl}/idb`, apiKey: secret('apiKey') }),
  pivots: {
    'shodan.host': { ...asked, rows: { '8.8.8.8': { ports: [22, 443], asn: 64_500 } } },
    'shodan.services': asked,
    'shodan.domain': { known: { Dns: ['example.com', 'example.org'] }, unknown: { Dns: ['example.net'] } },
    'shodan.internetdb': asked,
  },
});
