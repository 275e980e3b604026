import { createSession, systemClock, type Clock } from '@pivotkit/core';
import { urlscan } from '@pivotkit/plugin-urlscan';
import { answered, describeSamples, type Answered, type Sample } from '../../support/provider-samples.ts';

const uuid = 'dcfa5d74-e058-4bfa-8308-1ed94aeb8ff6';

/** Waits for no scan. */
const clock: Clock = {
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs(),
  after: (delayMs, act) => systemClock.after(delayMs === 5_000 ? 0 : delayMs, act),
};

/** Searches are asked for one scan: the server would give the same page again. */
async function ask(baseUrl: string, { request }: Sample): Promise<Answered> {
  const config = { urlscan: { apiKey: 'x', baseUrl: `${baseUrl}/api/v1` } };
  await using session = await createSession({ plugins: [urlscan], config, clock, network: { attempts: 1 } });
  const { Dns, Url } = session.entities;
  if (request.url.includes('/result/'))
    return answered(await Url.urlscan.result(`https://urlscan.io/result/${uuid}/`), 'urlscan.result');
  if (request.url.includes('/search/'))
    return answered(await Dns.urlscan.search('www.example.com', { limit: 1 }), 'urlscan.search');
  const options = { consent: true, visibility: 'unlisted' } as const;
  return answered(await Url.urlscan.scan('http://www.example.com/', options), 'urlscan.scan');
}

describeSamples('urlscan', ask, {
  auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429: 'throttled',
  result_not_ready_404: 'not-found',
  result_positive: { uuid, judgement: 'malicious', severity: 'high', score: 100, categories: ['phishing'], brands: ['example'], url: 'http://bad.example.com/login?id=1', ipAddress: '192.0.2.10', asn: 64_496, httpStatus: 200, addresses: ['192.0.2.10'] }, // prettier-ignore
  search_bad_query_400: 'failed(PROVIDER_REFUSED)',
  search_empty: 'not-found',
  search_positive_page1: { uuid, judgement: 'malicious', score: 100, dns: 'bad.example.com', title: 'Sign in', tags: ['phishing'], scannedAt: new Date('2026-10-01T23:49:29.142Z'), permalink: `https://urlscan.io/result/${uuid}/` }, // prettier-ignore
  search_positive_page2: {},
  // The server says the same to whoever looks for the result: the scan has one, without its number.
  scan_submit: 'failed(REPLY_INVALID)',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
});
