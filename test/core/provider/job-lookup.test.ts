import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { found, notFound, notSupported } from '../../../core/src/pivot/lookup-result.ts';
import { httpJobLookup, type JobState } from '../../../core/src/provider/job-lookup.ts';
import { httpProvider } from '../../../core/src/provider/provider.ts';
import { get, post } from '../../../core/src/provider/request.ts';
import type { HttpReply } from '../../../core/src/io/http.ts';
import { fakeCall, json, outcomes, plain } from './fake-call.ts';

const provider = httpProvider<object>({
  name: 'Example',
  baseUrl: 'https://api.example.com',
  hosts: ['api.example.com'],
});

const lookup = httpJobLookup({
  provider,
  start: {
    request: (input: string) => (input === 'odd' ? notSupported('odd') : post`/jobs`.json({ input })),
    reply: z.object({ id: z.string() }),
  },
  poll: {
    request: ({ id }) => get`/jobs/${id}`,
    reply: z.object({ state: z.string(), score: z.number().optional(), why: z.string().optional() }),
    state: ({ state }) => state as JobState,
    problem: ({ why }) => why,
    running: [404],
    everyMs: 1_000,
    maxWaitMs: 5_000,
  },
  map: ({ score }, input) => (score === undefined ? notFound() : found({ input, score })),
});

/** Starts jobs; the polls of each are answered by the list, one after another. */
function service(polls: readonly HttpReply[], started: HttpReply = json(201, { id: 'j/1' })) {
  let polled = 0;
  return fakeCall(({ method }) => (method === 'POST' ? started : (polls[polled++] ?? json(200, { state: 'running' }))));
}

const running = json(200, { state: 'running' });
const done = json(200, { state: 'done', score: 7 });

describe('a job', () => {
  test.each<[string, readonly HttpReply[], string | RegExp, number]>([
    ['done at once', [done], 'found', 1],
    ['done later', [running, running, done], 'found', 3],
    ['not there yet', [json(404, {}), plain(404, ''), done], 'found', 3],
    ['done, and nothing known', [json(200, { state: 'done' })], 'not-found', 1],
    [
      'failed',
      [running, json(200, { state: 'failed', why: 'disk full' })],
      /^failed\(PROVIDER_JOB_FAILED\).*: disk full\./,
      2,
    ],
    ['failed without a word', [json(200, { state: 'failed' })], /^failed\(PROVIDER_JOB_FAILED\).*finish it\./, 1],
    ['never done', [], 'timeout Example: not done within 5000 ms', 5],
    ['throttled', [running, json(429, {})], /^throttled/, 2],
    ['of another shape', [json(200, {})], /^failed\(REPLY_INVALID\)/, 1],
  ])('%s', async (_, polls, outcome, waits) => {
    const { call, sent, waits: waited } = service(polls);
    const [text] = outcomes(await lookup(['a'], call));
    if (typeof outcome === 'string') expect(text).toBe(outcome);
    else expect(text).toMatch(outcome);
    expect(waited).toEqual(Array.from({ length: waits }, () => 1_000));
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`).slice(0, 2)).toEqual([
      'POST /jobs',
      'GET /jobs/j%2F1',
    ]);
  });

  test('that cannot be begun is not looked after', async () => {
    const { call, sent, waits } = service([], json(402, { message: 'no credits' }));
    expect(outcomes(await lookup(['a'], call))[0]).toMatch(/^failed\(PROVIDER_NOT_ENTITLED\).*no credits/);
    expect([sent.length, waits.length]).toEqual([1, 0]);
  });

  test('one input never costs the others', async () => {
    const { call } = service([json(200, { state: 'failed' }), done]);
    expect(outcomes(await lookup(['a', 'odd', 'b'], call)).map((text) => text.split(' ')[0])).toEqual([
      'failed(PROVIDER_JOB_FAILED)',
      'not-supported',
      'found',
    ]);
  });

  test('an aborted call ends at once', async () => {
    const controller = new AbortController();
    const { call, sent } = service([]);
    const wait = (): Promise<void> => {
      controller.abort(new Error('enough'));
      return Promise.reject(new Error('enough'));
    };
    await expect(lookup(['a'], { ...call, wait, signal: controller.signal })).rejects.toThrow('enough');
    expect(sent.length).toBe(1);
  });

  test('what is submitted is sent once; looking after it may be repeated', async () => {
    const { call, sent } = service([running, done]);
    await lookup(['a'], { ...call, submission: { visibility: 'private' } });
    expect(sent.map(({ retryable }) => retryable)).toEqual([false, true, true]);
  });
});
