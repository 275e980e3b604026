import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PivotKitError } from '../../../core/src/error/pivotkit-error.ts';
import { DeadlineExceeded, withDeadline } from '../../../core/src/io/deadline.ts';
import type { HttpReply, HttpRequest, Transport } from '../../../core/src/io/http.ts';
import { withRetry, type RetryOptions } from '../../../core/src/io/retry.ts';
import { TestClock } from '../../support/test-clock.ts';

type Answer = number | Error | HttpReply;

const url = new URL('https://api.example.com/v1?q=1');
const reply = (status: number, headers: Record<string, string> = {}): HttpReply => ({ status, headers, text: '' });
const unreachable = (reason: string): PivotKitError =>
  new PivotKitError('PROVIDER_UNREACHABLE', { host: url.host, problem: reason, reason });

/** A transport that gives the answers in turn, the last one for ever, and keeps the requests. */
function answering(...answers: readonly Answer[]): { readonly next: Transport; readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const next: Transport = async (request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)] ?? 200;
    sent.push(request);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'number' ? reply(answer) : answer;
  };
  return { next, sent };
}

interface Tried {
  readonly sent: HttpRequest[];
  readonly delaysMs: readonly number[];
  readonly outcome: HttpReply | Error;
}

async function tryIt(
  answers: readonly Answer[],
  options: Partial<RetryOptions> = {},
  request: Partial<HttpRequest> = {},
): Promise<Tried> {
  const clock = new TestClock();
  const { next, sent } = answering(...answers);
  const transport = withRetry(next, { clock, random: () => 1, ...options });
  const { signal } = new AbortController();
  const outcome = await clock
    .runUntil(transport({ url, signal, ...request }))
    .catch((error: unknown) => error as Error);
  return { sent, delaysMs: clock.delaysMs, outcome };
}

