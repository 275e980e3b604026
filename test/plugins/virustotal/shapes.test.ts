import { readFileSync } from 'node:fs';
import type { Pivot } from '@pivotkit/core';
import { File } from '@pivotkit/entities';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { pluginSuite, startSimulator, type RoutedRequest, type SimulatedReply } from '@pivotkit/testkit';
import { test } from 'vitest';
import * as items from './replies.ts';

const unknownHash = 'f'.repeat(64);
const unknownUrl = 'http://unknown.example.com/';
const notFound: SimulatedReply = { status: 404, json: { error: { code: 'NotFoundError', message: 'x' } } };

/** What is related, by the name of the relation; the others lead to files. */
const related: Readonly<Record<string, object>> = {
  resolutions: items.resolution,
  subdomains: items.domain,
  siblings: items.domain,
  contacted_domains: items.domain,
  contacted_ips: items.address,
  contacted_urls: items.url,
  urls: items.url,
  historical_ssl_certificates: items.certificate,
  historical_whois: items.whois,
  comments: items.comment,
  votes: items.vote,
};

const isUnknown = (id: string): boolean =>
  id.includes('unknown') ||
  id === '9.9.9.9' ||
  id === unknownHash ||
  id === Buffer.from(unknownUrl).toString('base64url');

const types: Readonly<Record<string, string>> = { ip_addresses: 'ip_address', domains: 'domain', urls: 'url', files: 'file' }; // prettier-ignore

function report({ params: { collection = '', id = '' } }: RoutedRequest): SimulatedReply {
  if (isUnknown(id)) return notFound;
  return { json: { data: { id, type: types[collection], attributes: items.file.attributes } } };
}

function besides({ params: { id = '', relation = '' } }: RoutedRequest): SimulatedReply {
  switch (relation) {
    case 'behaviour_summary':
      return { json: { data: isUnknown(id) ? null : { command_executions: ['cmd'], verdicts: ['MALWARE'] } } };
    case 'behaviour_mitre_trees':
      return { json: { data: isUnknown(id) ? {} : items.techniques } };
    case 'last_serving_ip_address':
      return { json: { data: isUnknown(id) ? null : items.address } };
    default:
      return { json: { data: isUnknown(id) ? [] : [related[relation] ?? items.file] } };
  }
}

const search = ({ query: { query = '' } }: RoutedRequest): SimulatedReply => ({
  json: { data: /unknown|9\.9\.9\.9|f{64}/.test(query) ? [] : [items.file] },
});

const known = {
  IpAddress: ['8.8.8.8', '8.8.4.4'],
  Dns: ['example.com', 'www.example.com'],
  Url: ['http://www.example.com/a'],
  FileHash: [items.sha256],
  File: [File.create({ name: 'a.exe', sha256: items.sha256 })],
};
const unknown = {
  IpAddress: ['9.9.9.9'],
  Dns: ['unknown.example.com'],
  Url: [unknownUrl],
  FileHash: [unknownHash],
  File: [File.create({ name: 'b.exe', sha256: unknownHash })],
};
const endless = (_: unknown, page: number): SimulatedReply => ({
  json: { data: [{ ...items.domain, id: `n${page}.example.com` }], meta: { cursor: `c${page}` } },
});

/** Relations of one shape are one declaration: of each shape one is looked at, of one kind of thing. */
const looked: readonly string[] = [
  'subdomains',
  'certificates',
  'historicalWhois',
  'communicatingFiles',
  'urls',
  'servingAddress',
  'comments',
  'votes',
  'behaviour',
  'techniques',
  'search',
];
const pivots = virustotal.pivots
  .filter(({ name }) => looked.includes(name.replace('virustotal.', '')))
  .map((pivot): Pivot => ({ ...pivot, from: pivot.from.slice(0, 1) }));

pluginSuite(
  { test },
  { ...virustotal, pivots },
  {
    readme: readFileSync('plugins/virustotal/README.md', 'utf8'),
    service: ({ secret }) =>
      startSimulator({
        basePath: '/api/v3',
        auth: { header: 'x-apikey', value: secret('apiKey') },
        notFound,
        routes: [
          { path: '/intelligence/search', reply: search },
          { path: '/:collection/:id', reply: report },
          { path: '/:collection/:id/:relation', reply: besides },
        ],
      }),
    config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
    pivots: {
      ...Object.fromEntries(pivots.map(({ name }) => [name, { known, unknown }])),
      'virustotal.subdomains': { known, unknown, endless },
    },
  },
);
