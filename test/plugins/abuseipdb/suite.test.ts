import { readFileSync } from 'node:fs';
import { abuseipdb } from '@pivotkit/plugin-abuseipdb';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const report = (comment: string) => ({
  reportedAt: '2026-01-02T03:04:05+00:00',
  comment,
  categories: [18, 22],
  reporterId: 7,
  reporterCountryCode: 'NL',
});

pluginSuite({ test }, abuseipdb, {
  readme: readFileSync('plugins/abuseipdb/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/api/v2',
      auth: { header: 'key', value: secret('apiKey') },
      routes: [
        {
          path: '/check',
          reply: ({ query: { ipAddress = '' } }) => ({
            json: {
              data: {
                ipAddress,
                abuseConfidenceScore: ipAddress === '8.8.8.8' ? 0 : 74,
                totalReports: ipAddress.length,
                numDistinctUsers: 2,
                lastReportedAt: '2026-01-02T03:04:05+00:00',
                isWhitelisted: ipAddress === '8.8.8.8',
                isPublic: true,
                isTor: false,
                countryCode: 'US',
                usageType: 'Data Center',
                isp: 'Example',
                domain: 'example.com',
                hostnames: ['a.example.com'],
              },
            },
          }),
        },
        {
          path: '/reports',
          reply: ({ query: { ipAddress = '' } }) => ({
            json: {
              data: { nextPageUrl: null, results: ipAddress === '9.9.9.9' ? [] : [report(ipAddress), report('again')] },
            },
          }),
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    // An address that nobody reported has a reply like any other, so nothing is unknown here.
    'abuseipdb.check': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'] },
      rows: { '8.8.8.8': { judgement: 'benign' }, '1.0.0.10': { judgement: 'malicious', score: 74 } },
    },
    'abuseipdb.reports': {
      known: { IpAddress: ['8.8.8.8', '1.0.0.10'] },
      unknown: { IpAddress: ['9.9.9.9'] },
      endless: ({ headers }, page) => ({
        json: {
          data: {
            nextPageUrl: `http://${headers['host'] ?? ''}/api/v2/reports?ipAddress=8.8.8.8&page=${page + 1}`,
            results: [report(`page ${page}`)],
          },
        },
      }),
    },
  },
});
