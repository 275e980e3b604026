import { existsSync, readdirSync } from 'node:fs';
import { createSession } from '@pivotkit/core';
import { virustotal } from '@pivotkit/plugin-virustotal';
import { simulateSamples, type SampleSimulator } from '@pivotkit/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = '../shared/reference/provider-samples/virustotal';

/** What each case must come to. Cases of other questions than a report (lists of related things) must be refused. */
const outcomes: Readonly<Record<string, string | object>> = {
  auth_missing_401: 'failed(PROVIDER_UNAUTHORIZED)',
  bad_request_400: 'failed(PROVIDER_REFUSED)',
  deadline_504: 'failed(PROVIDER_UNAVAILABLE)',
  domain_positive: {
    judgement: 'malicious',
    malicious: 9,
    registrar: 'Example Registrar Inc.',
    engines: 95,
    reputation: -5,
  },
  file_not_found: 'not-found',
  file_positive: { judgement: 'malicious', malicious: 62, sizeBytes: 68, threatLabel: 'virus.eicar/test', engines: 76 },
  forbidden_403_premium: 'failed(PROVIDER_FORBIDDEN)',
  historical_ssl_certificates: 'failed(REPLY_INVALID)',
  ip_clean: { judgement: 'unknown', severity: 'unknown', malicious: 0, engines: 0, asn: null, tags: [] },
  ip_positive: {
    judgement: 'malicious',
    severity: 'high',
    malicious: 6,
    suspicious: 1,
    asn: 64_496,
    votesMalicious: 7,
  },
  ipv6_positive: { judgement: 'benign', harmless: 60, asOwner: 'EXAMPLE6', network: '2001:db8::/32' },
  malformed_html_on_200: 'failed(REPLY_INVALID)',
  malformed_truncated_json: 'failed(REPLY_INVALID)',
  rate_limited_429_quota: 'throttled',
  rate_limited_429_toomany: 'throttled',
  resolutions_page1: 'failed(REPLY_INVALID)',
  resolutions_page2_last: 'failed(REPLY_INVALID)',
  server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  subdomains: 'failed(REPLY_INVALID)',
  transient_503: 'failed(PROVIDER_UNAVAILABLE)',
};

const isThere = existsSync(folder);
const cases = isThere ? readdirSync(folder).map((file): [string] => [file.replace('.json', '')]) : [];

describe.skipIf(!isThere)(`samples of replies in ${folder} (skipped where the folder is absent)`, () => {
  let server: SampleSimulator;
  beforeAll(async () => {
    server = await simulateSamples(folder, { basePath: '/api/v3' });
  });
  afterAll(() => server.close());

  test.each(cases)('%s', async (name) => {
    server.choose(name);
    const config = { virustotal: { apiKey: 'x', baseUrl: server.baseUrl } };
    const session = await createSession({ plugins: [virustotal], config, network: { noProxy: '*' } });
    // The samples are about documentation addresses, which are never asked about; the server answers any question.
    const row = (await session.entities.IpAddress.virustotal.report('8.8.8.8')).row(0);
    await session.close();
    const expected = outcomes[name] ?? `an outcome for the case ${name}`;
    const status = typeof expected === 'string' ? expected : 'found';
    expect(row).toMatchObject({
      'virustotal.report.status': status,
      ...(typeof expected === 'object' ? expected : {}),
    });
    if (status !== 'found') expect([row.judgement, row.severity, row.malicious]).toEqual([null, null, null]);
  });
});
