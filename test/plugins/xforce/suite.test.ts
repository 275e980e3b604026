import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { xforce } from '@pivotkit/plugin-xforce';
import { pluginSuite, startSimulator, type RoutedRequest, type SimulatedReply } from '@pivotkit/testkit';
import { test } from 'vitest';

const sha256 = 'a'.repeat(64);
const unknownHash = 'f'.repeat(64);
const sighting = { md5: 'd41d8cd98f00b204e9800998ecf8427e', domain: 'bad.example.net', ip: '8.8.4.4', count: 3, firstseen: '2026-01-01T00:00:00Z', family: ['X'] }; // prettier-ignore

/** Of what is not known the service says 404. */
const unless =
  (json: object) =>
  ({ params: { value = '' } }: RoutedRequest): SimulatedReply =>
    value.includes('unknown') || value === '9.9.9.9' || value === unknownHash
      ? { status: 404, json: { error: 'Not found.' } }
      : { json };

const malware = { risk: 'high', hash: `0x${sha256.toUpperCase()}`, family: ['X'], origins: { CnCServers: { rows: [sighting] }, external: { family: ['X'], detectionCoverage: 43 } } }; // prettier-ignore
const history = { history: [{ created: '2026-01-01T00:00:00Z', score: 7, cats: { Spam: 20 }, reason: 'R' }] };

const routes = [
  { path: '/ipr/history/:value', reply: unless(history) },
  { path: '/url/history/:value', reply: unless(history) },
  { path: '/ipr/malware/:value', reply: unless({ malware: [sighting] }) },
  { path: '/url/malware/:value', reply: unless({ malware: [sighting] }) },
  { path: '/ipr/:value', reply: unless({ score: 7.1, cats: { Spam: 20 }, geo: { countrycode: 'US' }, reason: 'R' }) },
  { path: '/url/:value', reply: unless({ result: { score: 10, cats: { Phishing: true } }, tags: [] }) },
  { path: '/malware/:value', reply: unless({ malware }) },
  { path: '/resolve/:value', reply: unless({ A: ['8.8.8.8'], Passive: { records: [{ value: '8.8.4.4', recordType: 'A', first: '2026-01-01T00:00:00Z' }] } }) }, // prettier-ignore
  { path: '/whois/:value', reply: unless({ registrarName: 'R', createdDate: '2001-01-01T00:00:00Z', contact: [{ type: 'registrant', organization: 'O' }] }) }, // prettier-ignore
];

const hosts = {
  known: { IpAddress: ['8.8.8.8', '8.8.4.4'], Dns: ['example.com', 'www.example.com'] },
  unknown: { IpAddress: ['9.9.9.9'], Dns: ['unknown.example.com'] },
};
const sites = {
  known: { ...hosts.known, Url: ['http://www.example.com/a'] },
  unknown: { ...hosts.unknown, Url: ['http://unknown.example.com/'] },
};

pluginSuite({ test }, xforce, {
  readme: readFileSync('plugins/xforce/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({ auth: { basic: { user: secret('apiKey'), password: secret('password') } }, routes }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey'), password: secret('password') }),
  pivots: {
    'xforce.report': { ...sites, rows: { '8.8.8.8': { judgement: 'malicious', score: 7.1 } } },
    'xforce.history': sites,
    'xforce.malware': {
      known: { FileHash: [sha256], File: [File.create({ name: 'a.exe', sha256 })] },
      unknown: { FileHash: [unknownHash], File: [File.create({ name: 'b.exe', sha256: unknownHash })] },
    },
    'xforce.malwareSeen': sites,
    'xforce.resolve': hosts,
    'xforce.whois': hosts,
  },
});