describe('what is tried again', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('HTTP %i', async (status) => {
    const { sent, outcome } = await tryIt([status, status, 200]);
    expect(sent.length).toBe(3);
    expect(outcome).toMatchObject({ status: 200, attempts: 3 });
  });

  test.each([200, 204, 301, 304, 400, 401, 402, 403, 404, 405, 410, 418, 422, 501, 505])(
    'not HTTP %i',
    async (status) => {
      const { sent, outcome } = await tryIt([status, 200]);
      expect(sent.length).toBe(1);
      expect(outcome).toMatchObject({ status, attempts: 1 });
    },
  );

  test.each(['ECONNRESET', 'ECONNREFUSED', 'EAI_AGAIN', 'EPIPE', 'ENETUNREACH', 'UND_ERR_SOCKET'])(
    'a connection that failed with %s',
    async (reason) => {
      const { sent, outcome } = await tryIt([unreachable(reason), 200]);
      expect(sent.length).toBe(2);
      expect(outcome).toMatchObject({ status: 200, attempts: 2 });
    },
  );

  test.each<[string, Error]>([
    ['a name that does not exist', unreachable('ENOTFOUND')],
    ['a certificate nobody vouches for', unreachable('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['something that is no HTTP', unreachable('HPE_INVALID_CONSTANT')],
    ['a host that is left alone', new PivotKitError('PROVIDER_PAUSED', { host: url.host })],
    ['a reply that cannot be read', new PivotKitError('REPLY_INVALID', {})],
    ['a host that may not be asked', new PivotKitError('EGRESS_REFUSED', {})],
    ['a time limit, which has used up the time', new DeadlineExceeded(5)],
    ['a bug', new TypeError('x')],
  ])('not %s', async (_, error) => {
    const { sent, outcome } = await tryIt([error, 200]);
    expect(sent.length).toBe(1);
    expect(outcome).toMatchObject({ message: error.message });
  });

  test.each<[string, Partial<HttpRequest>, number]>([
    ['GET', { method: 'GET' }, 3],
    ['POST', { method: 'POST', body: 'a' }, 1],
    ['POST that only asks', { method: 'POST', body: 'a', retryable: true }, 3],
    ['GET that says no', { retryable: false }, 1],
  ])('%s', async (_, request, times) => {
    const { sent } = await tryIt([503], {}, request);
    expect(sent.length).toBe(times);
  });

  test('the body is sent again as it was', async () => {
    const { sent } = await tryIt(
      [503, unreachable('EPIPE'), 200],
      {},
      { method: 'POST', body: 'q=ü', retryable: true },
    );
    expect(sent.map(({ body }) => body)).toEqual(['q=ü', 'q=ü', 'q=ü']);
  });
});

describe('how often', () => {
  test.each([
    [undefined, 3],
    [1, 1],
    [2, 2],
    [5, 5],
  ])('attempts: %s → %i', async (attempts, times) => {
    const { sent, outcome } = await tryIt([503], { attempts });
    expect(sent.length).toBe(times);
    expect(outcome).toMatchObject({ status: 503, attempts: times });
  });

  test('the error says how often', async () => {
    const { outcome } = await tryIt([unreachable('ECONNRESET')]);
    expect(outcome).toMatchObject({
      code: 'PROVIDER_UNREACHABLE',
      details: { host: url.host, reason: 'ECONNRESET', attempts: 3 },
    });
  });
});

describe('how long it waits', () => {
  test('is anything up to a bound that doubles, and has a cap', () => {
    const arguments_ = fc.record({
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      baseMs: fc.integer({ min: 0, max: 5000 }),
      maxWaitMs: fc.integer({ min: 0, max: 20_000 }),
      attempts: fc.integer({ min: 1, max: 8 }),
    });
    return fc.assert(
      fc.asyncProperty(arguments_, async ({ random, baseMs, maxWaitMs, attempts }) => {
        const { delaysMs } = await tryIt([503], { random: () => random, baseMs, maxWaitMs, attempts });
        expect(delaysMs).toEqual(
          Array.from({ length: attempts - 1 }, (_, i) => random * Math.min(maxWaitMs, baseMs * 2 ** i)),
        );
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ['seconds', '3', [3000]],
    ['0 is taken for 1 s', '0', [1000]],
    ['a date', 'Fri, 02 Jan 2026 03:04:09 GMT', [4000]],
    ['a date that is past is taken for 1 s', 'Fri, 02 Jan 2026 03:00:00 GMT', [1000]],
    ['what cannot be read does not count', 'later', [0]],
    ['exactly the longest wait', '10', [10_000]],
  ])('Retry-After, %s', async (_, header, delays) => {
    const { delaysMs, outcome } = await tryIt([reply(429, { 'retry-after': header }), 200], { random: () => 0 });
    expect(delaysMs).toEqual(delays);
    expect(outcome).toMatchObject({ status: 200, attempts: 2 });
  });

  test('those who were told the same do not come back at the same moment', async () => {
    const { delaysMs } = await tryIt([reply(429, { 'retry-after': '3' }), 200], { random: () => 0.5 });
    expect(delaysMs).toEqual([3250]);
  });

  test.each(['11', '3600', '9'.repeat(400), 'Sat, 03 Jan 2026 03:04:05 GMT'])(
    'who asks for %s is not asked again',
    async (header) => {
      const { sent, delaysMs, outcome } = await tryIt([reply(503, { 'retry-after': header }), 200]);
      expect([sent.length, delaysMs]).toEqual([1, []]);
      expect(outcome).toMatchObject({ status: 503, attempts: 1, headers: { 'retry-after': header } });
    },
  );
});

describe('never past the end', () => {
  const limits = { timeoutMs: 5000, signal: new AbortController().signal };

  test('a wait beyond the deadline is not begun: the reply says more than a time limit', async () => {
    const clock = new TestClock();
    const { next, sent } = answering(reply(429, { 'retry-after': '6' }), 200);
    const transport = withRetry(next, { clock, random: () => 0 });
    const result = await withDeadline((signal) => transport({ url, signal }), { clock, ...limits });
    expect(result.status).toBe(429);
    expect([sent.length, clock.delaysMs]).toEqual([1, [5000]]);
  });

  test('the deadline further out counts too', async () => {
    const clock = new TestClock();
    const { next, sent } = answering(reply(429, { 'retry-after': '6' }), 200);
    const transport = withRetry(next, { clock, random: () => 0 });
    const inner = (signal: AbortSignal): Promise<HttpReply> =>
      withDeadline((deeper) => transport({ url, signal: deeper }), { clock, timeoutMs: 60_000, signal });
    await withDeadline(inner, { clock, ...limits });
    expect(sent.length).toBe(1);
  });

  test('cancelling ends the wait, with the reason, and leaves no timer', async () => {
    const clock = new TestClock();
    const controller = new AbortController();
    const { next, sent } = answering(503);
    const result = withRetry(next, { clock, random: () => 1 })({ url, signal: controller.signal });
    const refused = expect(result).rejects.toThrow('enough');
    await Promise.resolve()
      .then(() => {})
      .then(() => {})
      .then(() => {});
    expect(clock.waiting).toBe(1);
    controller.abort(new Error('enough'));
    await refused;
    expect([sent.length, clock.waiting]).toEqual([1, 0]);
  });

  test('cancelling during an attempt ends it with the reason', async () => {
    const controller = new AbortController();
    const next: Transport = () => {
      controller.abort(new Error('enough'));
      return Promise.reject(unreachable('ECONNRESET'));
    };
    const transport = withRetry(next, { clock: new TestClock(), random: () => 1 });
    await expect(transport({ url, signal: controller.signal })).rejects.toThrow('enough');
  });
});
