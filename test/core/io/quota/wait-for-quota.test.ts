import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../../core/src/io/clock.ts';
import {
  memoryLedger,
  waitForQuota,
  type QuotaRefusal,
  type WaitOptions,
} from '../../../../core/src/io/quota/index.ts';
import { granted, newAccount } from './both-ledgers.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;

/** A clock on which a wait is over as soon as nothing else can happen; `steps` are the waits. */
function steppingClock(): Clock & { readonly steps: number[]; elapsedMs: number } {
  const steps: number[] = [];
  const clock = {
    steps,
    elapsedMs: 0,
    now: () => new Date(noon + clock.elapsedMs),
    monotonicMs: () => clock.elapsedMs,
    after(delayMs: number, act: () => void) {
      const immediate = setImmediate(() => {
        steps.push(delayMs);
        clock.elapsedMs += delayMs;
        act();
      });
      return () => clearImmediate(immediate);
    },
  };
  return clock;
}

function setUp(more: Partial<WaitOptions> = {}) {
  const ledger = memoryLedger();
  const account = newAccount([
    { per: 'minute', limit: 2 },
    { per: 'day', limit: 5 },
  ]);
  const clock = steppingClock();
  const told: QuotaRefusal[] = [];
  const signal = new AbortController().signal;
  const options: WaitOptions = { clock, signal, onWait: (refusal) => told.push(refusal), ...more };
  const wait = (run = 'a') => waitForQuota(ledger, account, { units: 1, run, leaseMs: 30_000 }, options);
  const make = async (): Promise<void> => {
    const reservation = granted(await wait());
    await ledger.settle(reservation, clock.now().getTime());
  };
  return { ledger, account, clock, told, wait, make };
}

describe('waiting for room', () => {
  test('waits as long as it takes and says so once', async () => {
    const { clock, told, make } = setUp();
    for (let i = 0; i < 3; i += 1) await make();
    expect(clock.elapsedMs).toBe(minute + 1);
    expect(told).toEqual([{ granted: false, retryAtMs: noon + minute + 1, window: { per: 'minute', limit: 2 } }]);
  });

  test('looks again meanwhile: from every second near the end to every half minute', async () => {
    const { clock, make } = setUp();
    for (let i = 0; i < 6; i += 1) await make();
    expect(clock.now()).toEqual(new Date(Date.UTC(2026, 10, 21)));
    expect(Math.max(...clock.steps)).toBe(30_000);
    expect(clock.steps.length).toBeLessThan(1_600);
  });

  test('takes units that come back early', async () => {
    const { ledger, clock, wait } = setUp();
    await wait();
    const second = granted(await wait());
    const third = wait();
    await ledger.release(second);
    granted(await third);
    expect(clock.elapsedMs).toBeLessThanOrEqual(1_000);
  });

  test('runs that wait are served in turn', async () => {
    const { wait, ledger, clock } = setUp();
    const order: string[] = [];
    const runs = ['a', 'b', 'c'].flatMap((run) =>
      [0, 1].map(async () => {
        const reservation = granted(await wait(run));
        order.push(run);
        await ledger.settle(reservation, clock.now().getTime());
      }),
    );
    await Promise.race([Promise.all(runs.slice(0, 5)), Promise.all(runs)]);
    expect(new Set(order.slice(0, 4))).toEqual(new Set(['a', 'b', 'c']));
  });
});

describe('not waiting', () => {
  test('by policy', async () => {
    const { clock, told, wait } = setUp({ policy: 'skip' });
    await wait();
    await wait();
    expect(await wait()).toMatchObject({ granted: false, retryAtMs: noon + 1_000 });
    expect([clock.steps, told]).toEqual([[], []]);
  });

  test('for what takes longer than the longest wait', async () => {
    const { clock, make, wait } = setUp({ maxWaitMs: 2 * minute });
    for (let i = 0; i < 5; i += 1) await make();
    const waitedMs = clock.elapsedMs;
    expect(await wait()).toMatchObject({ granted: false, retryAtMs: Date.UTC(2026, 10, 21), window: { per: 'day' } });
    expect(clock.elapsedMs).toBe(waitedMs);
  });

  test('beyond the longest wait, when its end moves away', async () => {
    const { ledger, account, clock, make, wait } = setUp({
      maxWaitMs: 90_000,
      onWait: ({ retryAtMs }) => void ledger.learn(account, [{ blockedUntilMs: retryAtMs + minute }], noon + 1),
    });
    await make();
    await make();
    expect(await wait()).toMatchObject({ granted: false, window: undefined });
    expect(clock.elapsedMs).toBeLessThan(minute);
  });
});

describe('an abort', () => {
  test('ends a wait at once', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const { make, wait, clock } = setUp({ signal: controller.signal, onWait: () => controller.abort(reason) });
    await make();
    await make();
    await expect(wait()).rejects.toBe(reason);
    expect(clock.steps).toEqual([]);
  });

  test('before the start books nothing', async () => {
    const { wait, ledger, account } = setUp({ signal: AbortSignal.abort(new Error('stop')) });
    await expect(wait()).rejects.toThrow('stop');
    expect((await ledger.status(account, noon))[0]?.used).toBe(0);
  });

  test('while units are booked gives them back', async () => {
    const controller = new AbortController();
    const { wait, ledger, account } = setUp({ signal: controller.signal });
    const waiting = wait();
    controller.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
    expect((await ledger.status(account, noon))[0]?.used).toBe(0);
  });
});
