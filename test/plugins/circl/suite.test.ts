import { readFileSync } from 'node:fs';
import { File } from '@pivotkit/entities';
import { circl } from '@pivotkit/plugin-circl';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const zeros = '0'.repeat(40);

pluginSuite({ test }, circl, {
  readme: readFileSync('plugins/circl/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      auth: {
        accepts: ({ path, headers }) =>
          path.startsWith('/h/') ||
          headers['authorization'] === `Basic ${btoa(`${secret('user')}:${secret('password')}`)}`,
      },
      routes: [
        {
          path: '/h/lookup/:algorithm/:hash',
          reply: ({ params: { hash = '' } }) =>
            hash === md5 || hash === sha1
              ? {
                  json: {
                    MD5: md5.toUpperCase(),
                    'SHA-1': sha1.toUpperCase(),
                    FileName: 'a',
                    FileSize: '0',
                    'hashlookup:trust': 100,
                    source: 'NSRL',
                  },
                }
              : { status: 404, json: { message: 'Non existing SHA-1', query: hash } },
        },
        {
          path: '/pdns/query/:value',
          reply: ({ params: { value = '' } }) => {
            if (value.endsWith('.net') || value === '9.9.9.9') return { text: '' };
            const rrname = /^[\d.]+$/.test(value) ? 'www.example.com' : value;
            return { text: `${JSON.stringify({ rrname, rrtype: 'A', rdata: '8.8.8.8', time_first: 1_700_000_000, time_last: 1_750_000_000, count: 3, origin: 'x' })}\n` }; // prettier-ignore
          },
        },
        {
          path: '/v2pssl/query/:ip',
          reply: ({ params: { ip = '' } }) => ({
            json:
              ip === '9.9.9.9' ? {} : { [ip]: { certificates: [sha1], subjects: { [sha1]: { values: ['CN=a'] } } } },
          }),
        },
        {
          path: '/v2pssl/cquery/:sha1',
          reply: ({ params }) => ({ json: params['sha1'] === zeros ? {} : { seen: ['8.8.8.8'], hits: 1 } }),
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({
    baseUrl,
    hashlookupUrl: `${baseUrl}/h`,
    user: secret('user'),
    password: secret('password'),
  }),
  pivots: {
    'circl.hashlookup': {
      known: { FileHash: [md5, sha1], File: [File.create({ name: 'a', sha1 })] },
      unknown: { FileHash: [zeros] },
      rows: { [md5]: { judgement: 'benign', md5, sha1, sizeBytes: 0 } },
    },
    'circl.passiveDns': {
      known: { Dns: ['www.example.com', 'www.example.org'], IpAddress: ['8.8.8.8', '1.0.0.10'] },
      unknown: { Dns: ['www.example.net'], IpAddress: ['9.9.9.9'] },
      // Nothing known is an empty body.
      statuses: { empty: 'not-found' },
    },
    'circl.passiveSsl': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'] },
      unknown: { IpAddress: ['9.9.9.9'] },
      statuses: { empty: 'not-found' },
    },
    'circl.certificateHosts': {
      known: { FileHash: [sha1, 'd'.repeat(40)] },
      unknown: { FileHash: [zeros] },
      statuses: { empty: 'not-found' },
    },
  },
});
