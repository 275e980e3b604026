import { readFileSync } from 'node:fs';
import { riskiq } from '@pivotkit/plugin-riskiq';
import { pluginSuite, startSimulator, type RoutedRequest, type SimulatedReply } from '@pivotkit/testkit';
import { afterAll, test } from 'vitest';

const token = 't0ken-of-the-simulator';
const seen = { firstSeenDateTime: '2026-01-01T00:00:00Z', lastSeenDateTime: '2026-02-01T00:00:00Z' };
const whois = { id: 'w', ...seen, registrationDateTime: '2001-01-01T00:00:00Z', registrar: { organization: 'R' }, nameservers: [{ host: { id: 'ns1.example.com' } }] }; // prettier-ignore
const list = (item: object): object => ({ value: [item] });

/** What the service says about a known host, by the end of its path. */
const answers: Readonly<Record<string, (host: string) => object>> = {
  reputation: () => ({ classification: 'malicious', score: 100, rules: [{ name: 'R', severity: 'high' }] }),
  passiveDns: (host) => list({ ...seen, recordType: 'A', parentHost: { id: host }, artifact: { id: host === '8.8.8.8' ? 'www.example.com' : '8.8.8.8' } }), // prettier-ignore
  passiveDnsReverse: (host) => list({ ...seen, recordType: 'NS', parentHost: { id: host }, artifact: { id: 'example.net' } }), // prettier-ignore
  whois: () => whois,
  history: () => list(whois),
  sslCertificates: () => list({ ...seen, ports: [{ port: 443 }], sslCertificate: { sha1: 'fb96', subject: { commonName: 'a' } } }), // prettier-ignore
  trackers: () => list({ ...seen, kind: 'GoogleAnalyticsID', value: 'UA-1' }),
  components: () => list({ ...seen, name: 'nginx', version: '1.18.0', category: 'Server' }),
  cookies: () => list({ ...seen, name: 'sid', domain: 'example.com' }),
  childHostPairs: () => list({ ...seen, linkKind: 'redirect', childHost: { id: 'b.example.net' } }),
  parentHostPairs: () => list({ ...seen, linkKind: 'redirect', parentHost: { id: 'b.example.net' } }),
  subdomains: () => list({ host: { id: 'a.example.com' }, firstSeenDateTime: null }),
  ports: () => list({ ...seen, port: 443, protocol: 'tcp', status: 'open', services: [{ component: { name: 'nginx' } }] }), // prettier-ignore
};

const isUnknown = (host: string): boolean => host.includes('unknown') || host.includes('9.9.9.9');
const notFound: SimulatedReply = { status: 404, json: { error: { code: 'NotFound', message: 'No host found' } } };

function hostReply({ path, params: { host = '' } }: RoutedRequest): SimulatedReply {
  const answer = answers[path.split('/').at(-1) ?? ''];
  return isUnknown(host) || answer === undefined ? notFound : { json: answer(host) };
}

const searchReply =
  (item: object) =>
  ({ query }: RoutedRequest): SimulatedReply => ({ json: { value: isUnknown(query['$search'] ?? '') ? [] : [item] } });

const hosts = {
  known: { IpAddress: ['8.8.8.8', '8.8.4.4'], Dns: ['example.com', 'www.example.com'] },
  unknown: { IpAddress: ['9.9.9.9'], Dns: ['unknown.example.com'] },
};
const of = (kind: 'IpAddress' | 'Dns') => ({
  known: { [kind]: hosts.known[kind] },
  unknown: { [kind]: hosts.unknown[kind] },
});
const endless = (_: unknown, page: number): SimulatedReply => ({
  json: { value: [{ host: { id: `n${page}.example.com` } }], '@odata.nextLink': `https://graph.microsoft.com/x?$skip=${page}` }, // prettier-ignore
});

/** Tokens come from elsewhere, so that the faults of the service are its own; samples.test.ts has those of tokens. */
const tokens = await startSimulator({
  routes: [{ method: 'POST', path: '/token', reply: () => ({ json: { access_token: token, expires_in: 3599 } }) }],
});
afterAll(() => tokens.close());

pluginSuite({ test }, riskiq, {
  readme: readFileSync('plugins/riskiq/README.md', 'utf8'),
  service: () =>
    startSimulator({
      auth: { bearer: token },
      routes: [
        { path: '/hosts/:host/:property', reply: hostReply },
        { path: '/hosts/:host/whois/history', reply: hostReply },
        { path: '/articles', reply: searchReply({ id: '1', title: 'T', createdDateTime: '2026-01-01T00:00:00Z' }) },
        { path: '/intelProfiles', reply: searchReply({ id: '1', kind: 'actor', title: 'T', aliases: ['A'] }) },
      ],
    }),
  config: ({ baseUrl, secret }) => ({
    baseUrl,
    tokenUrl: `${tokens.baseUrl}/token`,
    tenantId: 'tenant',
    clientId: 'client',
    clientSecret: secret('clientSecret'),
  }),
  pivots: {
    ...Object.fromEntries(riskiq.pivots.map(({ name }) => [name, hosts])),
    'riskiq.reputation': { ...hosts, rows: { '8.8.8.8': { judgement: 'malicious', score: 100 } } },
    'riskiq.subdomains': { ...of('Dns'), endless },
    'riskiq.services': of('IpAddress'),
  },
});
