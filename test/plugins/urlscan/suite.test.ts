import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { urlscan } from '@pivotkit/plugin-urlscan';
import {
  pluginSuite,
  startSimulator,
  type RoutedRequest,
  type SimulatedReply,
  type SuiteSetup,
} from '@pivotkit/testkit';
import { test } from 'vitest';

const sha256 = 'a'.repeat(64);
const unknownHash = 'f'.repeat(64);
const uuid = '00000000-0000-4000-8000-00000000000a';
const unknownUuid = '00000000-0000-4000-8000-00000000000f';
const resultUrl = (of: string): string => `https://urlscan.io/result/${of}/`;

const scanned = {
  task: { uuid, time: '2026-01-02T03:04:05.678Z', url: 'http://www.example.com/', visibility: 'unlisted', tags: ['t'] },
  page: { url: 'https://www.example.com/', domain: 'www.example.com', ip: '8.8.8.8', asn: 'AS64500', status: '200' },
};
const item = (id: string) => ({ _id: id, sort: [1, id], ...scanned, verdicts: { score: 100, malicious: true } });

const searchReply = ({ query: { q = '' } }: RoutedRequest): SimulatedReply => {
  const isUnknown = q.includes('unknown') || q.includes('9.9.9.9') || q.includes(unknownHash);
  return { json: { results: isUnknown ? [] : [item(uuid)], total: isUnknown ? 0 : 1, has_more: false } };
};

const resultReply = ({ params }: RoutedRequest): SimulatedReply =>
  params['uuid'] === uuid
    ? { json: { ...scanned, lists: { ips: ['8.8.8.8'] }, verdicts: { overall: { score: 100, malicious: true } } } }
    : { status: 404, json: { message: 'Scan is not finished yet', status: 404 } };

const found = { judgement: 'malicious', severity: 'high', score: 100 };

const [search, result, scan] = urlscan.pivots;

const common: Pick<SuiteSetup, 'readme' | 'service' | 'config'> = {
  readme: readFileSync('plugins/urlscan/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/api/v1',
      auth: { header: 'api-key', value: secret('apiKey') },
      routes: [
        { path: '/search/', reply: searchReply },
        { path: '/result/:uuid/', reply: resultReply },
        { method: 'POST', path: '/scan/', reply: () => ({ json: { message: 'Submission successful', uuid } }) },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
};

pluginSuite(
  { test },
  { ...urlscan, pivots: [search, result] },
  {
    ...common,
    pivots: {
      'urlscan.search': {
        known: {
          IpAddress: ['8.8.8.8', '8.8.4.4'],
          Dns: ['example.com', 'www.example.com'],
          Url: ['http://www.example.com/a'],
          FileHash: [sha256],
          File: [File.create({ name: 'a.exe', sha256 })],
        },
        unknown: {
          IpAddress: ['9.9.9.9'],
          Dns: ['unknown.example.com'],
          Url: ['http://unknown.example.com/'],
          FileHash: [unknownHash],
          File: [File.create({ name: 'b.exe', sha256: unknownHash })],
        },
        rows: { '8.8.8.8': found },
        endless: (_, page) => ({ json: { results: [item(`s${page}`)], total: 10_000, has_more: true } }),
      },
      'urlscan.result': {
        known: { Url: [resultUrl(uuid)] },
        unknown: { Url: [resultUrl(unknownUuid)] },
        rows: { [resultUrl(uuid)]: found },
      },
    },
  },
);

pluginSuite(
  { test },
  { ...urlscan, pivots: [{ ...scan, from: scan.from.slice(0, 1) }] },
  {
    ...common,
    pivots: {
      'urlscan.scan': {
        known: { Url: ['http://www.example.com/a', 'https://www.example.com/'] },
        options: { consent: true, visibility: 'unlisted' },
        rows: { 'http://www.example.com/a': found },
      },
    },
    except: { 'odd-replies': 'the reply is that of urlscan.result, and each look at it takes a while' },
  },
);
