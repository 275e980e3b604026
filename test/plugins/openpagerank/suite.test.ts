import { readFileSync } from 'node:fs';
import { openpagerank } from '@pivotkit/plugin-openpagerank';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const ranks: Readonly<Record<string, number>> = { 'example.com': 4, 'example.org': 77 };

pluginSuite({ test }, openpagerank, {
  readme: readFileSync('plugins/openpagerank/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/api/v1.0',
      auth: { header: 'api-opr', value: secret('apiKey') },
      routes: [
        {
          path: '/getPageRank',
          reply: ({ query }) => {
            const domains = Object.values(query);
            const response = domains.map((domain) => {
              const rank = ranks[domain];
              return rank === undefined
                ? { status_code: 404, error: 'Domain not found', page_rank_decimal: 0, rank: null, domain }
                : { status_code: 200, error: '', page_rank_decimal: 4.68, rank: String(rank), domain };
            });
            return { json: { status_code: 200, last_updated: '26th August 2026', response: response.toReversed() } };
          },
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'openpagerank.rank': {
      known: { Dns: ['example.com', 'example.org'] },
      unknown: { Dns: ['example.net'] },
      rows: { 'example.com': { rank: 4, pageRank: 4.68, domain: 'example.com' } },
    },
  },
});
