import { createSession } from '@pivotkit/core';
import { openpagerank } from '@pivotkit/plugin-openpagerank';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { answered, describeSamples, startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

const start = (baseUrl: string) =>
  createSession({
    plugins: [openpagerank],
    config: { openpagerank: { apiKey: 'opr-key', baseUrl } },
    network: { attempts: 1 },
  });

describeSamples(
  'openpagerank',
  async (baseUrl) => {
    await using session = await start(baseUrl);
    return answered(await session.entities.Dns.openpagerank.rank('www.example.com'), 'openpagerank.rank');
  },
  {
    auth_401: 'failed(PROVIDER_UNAUTHORIZED)',
    batch_mixed: { domain: 'example.com', pageRank: 4.68, rank: 4, updated: '26th August 2026' },
    malformed_html_on_200: 'failed(REPLY_INVALID)',
    malformed_truncated_json: 'failed(REPLY_INVALID)',
    not_found_only: 'not-found',
    rate_limited_429: 'throttled',
    server_error_502: 'failed(PROVIDER_UNAVAILABLE)',
  },
);

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());
let session: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await start(`${server.baseUrl}/api/v1.0`);
});
afterEach(() => session.close());

const ranked = (domain: string, rank: unknown = '7') => ({ status_code: 200, page_rank_decimal: 5.5, rank, domain });

test('100 domains go into one request, each once, and each has its own outcome', async () => {
  server.answer(({ path }) => {
    const domains = [...new URL(path, 'http://x').searchParams.values()];
    const response = domains.map((domain, i) =>
      i === 1
        ? { status_code: 404, error: 'Domain not found', page_rank_decimal: 0, rank: null, domain }
        : i === 2
          ? { ...ranked(domain), page_rank_decimal: 'high' }
          : ranked(domain),
    );
    return { status: 200, body: { status_code: 200, response: response.reverse() } };
  });
  const names = Array.from({ length: 150 }, (_, i) => `d${i}.com`);
  const frame = await session.entities.Dns.openpagerank.rank(['www.d0.com', ...names, 'com']);
  const statuses = frame.toRows().map((row) => row['openpagerank.rank.status']);
  expect(statuses.slice(0, 5)).toEqual(['found', 'found', 'not-found', 'failed(REPLY_INVALID)', 'found']);
  expect(statuses.at(-1)).toMatch(/^(not-supported|skipped\(.*\))$/);
  expect(frame.row(0)).toMatchObject({ domain: 'd0.com', pageRank: 5.5, rank: 7 });
  const counts = server.heard.map(({ path }) => new URL(path, 'http://x').searchParams.size);
  expect(counts).toHaveLength(2);
  expect(counts).toEqual(expect.arrayContaining([51, 99]));
  expect(server.heard[0]?.path).toContain('/api/v1.0/getPageRank?domains%5B0%5D=');
  expect(server.heard[0]?.headers['api-opr']).toBe('opr-key');
});

test('being ranked is no verdict', async () => {
  server.answer({ status: 200, body: { response: [ranked('example.com', null)] } });
  const frame = await session.entities.Dns.openpagerank.rank('example.com');
  const opinion = openpagerank.pivots[0].facets?.reputation?.(frame.row(0) as never);
  expect(opinion).toMatchObject({
    judgement: 'unknown',
    severity: 'information',
    score: 5.5,
    reasons: ['example.com is ranked'],
  });
});

test('without a key it says which; doctor finds out whether it works', async () => {
  await using keyless = await createSession({ plugins: [openpagerank] });
  expect(keyless.pivots('openpagerank')).toMatchObject([
    { available: false, reason: expect.stringContaining('openpagerank.apiKey') },
  ]);
  server.answer({ status: 401, body: { status_code: 401, message: 'Invalid API Key or Domain limit reached' } });
  expect(await session.checkServices()).toMatchObject([{ ok: false, advice: 'Check the key.' }]);
});
