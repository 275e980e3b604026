import { createSession } from '@pivotkit/core';
import { otx } from '@pivotkit/plugin-otx';
import { answered, describeSamples, type Sample } from '../../support/provider-samples.ts';

/** The pivot a sample answers, by the section in its path. */
const pivots: Readonly<Record<string, string>> = { geo: 'geo', passive_dns: 'passiveDns' };

const pivotOf = ({ request }: Sample): string =>
  pivots[new URL(request.url).pathname.split('/').at(-1) ?? ''] ?? 'general';

describeSamples(
  'otx',
  async (baseUrl, sample) => {
    const config = { otx: { apiKey: 'x', baseUrl: `${baseUrl}/api/v1` } };
    await using session = await createSession({ plugins: [otx], config, network: { attempts: 1 } });
    const name = `otx.${pivotOf(sample)}`;
    // The samples are about documentation addresses, which are never asked about; the server answers any question.
    return answered(await session.pivot('IpAddress', name)('8.8.8.8'), name);
  },
  {
    auth_error_403: 'failed(PROVIDER_UNAUTHORIZED)',
    bad_request_400: 'failed(PROVIDER_REFUSED)',
    domain_general_positive: {},
    domain_passive_dns_empty: 'not-found',
    file_general_negative: 'not-found',
    file_general_positive: { judgement: 'malicious', severity: 'high', pulses: 2, pulseNames: ['Test files', 'Other'], malwareFamilies: ['ExampleRAT'], techniques: ['T1071'], tags: ['phishing', 'c2'], lastPublishedAt: new Date('2026-08-30T19:30:19.932Z') }, // prettier-ignore
    ipv4_general_negative: 'not-found',
    ipv4_general_positive: {},
    ipv4_geo: { asn: 'AS64496 example networks', countryCode: 'ZZ', city: null, latitude: 52.5, accuracyRadius: 1000 },
    ipv4_passive_dns: {},
    ipv4_whitelisted_validation: { judgement: 'benign', severity: 'information', pulses: 0, isListedHarmless: true, lists: ['Whitelisted IP', 'Known False Positive'] }, // prettier-ignore
    ipv6_general_one_pulse: { judgement: 'suspicious', severity: 'warning', pulses: 1, adversaries: ['Example Bear'] },
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    not_found_404: 'not-found',
    rate_limited_429: 'throttled',
    rate_limited_429_with_retry_after: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    timeout_504: 'failed(PROVIDER_UNAVAILABLE)',
    url_general_positive: { judgement: 'suspicious', severity: 'warning', pulseNames: ['Example campaign'] },
  },
);
