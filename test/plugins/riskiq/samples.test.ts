import { createSession } from '@pivotkit/core';
import { riskiq } from '@pivotkit/plugin-riskiq';
import { startSimulator } from '@pivotkit/testkit';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

const application = { tenantId: 't', clientId: 'c', clientSecret: 's' } as const;
const token = { json: { access_token: 'token', expires_in: 3599 } };
const reputation = { json: { classification: 'malicious', score: 100, rules: [] } };

/** The pivot a sample answers, by the end of its path. */
const pivots: readonly (readonly [path: string, pivot: string])[] = [
  ['/passiveDns', 'passiveDns'],
  ['/dns/passive', 'passiveDns'],
  ['/dns/passive/unique', 'passiveDns'],
  ['/ssl-certificate/history', 'certificates'],
];

const pivotOf = ({ request }: Sample): string => {
  const { pathname } = new URL(request.url);
  return `riskiq.${pivots.find(([path]) => pathname.endsWith(path))?.[1] ?? 'reputation'}`;
};

/** A row about an address; the samples are about documentation addresses, which are never asked about. */
async function ask(config: object, pivot: string): Promise<Answered> {
  const network = { attempts: 1, noProxy: '*' } as const;
  await using session = await createSession({ plugins: [riskiq], config: { riskiq: config }, network });
  const options: object = { limit: 1 };
  return answered(await session.pivot('IpAddress', pivot)('8.8.8.8', options), pivot);
}

describeSamples(
  'mdti',
  async (baseUrl, sample) => {
    await using tokens = await startSimulator({ routes: [{ method: 'POST', path: '/token', reply: () => token }] });
    return await ask({ ...application, baseUrl, tokenUrl: `${tokens.baseUrl}/token` }, pivotOf(sample));
  },
  {
    auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
    host_not_found_404: 'not-found',
    host_reputation_malicious: { judgement: 'malicious', severity: 'high', score: 100, rules: [{ name: 'Third Party Blocklist', description: 'Invented', severity: 'high' }] }, // prettier-ignore
    host_reputation_suspicious: { judgement: 'suspicious', severity: 'warning', score: 56 },
    host_reputation_unknown: { judgement: 'unknown', severity: 'unknown', score: 0, rules: [] },
    license_403: 'failed(PROVIDER_NOT_ENTITLED)',
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    passive_dns_page: { dns: 'bad.example.com', ipAddress: '192.0.2.10', recordType: 'A', firstSeenAt: new Date('2026-01-01T00:00:00Z'), lastSeenAt: new Date('2026-09-01T00:00:00Z') }, // prettier-ignore
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    throttled_429: 'throttled',
  },
);

describeSamples(
  'entra_token',
  async (tokenUrl) => {
    await using service = await startSimulator({ routes: [{ path: '/*', reply: () => reputation }] });
    return await ask({ ...application, baseUrl: service.baseUrl, tokenUrl }, 'riskiq.reputation');
  },
  {
    bad_tenant_400: 'failed(PROVIDER_UNAUTHORIZED)',
    expired_secret_401: 'failed(PROVIDER_UNAUTHORIZED)',
    invalid_client_secret_401: 'failed(PROVIDER_UNAUTHORIZED)',
    invalid_scope_400: 'failed(PROVIDER_UNAUTHORIZED)',
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
    throttled_429: 'failed(PROVIDER_UNAVAILABLE)',
    token_ok: { judgement: 'malicious' },
    token_ok_v1: { judgement: 'malicious' },
    unknown_app_400: 'failed(PROVIDER_UNAUTHORIZED)',
  },
);

/** Nobody listens there: what is left of the service ends in the handshake. */
const nowhere = 'http://127.0.0.1:1';

describeSamples(
  'passivetotal',
  (baseUrl, sample) =>
    ask(
      { api: 'passivetotal', user: 'u', apiKey: 'k', baseUrl: sample.response.status === 0 ? nowhere : baseUrl },
      pivotOf(sample),
    ),
  {
    dead_404: 'failed(PROVIDER_REFUSED)',
    dns_passive_unique_legacy: { dns: 'bad.example.com', ipAddress: '8.8.8.8', recordType: null },
    gone_tls_mismatch: 'failed(PROVIDER_UNREACHABLE)',
    reputation_legacy: {},
    ssl_history_legacy: { sha1: 'dddddddddddddddddddddddddddddddddddddddd', addresses: ['192.0.2.10'], firstSeenAt: new Date('2014-07-28T00:00:00Z') }, // prettier-ignore
  },
);
