import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { pluginSuite, startSimulator, type RoutedRequest, type SimulatedReply } from '@pivotkit/testkit';
import { test } from 'vitest';

const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const other = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const notFound = { status: 404, json: { error: { code: 'NotFoundError', message: 'not found' } } };

/** Reports about whatever has no `unknown` in its name, and about no address but two. */
const report =
  (type: string, malicious: number) =>
  ({ params: { id = '' } }: RoutedRequest): SimulatedReply => {
    const value = type === 'url' ? Buffer.from(id, 'base64url').toString('utf8') : id;
    if (/unknown|^9\.9|^f+$/.test(value)) return notFound;
    const stats = {
      malicious: malicious + (value.length % 3),
      suspicious: 0,
      harmless: 60,
      undetected: 30,
      timeout: 0,
    };
    const attributes = {
      last_analysis_stats: stats,
      last_analysis_results: {
        Alpha: { category: 'malicious', result: 'X' },
        Beta: { category: 'harmless', result: null },
      },
      last_analysis_date: 1_759_000_000,
      reputation: -3,
      total_votes: { harmless: 1, malicious: 7 },
      tags: ['x'],
      ...(type === 'file' && { size: 68, names: ['a.exe'], sha256: id }),
      ...(type === 'domain' && { registrar: 'R', creation_date: 1_600_000_000, categories: { V: 'phishing' } }),
      ...(type === 'ip_address' && { asn: 64_500, as_owner: 'X', country: 'NL', network: '8.8.8.0/24' }),
    };
    return { json: { data: { id, type, attributes } } };
  };

const resolution = (host: string) => ({
  id: `8.8.8.8${host}`,
  type: 'resolution',
  attributes: { host_name: host, ip_address: '8.8.8.8', date: 1_700_000_000, resolver: 'R' },
});

const resolutions = ({ params: { id = '' } }: RoutedRequest): SimulatedReply =>
  id.startsWith('9.9') || id.startsWith('unknown')
    ? { json: { data: [], meta: { count: 0 } } }
    : { json: { data: [resolution(`a.${id.length}.example.net`), resolution('b.example.net')], meta: { count: 2 } } };

pluginSuite({ test }, virustotal, {
  except: { setup: 'all relations have the look-up of virustotal.resolutions; the others are tested by their replies' },
  readme: readFileSync('plugins/virustotal/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/api/v3',
      auth: { header: 'x-apikey', value: secret('apiKey') },
      notFound,
      routes: [
        { path: '/ip_addresses/:id', reply: report('ip_address', 0) },
        { path: '/ip_addresses/:id/resolutions', reply: resolutions },
        { path: '/domains/:id/resolutions', reply: resolutions },
        { path: '/domains/:id', reply: report('domain', 1) },
        { path: '/urls/:id', reply: report('url', 2) },
        { path: '/files/:id', reply: report('file', 60) },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'virustotal.report': {
      known: {
        IpAddress: ['8.8.8.8', '1.0.0.10'],
        Dns: ['www.example.com', 'mail.example.org'],
        Url: ['https://www.example.com/a?b=c', 'http://8.8.8.8:8080/'],
        FileHash: [sha256, other],
        File: [File.create({ name: 'a.exe', sha256 }), File.create({ name: 'b.exe', sha256: other })],
      },
      unknown: {
        IpAddress: ['9.9.9.9'],
        Dns: ['unknown.example.com'],
        Url: ['https://www.example.com/unknown'],
        FileHash: ['f'.repeat(64)],
      },
      rows: { '8.8.8.8': { judgement: 'suspicious', asn: 64_500, votesMalicious: 7 } },
    },
    'virustotal.resolutions': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'], Dns: ['www.example.com', 'mail.example.org'] },
      unknown: { IpAddress: ['9.9.9.9'], Dns: ['unknown.example.com'] },
      options: { limit: 1000 },
      endless: (_request, page) => ({
        json: { data: [resolution(`${page}.example.net`)], meta: { cursor: `cursor-${page}` } },
      }),
    },
  },
});
