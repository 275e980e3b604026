import { createSession } from '@pivotkit/core';
import { circl } from '@pivotkit/plugin-circl';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

const connect = (baseUrl: string) =>
  createSession({
    plugins: [circl],
    config: { circl: { user: 'partner', password: 'secret-word', hashlookupUrl: baseUrl, baseUrl } },
    network: { attempts: 1 },
  });

async function hashlookup(baseUrl: string, { request: { url } }: Sample): Promise<Answered> {
  await using session = await connect(baseUrl);
  const hash = url.includes('/md5/') ? '0'.repeat(32) : url.includes('/sha256/') ? '0'.repeat(64) : '0'.repeat(40);
  return answered(await session.entities.FileHash.circl.hashlookup(hash), 'circl.hashlookup');
}

const emptyFile = {
  judgement: 'benign',
  severity: 'information',
  trust: 100,
  knownMalicious: null,
  sizeBytes: 68,
  md5: 'd41d8cd98f00b204e9800998ecf8427e',
  sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  product: 'Example OS 1',
  source: 'NSRL',
  parents: 2,
  packages: [{ name: 'example', version: '1.0', sha1: '0'.repeat(40) }],
  insertedAt: new Date(1_696_459_415_712),
};

describeSamples('circl_hashlookup', hashlookup, {
  bad_hex_400: 'failed(PROVIDER_REFUSED)',
  known_malicious: { judgement: 'malicious', severity: 'high', trust: 20, knownMalicious: 'circl-example', sizeBytes: null }, // prettier-ignore
  lookup_md5_not_found_404: 'not-found',
  lookup_md5_positive: emptyFile,
  lookup_sha1_not_found_404: 'not-found',
  lookup_sha1_positive: emptyFile,
  lookup_sha256_not_found_404: 'not-found',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});

async function passiveDns(baseUrl: string): Promise<Answered> {
  await using session = await connect(baseUrl);
  return answered(await session.entities.Dns.circl.passiveDns('www.example.com'), 'circl.passiveDns');
}

describeSamples('circl_pdns', passiveDns, {
  auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
  malformed_bad_line: { name: 'example.com', recordType: 'A', ipAddress: '192.0.2.10', count: 3, firstSeenAt: new Date(1_700_000_000_000) }, // prettier-ignore
  query_empty: 'not-found',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});

async function passiveSsl(baseUrl: string, { request: { url } }: Sample): Promise<Answered> {
  await using session = await connect(baseUrl);
  const { FileHash, IpAddress } = session.entities;
  if (url.includes('/cquery/'))
    return answered(await FileHash.circl.certificateHosts('d'.repeat(40)), 'circl.certificateHosts');
  return answered(await IpAddress.circl.passiveSsl('8.8.8.8'), 'circl.passiveSsl');
}

describeSamples('circl_pssl', passiveSsl, {
  cquery_positive: { ipAddress: '192.0.2.10', hosts: 2 },
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  query_empty: 'not-found',
  // It answers about another address than the one asked about.
  query_ip_positive: 'not-found',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});
