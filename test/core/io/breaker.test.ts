import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PivotKitError } from '../../../core/src/error/pivotkit-error.ts';
import { withBreaker } from '../../../core/src/io/breaker.ts';
import { DeadlineExceeded } from '../../../core/src/io/deadline.ts';
import type { HttpReply, Transport } from '../../../core/src/io/http.ts';
import { TestClock } from '../../support/test-clock.ts';

type Answer = number | Error;

const reply = (status: number): HttpReply => ({ status, headers: {}, text: '' });
const unreachable = new PivotKitError('PROVIDER_UNREACHABLE', {
  host: 'h',
  problem: 'refused',
  reason: 'ECONNREFUSED',
});

/** A breaker before hosts whose answers the test holds back until it gives them. */
function create(options: { readonly failures?: number; readonly coolDownMs?: number } = {}) {
  const clock = new TestClock();
  const held: { readonly host: string; give(answer: Answer): void }[] = [];
  const next: Transport = ({ url }) => {
    const { promise, resolve, reject } = Promise.withResolvers<HttpReply>();
    const give = (answer: Answer): void => (answer instanceof Error ? reject(answer) : resolve(reply(answer)));
    held.push({ host: url.host, give });
    return promise;
  };
  const transport = withBreaker(next, { clock, failures: 3, coolDownMs: 1000, ...options });
  const { signal } = new AbortController();
  const send = (host = 'a.example'): Promise<string> =>
    transport({ url: new URL(`https://${host}/`), signal }).then(
      ({ status }) => String(status),
      (error: unknown) => (PivotKitError.is(error) ? error.code : String(error)),
    );
  /** Sends one request and answers it at once, if it gets through. */
  const ask = async (answer: Answer, host?: string): Promise<string> => {
    const before = held.length;
    const result = send(host);
    held[before]?.give(answer);
    return result;
  };
  return { clock, held, transport, send, ask };
}

describe('what opens it', () => {
  test.each<[string, Answer, boolean]>([
    ['no connection', unreachable, true],
    ['a time limit', new DeadlineExceeded(5), true],
    ['HTTP 500', 500, true],
    ['HTTP 503', 503, true],
    ['HTTP 200', 200, false],
    ['HTTP 302', 302, false],
    ['HTTP 401', 401, false],
    ['HTTP 404', 404, false],
    ['HTTP 429, which is an answer', 429, false],
    ['a reply that is too large', new PivotKitError('REPLY_TOO_LARGE', {}), false],
    ['cancelling', new Error('enough'), false],
    ['a refused redirect', new PivotKitError('EGRESS_REFUSED', {}), false],
  ])('%s: %s', async (_, answer, opens) => {
    const { ask, held } = create();
    for (let i = 0; i < 3; i += 1) await ask(answer);
    expect((await ask(200)) === 'PROVIDER_PAUSED').toBe(opens);
    expect(held.length).toBe(opens ? 3 : 4);
  });

  test('only failures in a row', async () => {
    const { ask } = create();
    const answers = await Promise.all([500, 500, 404, 500, 500, 200].map((answer) => ask(answer)));
    expect(answers).toEqual(['500', '500', '404', '500', '500', '200']);
  });

  test('only for the host that failed', async () => {
    const { ask } = create();
    for (let i = 0; i < 3; i += 1) await ask(503);
    expect([await ask(200), await ask(200, 'b.example'), await ask(200, 'a.example:8443')]).toEqual([
      'PROVIDER_PAUSED',
      '200',
      '200',
    ]);
  });
});

describe('while it is open', () => {
  test('it says until when, after how many failures, and what was the last', async () => {
    const { ask, transport, clock } = create();
    for (const answer of [500, unreachable, 503]) await ask(answer);
    clock.advance(400);
    const { signal } = new AbortController();
    await expect(transport({ url: new URL('https://a.example/v1?key=s3cr3t'), signal })).rejects.toMatchObject({
      code: 'PROVIDER_PAUSED',
      message:
        'a.example is left alone until 2026-01-02T03:04:06.000Z: it failed 3 times in a row, at last with HTTP 503. ' +
        'Try again later.',
      details: { host: 'a.example', failures: 3, until: '2026-01-02T03:04:06.000Z' },
    });
  });

  test('what was sent before neither opens it longer nor closes it', async () => {
    const { ask, send, held, clock } = create();
    const [early, late] = [send(), send()];
    for (let i = 0; i < 3; i += 1) await ask(500);
    held[0]?.give(200);
    await early;
    expect(await ask(200)).toBe('PROVIDER_PAUSED');
    clock.advance(999);
    held[1]?.give(500);
    await late;
    clock.advance(1);
    expect(await ask(200)).toBe('200');
  });
});

