import { createSession } from '@pivotkit/core';
import { abusech } from '@pivotkit/plugin-abusech';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

const sha1 = 'd'.repeat(40);
const sha256 = 'b'.repeat(64);

const connect = (baseUrl: string) =>
  createSession({
    plugins: [abusech],
    config: {
      abusech: {
        authKey: 'x',
        baseUrls: { urlhaus: baseUrl, threatfox: baseUrl, malwarebazaar: baseUrl, feodo: baseUrl, sslbl: baseUrl },
      },
    },
    network: { attempts: 1 },
  });

/** About a thing of the kind the sample is about; where it must be public, another one than the sample's. */
async function urlhaus(baseUrl: string, { request: { form = {}, url } }: Sample): Promise<Answered> {
  await using session = await connect(baseUrl);
  const { Url, Dns, IpAddress, FileHash } = session.entities;
  const ask = 'abusech.urlhaus';
  if (url.includes('/payload/')) return answered(await FileHash.abusech.urlhaus(sha256), ask);
  if (url.includes('/url/')) return answered(await Url.abusech.urlhaus('http://www.example.com/a'), ask);
  if (/^[\d.]+$/.test(form['host'] ?? '')) return answered(await IpAddress.abusech.urlhaus('8.8.8.8'), ask);
  return answered(await Dns.abusech.urlhaus('www.example.com'), ask);
}

describeSamples('urlhaus', urlhaus, {
  auth_missing_401: 'failed(PROVIDER_UNAUTHORIZED)',
  auth_unknown_key_403: 'failed(PROVIDER_UNAUTHORIZED)',
  host_ipv4_positive: { judgement: 'malicious', severity: 'high', listed: 'host', online: 1, urls: 1, tags: ['emotet', 'doc'], blacklists: null, firstSeenAt: new Date('2026-09-15T07:09:01Z') }, // prettier-ignore
  host_no_results: 'not-found',
  invalid_host: 'failed(PROVIDER_REFUSED)',
  invalid_sha256_hash: 'failed(PROVIDER_REFUSED)',
  invalid_url: 'failed(PROVIDER_REFUSED)',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  payload_no_results: 'not-found',
  payload_positive: { judgement: 'malicious', severity: 'high', listed: 'payload', online: 1, fileType: 'doc', sizeBytes: 137_216, payloadSha256: sha256, signatures: [] }, // prettier-ignore
  rate_limited_402: 'throttled',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  url_no_results: 'not-found',
  url_positive: { judgement: 'malicious', severity: 'high', listed: 'url', online: 1, signatures: ['Heodo'], payloadSha256: sha256, reporter: 'analyst', lastSeenAt: new Date('2026-09-27T00:00:00Z') }, // prettier-ignore
  wrong_method_405: 'failed(PROVIDER_REFUSED)',
});

async function threatfox(baseUrl: string, { request: { json } }: Sample): Promise<Answered> {
  await using session = await connect(baseUrl);
  const { Dns, IpAddress, FileHash } = session.entities;
  const text = JSON.stringify(json);
  if (text.includes('search_hash')) return answered(await FileHash.abusech.threatfox(sha256), 'abusech.threatfox');
  if (text.includes('"192.0')) return answered(await IpAddress.abusech.threatfox('8.8.8.8'), 'abusech.threatfox');
  return answered(await Dns.abusech.threatfox('bad.example.com'), 'abusech.threatfox');
}

describeSamples('threatfox', threatfox, {
  auth_missing_401: 'failed(PROVIDER_UNAUTHORIZED)',
  auth_unknown_key_403: 'failed(PROVIDER_UNAUTHORIZED)',
  illegal_search_term: 'failed(PROVIDER_REFUSED)',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  no_result: 'not-found',
  rate_limited_200_anonymous: 'throttled',
  rate_limited_402: 'throttled',
  search_hash_positive: { judgement: 'malicious', severity: 'high', ipAddress: '192.0.2.10', port: 443, malware: 'ExampleRAT', confidence: 90 }, // prettier-ignore
  search_ioc_domain_positive: { judgement: 'malicious', severity: 'high', dns: 'bad.example.com', ipAddress: null, port: null, confidence: 75 }, // prettier-ignore
  // Its addresses are not the one asked about.
  search_ioc_ip_positive: 'not-found',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  server_error_502_html: 'failed(PROVIDER_UNAVAILABLE)',
});

async function malwarebazaar(baseUrl: string): Promise<Answered> {
  await using session = await connect(baseUrl);
  return answered(await session.entities.FileHash.abusech.malwarebazaar(sha256), 'abusech.malwarebazaar');
}

describeSamples('malwarebazaar', malwarebazaar, {
  auth_missing_401: 'failed(PROVIDER_UNAUTHORIZED)',
  auth_unknown_key_403: 'failed(PROVIDER_UNAUTHORIZED)',
  get_info_not_found: 'not-found',
  get_info_positive: { judgement: 'malicious', severity: 'high', malware: 'ExampleRAT', fileName: 'sample.msi', sizeBytes: 5891, md5: '44d88612fea8a8f36de82e1278abb02f', yaraRules: ['Example'], firstSeenAt: new Date('2026-08-25T19:43:26Z') }, // prettier-ignore
  get_taginfo_no_results: 'not-found',
  illegal_hash: 'failed(PROVIDER_REFUSED)',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_402: 'throttled',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});

// Nobody is told what is searched in a list, so documentation addresses may be asked about.
async function feodo(baseUrl: string): Promise<Answered> {
  await using session = await connect(baseUrl);
  return answered(await session.entities.IpAddress.abusech.feodo('192.0.2.10'), 'abusech.feodo');
}

describeSamples('feodotracker', feodo, {
  ipblocklist: { judgement: 'suspicious', severity: 'warning', malware: 'QakBot', port: 2222, state: 'offline', asn: 64_496, lastOnlineAt: new Date('2026-01-22') }, // prettier-ignore
  ipblocklist_empty: 'not-found',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  // Said to somebody who has no list yet.
  not_modified_304: 'failed(PROVIDER_REFUSED)',
  rate_limited_429: 'throttled',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});

async function sslbl(baseUrl: string): Promise<Answered> {
  await using session = await connect(baseUrl);
  return answered(await session.entities.FileHash.abusech.sslbl(sha1), 'abusech.sslbl');
}

describeSamples('sslbl', sslbl, {
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  not_modified_304: 'failed(PROVIDER_REFUSED)',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  sslblacklist_csv: { judgement: 'malicious', severity: 'high', reason: 'ExampleRAT C&C', listedAt: new Date('2026-09-26T07:33:02Z') }, // prettier-ignore
  sslblacklist_csv_empty: 'not-found',
});
