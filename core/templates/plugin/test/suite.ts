import { readFileSync } from 'node:fs';
import { startSimulator, type SuiteSetup } from '@pivotkit/testkit';
import { exampleService } from '../src/index.ts';

export const plugin = exampleService;

/** What the service knows here, by what is asked about. */
const reports = new Map<string, object>([
  ['8.8.8.8', { score: 0, first_seen: '2026-01-02T03:04:05Z', tags: ['dns'] }],
  ['1.1.1.1', { score: 75, first_seen: null, tags: [] }],
  ['www.example.com', { score: 40, tags: ['sample'] }],
  ['mail.example.org', { score: 5, first_seen: '2025-12-31T00:00:00Z' }],
]);

/** With what `pluginSuite` and `pivotkit test-plugin` test the plugin. */
export const setup: SuiteSetup = {
  readme: readFileSync(new URL('../README.md', import.meta.url), 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/v1',
      auth: { header: 'x-api-key', value: secret('apiKey') },
      routes: [
        {
          path: '/reports/:value',
          reply: ({ params: { value = '' } }) => {
            const report = reports.get(value);
            return report === undefined ? { status: 404, json: { error: 'not found' } } : { json: report };
          },
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'exampleService.report': {
      known: { IpAddress: ['8.8.8.8', '1.1.1.1'], Dns: ['www.example.com', 'mail.example.org'] },
      unknown: { IpAddress: ['9.9.9.9'], Dns: ['www.example.net'] },
      rows: { '1.1.1.1': { judgement: 'malicious', score: 75, firstSeenAt: null } },
    },
  },
};
