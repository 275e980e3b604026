import { createSession } from '@pivotkit/core';
import { shodan } from '@pivotkit/plugin-shodan';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

const connect = (baseUrl: string) =>
  createSession({
    plugins: [shodan],
    config: { shodan: { apiKey: 'x', baseUrl, internetdbUrl: baseUrl } },
    quotas: { windows: { shodan: [] } },
    network: { attempts: 1 },
  });

/** Each sample by the pivot that asks for such a thing; lists of names for many addresses are asked for by none. */
async function ask(baseUrl: string, { request: { url } }: Sample): Promise<Answered> {
  await using session = await connect(baseUrl);
  const { IpAddress, Dns } = session.entities;
  if (url.includes('/dns/domain/')) return answered(await Dns.shodan.domain('example.com'), 'shodan.domain');
  if (url.includes('minify')) return answered(await IpAddress.shodan.host('8.8.8.8'), 'shodan.host');
  return answered(await IpAddress.shodan.services('8.8.8.8'), 'shodan.services');
}

describeSamples('shodan', ask, {
  auth_401_html: 'failed(PROVIDER_UNAUTHORIZED)',
  auth_401_json: 'failed(PROVIDER_UNAUTHORIZED)',
  bad_gateway_502: 'failed(PROVIDER_UNAVAILABLE)',
  dns_domain: { name: 'www.example.com', recordType: 'A', ipAddress: '192.0.2.10', target: null, lastSeenAt: new Date('2026-09-20') }, // prettier-ignore
  dns_reverse: 'failed(REPLY_INVALID)',
  host_minify: { ports: [22, 443], hostnames: [], vulnerabilities: null, asn: 64_496, country: 'ZZ', lastSeenAt: new Date('2026-09-10T22:09:15.354Z') }, // prettier-ignore
  host_not_found_404: 'not-found',
  host_positive: { port: 443, transport: 'tcp', protocol: 'https', product: 'nginx', version: '1.24', vulnerabilities: ['CVE-2026-0001'], certificateSubject: 'bad.example.com', certificateSha1: 'd'.repeat(40), certificateSha256: 'e'.repeat(64), httpTitle: 'Example' }, // prettier-ignore
  invalid_ip_400: 'failed(PROVIDER_REFUSED)',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429: 'throttled',
  rate_limited_429_retry_after_zero: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});

async function askInternetdb(baseUrl: string): Promise<Answered> {
  await using session = await connect(baseUrl);
  return answered(await session.entities.IpAddress.shodan.internetdb('8.8.8.8'), 'shodan.internetdb');
}

describeSamples('internetdb', askInternetdb, {
  ip_not_found_404: 'not-found',
  ip_positive: { ports: [80, 443, 9001], hostnames: ['bad.example.com'], tags: ['tor'], vulnerabilities: ['CVE-2026-0001'] }, // prettier-ignore
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});
