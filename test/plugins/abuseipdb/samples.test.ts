import { createSession } from '@pivotkit/core';
import { abuseipdb } from '@pivotkit/plugin-abuseipdb';
import { answered, describeSamples } from '../../support/provider-samples.ts';

describeSamples(
  'abuseipdb',
  async (baseUrl) => {
    const config = { abuseipdb: { apiKey: 'x', baseUrl } };
    await using session = await createSession({ plugins: [abuseipdb], config, network: { attempts: 1 } });
    return answered(await session.entities.IpAddress.abuseipdb.check('8.8.8.8'), 'abuseipdb.check');
  },
  {
    auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
    check_clean: {
      judgement: 'unknown',
      severity: 'unknown',
      score: 0,
      reports: 0,
      lastReportedAt: null,
      country: 'ZZ',
    },
    check_positive: { judgement: 'malicious', severity: 'high', score: 100, reports: 57, reporters: 40, domain: 'example.com', lastReportedAt: new Date('2026-09-27T20:55:14Z') }, // prettier-ignore
    check_private: { judgement: 'unknown', severity: 'unknown', domain: null, country: null, hostnames: ['localhost'] },
    check_whitelisted: { judgement: 'benign', severity: 'information', score: 0, reports: 193, isWhitelisted: true },
    invalid_ip_422: 'failed(PROVIDER_REFUSED)',
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    payment_402: 'failed(PROVIDER_NOT_ENTITLED)',
    rate_limited_429: 'throttled',
    rate_limited_429_html_no_accept: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  },
);
