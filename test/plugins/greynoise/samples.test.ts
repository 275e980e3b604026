import { createSession } from '@pivotkit/core';
import { greynoise } from '@pivotkit/plugin-greynoise';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

/** Each sample by the pivot that asks for such a thing; those of the API v2, which is gone, by `context`. */
async function ask(baseUrl: string, { request }: Sample): Promise<Answered> {
  const config = { greynoise: { apiKey: 'x', baseUrl } };
  await using session = await createSession({ plugins: [greynoise], config, network: { attempts: 1 } });
  const { IpAddress } = session.entities;
  // Samples are about documentation addresses, which are never asked about.
  if (request.url.includes('/community/'))
    return answered(await IpAddress.greynoise.community('8.8.8.8'), 'greynoise.community');
  if (request.method === 'POST') return answered(await IpAddress.greynoise.quick('8.8.8.8'), 'greynoise.quick');
  return answered(await IpAddress.greynoise.context('8.8.8.8'), 'greynoise.context');
}

describeSamples('greynoise', ask, {
  auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
  community_bad_request_400: 'failed(PROVIDER_REFUSED)',
  community_malicious: { judgement: 'malicious', severity: 'high', isNoise: true, isService: false, name: null, lastSeenAt: new Date('2026-09-27') }, // prettier-ignore
  community_not_observed_404: 'not-found',
  community_rate_limited_429: 'throttled',
  community_riot_benign: { judgement: 'benign', severity: 'information', isService: true, name: 'Example DNS' },
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  v2_context_unseen: 'failed(REPLY_INVALID)',
  v2_decommissioned_404: 'failed(PROVIDER_REFUSED)',
  v2_quick: 'failed(REPLY_INVALID)',
  v3_ip_business_service: { judgement: 'benign', severity: 'information', isScanner: false, isService: true, trustLevel: 1, serviceName: 'Example DNS' }, // prettier-ignore
  v3_ip_partial_206: { judgement: 'malicious', severity: 'high', isScanner: true, isService: null, restricted: ['business_service_intelligence', 'cve', 'scan_ports'] }, // prettier-ignore
  v3_ip_quick: { judgement: 'suspicious', severity: 'warning', isScanner: true, isService: false },
  v3_ip_unknown_200: 'not-found',
  v3_ip_unknown_404: 'not-found',
  // It answers about other addresses than the one asked about.
  v3_multi: 'not-found',
});
