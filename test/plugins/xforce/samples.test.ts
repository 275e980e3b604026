import { createSession } from '@pivotkit/core';
import { xforce } from '@pivotkit/plugin-xforce';
import { answered, describeSamples, type Sample } from '../../support/provider-samples.ts';

/** Kind, value and pivot that ask what a sample answers, by the beginning of its path. */
const questions: readonly (readonly [path: string, kind: string, value: string, pivot: string])[] = [
  ['/ipr/malware/', 'IpAddress', '8.8.8.8', 'malwareSeen'],
  ['/ipr/history/', 'IpAddress', '8.8.8.8', 'history'],
  ['/ipr/', 'IpAddress', '8.8.8.8', 'report'],
  ['/malware/', 'FileHash', '44d88612fea8a8f36de82e1278abb02f', 'malware'],
  ['/resolve/', 'Dns', 'www.example.com', 'resolve'],
  ['/whois/', 'Dns', 'www.example.com', 'whois'],
];

function questionOf({ request }: Sample): readonly [kind: string, value: string, pivot: string] {
  const { pathname } = new URL(request.url);
  const [, kind = 'Dns', value = 'www.example.com', pivot = 'report'] =
    questions.find(([path]) => pathname.startsWith(path)) ?? [];
  return [kind, value, `xforce.${pivot}`];
}

describeSamples(
  'xforce',
  async (baseUrl, sample) => {
    const config = { xforce: { apiKey: 'k', password: 'p', baseUrl } };
    await using session = await createSession({ plugins: [xforce], config, network: { attempts: 1 } });
    // The samples are about documentation addresses, which are never asked about; the server answers any question.
    const [kind, value, pivot] = questionOf(sample);
    return answered(await session.pivot(kind, pivot)(value), pivot);
  },
  {
    auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
    bad_request_400: 'failed(PROVIDER_REFUSED)',
    forbidden_403: 'failed(PROVIDER_FORBIDDEN)',
    ipr_clean: { judgement: 'unknown', severity: 'information', score: 1, categories: [], countryCode: 'ZZ' },
    ipr_malware_positive: { md5: '44d88612fea8a8f36de82e1278abb02f', families: ['ExampleRAT'], dns: 'bad.example.com', ipAddress: '192.0.2.10', origin: 'CnC' }, // prettier-ignore
    ipr_minimal: { judgement: 'unknown', severity: 'information', score: 1, reason: null, country: null },
    ipr_positive: { judgement: 'malicious', severity: 'high', score: 7.1, categories: [{ category: 'Botnet Command and Control Server', confidence: 71 }] }, // prettier-ignore
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    malware_hash_not_found_404: 'not-found',
    malware_hash_positive: { judgement: 'malicious', severity: 'high', risk: 'high', hash: '44d88612fea8a8f36de82e1278abb02f', families: ['examplefam'], malwareType: 'Trojan', detectionCoverage: 43, downloadServers: [] }, // prettier-ignore
    malware_sha256_low_null_family: { judgement: 'unknown', severity: 'information' },
    quota_402: 'failed(PROVIDER_NOT_ENTITLED)',
    rate_limited_429: 'throttled',
    resolve_positive: {},
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    url_not_found_404: 'not-found',
    url_positive: { judgement: 'malicious', severity: 'high', score: 10, categories: [{ category: 'Phishing URLs', confidence: null }], associated: ['www.bad.example.com'] }, // prettier-ignore
    whois_positive: { registrar: 'Example Registrar', registrant: 'Example Corp', country: 'United States', emails: ['abuse@example.com'], expiresAt: new Date('2027-01-01T00:00:00Z') }, // prettier-ignore
  },
);
