import { createSession } from '@pivotkit/core';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { answered, describeSamples, type Sample } from '../../support/provider-samples.ts';

/** The pivot a sample answers, by what stands behind the thing in its path. */
const pivots: Readonly<Record<string, string>> = {
  resolutions: 'resolutions',
  historical_ssl_certificates: 'certificates',
  historical_whois: 'historicalWhois',
  subdomains: 'subdomains',
  search: 'search',
};

const pivotOf = ({ request }: Sample): string =>
  pivots[new URL(request.url).pathname.split('/').at(-1) ?? ''] ?? 'report';

describeSamples(
  'virustotal',
  async (baseUrl, sample) => {
    const config = { virustotal: { apiKey: 'x', baseUrl: `${baseUrl}/api/v3` } };
    await using session = await createSession({ plugins: [virustotal], config, network: { attempts: 1 } });
    const name = `virustotal.${pivotOf(sample)}`;
    // The samples are about documentation addresses, which are never asked about; the server answers any question.
    const ask = session.pivot('Dns', name);
    // A page is all that is asked for: the server would give the same one again.
    const options: object = name.endsWith('.resolutions') ? { limit: 1 } : {};
    return answered(await ask('www.example.com', options), name);
  },
  {
    auth_missing_401: 'failed(PROVIDER_UNAUTHORIZED)',
    auth_wrong_401: 'failed(PROVIDER_UNAUTHORIZED)',
    bad_request_400: 'failed(PROVIDER_REFUSED)',
    deadline_504: 'failed(PROVIDER_UNAVAILABLE)',
    domain_positive: { judgement: 'malicious', severity: 'high', malicious: 9, registrar: 'Example Registrar Inc.', engines: 95, reputation: -5 }, // prettier-ignore
    file_not_found: 'not-found',
    file_positive: { judgement: 'malicious', malicious: 62, sizeBytes: 68, threatLabel: 'virus.eicar/test', engines: 76 }, // prettier-ignore
    forbidden_403_premium: 'failed(PROVIDER_NOT_ENTITLED)',
    historical_ssl_certificates: { subject: 'CN=example.com', issuer: 'CN=Example CA R1, O=Example CA, C=US', port: 443, notAfter: new Date('2026-04-01T00:00:00Z'), names: ['example.com', 'www.example.com'] }, // prettier-ignore
    historical_whois: {},
    ip_clean: { judgement: 'unknown', severity: 'unknown', malicious: 0, engines: 0, asn: null, tags: [] },
    ip_positive: { judgement: 'malicious', severity: 'high', malicious: 6, suspicious: 1, asn: 64_496, votesMalicious: 7 }, // prettier-ignore
    ipv6_positive: { judgement: 'benign', harmless: 60, asOwner: 'EXAMPLE6', network: '2001:db8::/32' },
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    rate_limited_429_quota: 'throttled',
    rate_limited_429_toomany: 'throttled',
    resolutions_page1: { dns: 'bad.example.com', ipAddress: '192.0.2.10', resolvedAt: new Date(1_759_900_000_000), dnsMalicious: 9, ipAddressMalicious: 6 }, // prettier-ignore
    resolutions_page2_last: { dns: 'old.example.org', ipAddress: '192.0.2.10', resolver: 'Example DB', dnsMalicious: null }, // prettier-ignore
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    subdomains: { dns: 'www.example.com', judgement: 'benign', severity: 'information', malicious: 0, engines: 70 },
    transient_503: 'failed(PROVIDER_UNAVAILABLE)',
    url_not_found: 'not-found',
    url_positive: {},
  },
);
