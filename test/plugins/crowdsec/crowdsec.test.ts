import { createSession } from '@pivotkit/core';
import { crowdsec } from '@pivotkit/plugin-crowdsec';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startReplyServer, type ReplyServer } from '../../support/provider-samples.ts';

let server: ReplyServer;
beforeAll(async () => {
  server = await startReplyServer();
});
afterAll(() => server.close());

const connect = () =>
  createSession({
    plugins: [crowdsec],
    config: { crowdsec: { apiKey: 'cs-key', baseUrl: `${server.baseUrl}/v2` } },
    quotas: { windows: { crowdsec: [] } },
    network: { attempts: 1 },
  });
let session: Awaited<ReturnType<typeof connect>>;
beforeEach(async () => {
  server.heard.length = 0;
  session = await connect();
});
afterEach(() => session.close());

const smoke = (reputation: unknown, total: number | null, more = {}) => ({
  status: 200,
  body: { reputation, scores: { overall: { total } }, ...more },
});

test('what is asked, with the key in its header', async () => {
  server.answer(smoke('known', 0));
  await session.entities.IpAddress.crowdsec.smoke(['8.8.8.8', '2606:4700::1', '10.0.0.1']);
  expect(server.heard.map(({ path }) => path).sort()).toEqual(['/v2/smoke/2606%3A4700%3A%3A1', '/v2/smoke/8.8.8.8']);
  expect(server.heard[0]?.headers['x-api-key']).toBe('cs-key');
});

test.each([
  ['malicious', 0, 'malicious', 'high'],
  ['suspicious', 5, 'suspicious', 'warning'],
  ['safe', 0, 'benign', 'information'],
  ['known', 5, 'unknown', 'information'],
  ['a word of tomorrow', 5, 'unknown', 'information'],
  [null, 4, 'malicious', 'high'],
  [undefined, 3, 'suspicious', 'warning'],
  [null, 2, 'unknown', 'information'],
  [null, null, 'unknown', 'information'],
])('reputation %s, score %s → %s', async (reputation, score, ...[judgement, severity]) => {
  server.answer(smoke(reputation, score));
  const frame = await session.entities.IpAddress.crowdsec.smoke('8.8.8.8');
  expect(frame.row(0)).toMatchObject({ judgement, severity });
  expect(crowdsec.pivots[0].facets?.reputation?.(frame.row(0) as never)).toMatchObject({ judgement, severity });
});

test.each([
  ['a 404 of something else', { status: 404, body: { message: 'no Route matched' } }, 'failed(PROVIDER_REFUSED)'],
  ['a score above 5', smoke('known', 9), 'failed(REPLY_INVALID)'],
  ['history without dates', smoke('known', 1, { history: { first_seen: null, last_seen: null } }), 'found'],
  ['a month that is used up', { status: 429, body: { message: 'Limit Exceeded' } }, 'throttled'],
])('%s', async (_, reply, status) => {
  server.answer(reply);
  const frame = await session.entities.IpAddress.crowdsec.smoke('8.8.8.8');
  expect(frame.row(0)['crowdsec.smoke.status']).toBe(status);
  if (status === 'throttled') expect(frame.why(0, 'score')?.note).toContain('CrowdSec: Limit Exceeded');
});

test('without a key it says which is missing; doctor says when it is wrong', async () => {
  await using keyless = await createSession({ plugins: [crowdsec] });
  expect(keyless.pivots('crowdsec')).toMatchObject([
    { available: false, reason: expect.stringContaining('crowdsec.apiKey') },
  ]);
  server.answer({ status: 403, body: { message: 'Forbidden' } });
  expect(await session.checkServices()).toMatchObject([{ ok: false, advice: 'Check the key.' }]);
});
