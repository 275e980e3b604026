import { createSession } from '@pivotkit/core';
import { crowdsec } from '@pivotkit/plugin-crowdsec';
import { answered, describeSamples } from '../../support/provider-samples.ts';

describeSamples(
  'crowdsec',
  async (baseUrl) => {
    const config = { crowdsec: { apiKey: 'x', baseUrl } };
    await using session = await createSession({ plugins: [crowdsec], config, network: { attempts: 1 } });
    return answered(await session.entities.IpAddress.crowdsec.smoke('8.8.8.8'), 'crowdsec.smoke');
  },
  {
    auth_403: 'failed(PROVIDER_UNAUTHORIZED)',
    bad_ip_400: 'failed(PROVIDER_REFUSED)',
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    not_found_404: 'not-found',
    rate_limited_429_quota: 'throttled',
    rate_limited_429_throttle: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    smoke_malicious: { judgement: 'malicious', severity: 'high', reputation: 'malicious', score: 4, scoreLastDay: 0, behaviors: ['SSH Bruteforce'], techniques: ['T1110'], reverseName: 'scan.example.com', targetCountries: { DE: 79, US: 12 }, city: null, lastSeenAt: new Date('2026-09-27T05:45:00Z') }, // prettier-ignore
    smoke_safe: {
      judgement: 'benign',
      severity: 'information',
      score: 0,
      falsePositives: ['Example DNS'],
      behaviors: [],
    },
    smoke_suspicious: { judgement: 'suspicious', severity: 'warning', score: 3 },
  },
);