describe('afterwards one request finds out', () => {
  async function opened() {
    const breaker = create();
    for (let i = 0; i < 3; i += 1) await breaker.ask(500);
    breaker.clock.advance(1000);
    const before = breaker.held.length;
    return { ...breaker, probe: breaker.send(), give: (answer: Answer) => breaker.held[before]?.give(answer) };
  }

  test('while it is under way the others fail, and are told why', async () => {
    const { send, held, give, probe, transport } = await opened();
    expect(await send()).toBe('PROVIDER_PAUSED');
    const { signal } = new AbortController();
    await expect(transport({ url: new URL('https://a.example'), signal })).rejects.toThrow(
      'until one request has found out whether it is back',
    );
    expect(held.length).toBe(4);
    give(200);
    expect(await probe).toBe('200');
  });

  test.each<[string, Answer, string]>([
    ['an answer closes it', 404, '200'],
    ['a failure opens it again', 500, 'PROVIDER_PAUSED'],
    ['a cancelled one leaves it to the next', new Error('enough'), '200'],
  ])('%s', async (_, answer, then) => {
    const { ask, give, probe } = await opened();
    give(answer);
    await probe;
    expect(await ask(200)).toBe(then);
  });

  test('a failure counts from then on', async () => {
    const { ask, give, probe, clock } = await opened();
    give(500);
    await probe;
    clock.advance(999);
    expect(await ask(200)).toBe('PROVIDER_PAUSED');
    clock.advance(1);
    expect(await ask(200)).toBe('200');
  });
});

describe('against a model', () => {
  type Command = { readonly advanceMs: number } | { readonly status: number };
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ advanceMs: fc.integer({ min: 0, max: 1500 }) }),
    fc.record({ status: fc.constantFrom(200, 404, 429, 500, 503) }),
  );

  /** The same by its definition, for requests one after another: what gets through, from the whole history. */
  class Model {
    readonly history: { readonly atMs: number; readonly failed: boolean }[] = [];

    mayAsk(nowMs: number): boolean {
      const lastAnswer = this.history.findLastIndex(({ failed }) => !failed);
      const failures = this.history.slice(lastAnswer + 1);
      const last = failures.at(-1);
      return failures.length < 3 || last === undefined || nowMs >= last.atMs + 1000;
    }
  }

  test('one request after another', () =>
    fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
        const { ask, clock } = create();
        const model = new Model();
        for (const each of commands) {
          if ('advanceMs' in each) {
            clock.advance(each.advanceMs);
            continue;
          }
          const nowMs = clock.monotonicMs();
          const expected = model.mayAsk(nowMs) ? String(each.status) : 'PROVIDER_PAUSED';
          expect(await ask(each.status)).toBe(expected);
          if (expected !== 'PROVIDER_PAUSED') model.history.push({ atMs: nowMs, failed: each.status >= 500 });
        }
      }),
      { numRuns: 200 },
    ));

  test('an outage costs a bounded number of requests, however many are wanted at once', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 30 }),
        async (concurrent, failures, waitsMs) => {
          const { send, held, clock } = create({ failures });
          for (const waitMs of waitsMs) {
            const before = held.length;
            const round = Array.from({ length: concurrent }, () => send());
            for (const each of held.slice(before)) each.give(500);
            await Promise.all(round);
            clock.advance(waitMs);
          }
          const probes = Math.floor(clock.monotonicMs() / 1000);
          expect(held.length).toBeLessThanOrEqual(failures + concurrent - 1 + probes);
        },
      ),
      { numRuns: 200 },
    ));
});
