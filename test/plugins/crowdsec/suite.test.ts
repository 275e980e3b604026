import { readFileSync } from 'node:fs';
import { crowdsec } from '@pivotkit/plugin-crowdsec';
import { pluginSuite, startSimulator } from '@pivotkit/testkit';
import { test } from 'vitest';

const smoke = (ip: string) => ({
  ip,
  reputation: ip === '8.8.8.8' ? 'safe' : 'malicious',
  confidence: 'high',
  background_noise_score: 4,
  as_num: 64_500,
  as_name: 'EXAMPLE-AS',
  ip_range: '1.0.0.0/24',
  reverse_dns: 'scan.example.com',
  location: { country: 'NO', city: 'Oslo' },
  behaviors: [{ name: 'ssh:bruteforce', label: 'SSH brute force' }],
  attack_details: [{ name: 'crowdsecurity/ssh-bf', label: 'SSH brute force' }],
  classifications: { false_positives: [], classifications: [{ name: 'x', label: 'X' }] },
  mitre_techniques: [{ name: 'T1110' }],
  cves: ['CVE-2026-0001'],
  target_countries: { NO: 60, SE: 40 },
  history: { first_seen: '2026-01-28T16:00:00+00:00', last_seen: '2026-09-27T05:45:00+00:00' },
  scores: { overall: { total: 4 }, last_day: { total: 0 }, last_week: { total: 3 }, last_month: { total: 4 } },
});

const known = ['8.8.8.8', '1.0.0.10', '2606:4700::1'];

pluginSuite({ test }, crowdsec, {
  readme: readFileSync('plugins/crowdsec/README.md', 'utf8'),
  service: ({ secret }) =>
    startSimulator({
      basePath: '/v2',
      auth: { header: 'x-api-key', value: secret('apiKey') },
      routes: [
        {
          path: '/smoke/:ip',
          reply: ({ params: { ip = '' } }) =>
            known.includes(ip)
              ? { json: smoke(ip) }
              : { status: 404, json: { message: 'IP address information not found' } },
        },
      ],
    }),
  config: ({ baseUrl, secret }) => ({ baseUrl, apiKey: secret('apiKey') }),
  pivots: {
    'crowdsec.smoke': {
      known: { IpAddress: known },
      unknown: { IpAddress: ['9.9.9.9'] },
      rows: { '1.0.0.10': { judgement: 'malicious', score: 4, country: 'NO' } },
      // A key that is wrong is refused with 403, as CrowdSec documents.
      statuses: { 403: 'failed(PROVIDER_UNAUTHORIZED)' },
    },
  },
});
