import { describe, expect, test } from 'vitest';
import type { QuotaAccount, QuotaLedger, QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { bothLedgers, newAccount } from './both-ledgers.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const second = 1_000;
const minute = 60 * second;
const midnight = Date.UTC(2026, 10, 21);

/** One of the callers of a run: asks again as soon as it is answered, or when it was told to come back. */
interface Caller {
  readonly run: string;
  readonly units: number;
  fromMs: number;
  readonly untilMs: number;
}

/** Lets callers ask for `lastsMs`, as a wait does, and gives the runs that were served, in order, with the time. */
async function simulate(ledger: QuotaLedger, account: QuotaAccount, callers: Caller[], lastsMs: number) {
  const served: { readonly run: string; readonly atMs: number; readonly units: number }[] = [];
  for (;;) {
    callers.sort((a, b) => a.fromMs - b.fromMs);
    const [next] = callers;
    if (next === undefined || next.fromMs > noon + lastsMs) return served;
    const { run, units, fromMs: nowMs } = next;
    if (nowMs > next.untilMs) next.fromMs = Infinity;
    else {
      const answer = await ledger.reserve(account, { run, units, nowMs, leaseMs: minute });
      if (answer.granted) {
        await ledger.settle(answer.reservation, nowMs);
        served.push({ run, atMs: nowMs, units });
        next.fromMs += 1;
      } else next.fromMs = Math.min(answer.retryAtMs, nowMs + Math.max(second, (answer.retryAtMs - nowMs) / 20));
    }
  }
}

const callersOf = (run: string, count: number, more: Partial<Caller> = {}): Caller[] =>
  Array.from({ length: count }, (_, i) => ({ run, units: 1, fromMs: noon + i, untilMs: Infinity, ...more }));

const unitsOf = (served: readonly { readonly run: string; readonly units: number }[], run: string): number =>
  served.filter((each) => each.run === run).reduce((sum, { units }) => sum + units, 0);

describe.each(bothLedgers())('runs that wait for an account %s', (_, open) => {
  const ask = async (account: QuotaAccount, run: string, nowMs: number, units = 1) => {
    const ledger = await open();
    const answer = await ledger.reserve(account, { run, units, nowMs, leaseMs: minute });
    if (answer.granted) await ledger.settle(answer.reservation, nowMs);
    return answer.granted;
  };

  test('take turns: nobody gets a second helping before those who wait had one', async () => {
    const account = newAccount([{ per: 'second', limit: 1 }]);
    const turns: (readonly [string, number, boolean])[] = [
      ['a', 0, true],
      ['a', 1, false],
      ['b', 2, false],
      // The unit is for `a`, who waited first; then for `b`, however often `a` asks.
      ['b', 1_001, false],
      ['a', 1_002, true],
      ['a', 1_003, false],
      ['a', 2_003, false],
      ['a', 2_004, false],
      ['b', 2_005, true],
      ['b', 3_006, false],
      ['a', 3_007, true],
    ];
    for (const [run, atMs, expected] of turns)
      expect([run, atMs, await ask(account, run, noon + atMs)]).toEqual([run, atMs, expected]);
  });

  test('leave one another their share of what is free, and use up the rest', async () => {
    const account = newAccount([{ per: 'minute', limit: 6 }]);
    for (let i = 0; i < 6; i += 1) await ask(account, 'a', noon);
    expect(await ask(account, 'a', noon + 1)).toBe(false);
    expect(await ask(account, 'b', noon + 2)).toBe(false);
    const laterMs = noon + minute + 1;
    const served = [];
    for (let i = 0; i < 4; i += 1) served.push(await ask(account, 'a', laterMs + i));
    expect(served).toEqual([true, true, true, false]);
    for (let i = 0; i < 3; i += 1) expect(await ask(account, 'b', laterMs + 10 + i)).toBe(true);
    expect(await ask(account, 'b', laterMs + 20)).toBe(false);
  });

  test('lose their place when they do not come back', async () => {
    const account = newAccount([{ per: 'minute', limit: 1 }]);
    await ask(account, 'a', noon);
    expect(await ask(account, 'gone', noon + 1)).toBe(false);
    expect(await ask(account, 'a', noon + minute + 1)).toBe(false);
    expect(await ask(account, 'a', noon + minute + 6 * second)).toBe(true);
  });

  test('who only looks by has no place', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'minute', limit: 1 }]);
    await ask(account, 'a', noon);
    await ledger.reserve(account, { run: 'b', units: 1, nowMs: noon + 1, leaseMs: minute, waits: false });
    expect(await ask(account, 'a', noon + minute + 1)).toBe(true);
  });

  test('who waits for tomorrow holds nothing back today, and comes first tomorrow', async () => {
    const account = newAccount([{ per: 'day', limit: 10 }]);
    await ask(account, 'a', noon, 5);
    expect(await ask(account, 'big', noon + 1, 10)).toBe(false);
    expect(await ask(account, 'a', noon + 2)).toBe(true);
    expect(await ask(account, 'big', midnight - 30 * second, 10)).toBe(false);
    expect(await ask(account, 'a', midnight + 1)).toBe(false);
    expect(await ask(account, 'big', midnight + 2, 10)).toBe(true);
  });

  test('a run with many callers gets no more than one with a single caller', async () => {
    const windows: readonly QuotaWindow[] = [
      { per: 'second', limit: 2 },
      { per: 'minute', limit: 30 },
    ];
    const callers = [
      ...callersOf('many', 10),
      ...callersOf('one', 1),
      ...callersOf('late', 2, { fromMs: noon + 5 * minute }),
    ];
    const served = await simulate(await open(), newAccount(windows), callers, 20 * minute);
    const shared = served.filter(({ atMs }) => atMs >= noon + 5 * minute);
    // Nothing stays unused: 30 a minute, for 20 minutes.
    expect(served.length).toBeGreaterThan(20 * 30 - 20);
    for (const run of ['many', 'one', 'late']) {
      expect(unitsOf(shared, run)).toBeGreaterThan(shared.length / 3 - 10);
      expect(unitsOf(shared, run)).toBeLessThan(shared.length / 3 + 10);
    }
  });

  test('a large booking is not starved by small ones', async () => {
    const callers = [...callersOf('small', 3), ...callersOf('large', 1, { units: 10, fromMs: noon + 10 })];
    const served = await simulate(await open(), newAccount([{ per: 'minute', limit: 10 }]), callers, 20 * minute);
    expect(unitsOf(served, 'large')).toBeGreaterThanOrEqual(80);
    expect(unitsOf(served, 'small')).toBeGreaterThanOrEqual(80);
  });

  test('an endless stream of new runs starves nobody', async () => {
    const lastsMs = 10 * minute;
    const stream = Array.from({ length: 600 }, (__, i) => ({
      run: `new ${String(i)}`,
      units: 1,
      fromMs: noon + i * second,
      untilMs: noon + i * second + 30 * second,
    }));
    const callers = [...callersOf('old', 1), ...stream];
    const served = await simulate(await open(), newAccount([{ per: 'minute', limit: 20 }]), callers, lastsMs);
    const times = served.filter(({ run }) => run === 'old').map(({ atMs }) => atMs);
    const gaps = times.map((atMs, i) => atMs - (times[i - 1] ?? noon));
    expect(times.length).toBeGreaterThan(4);
    expect(Math.max(...gaps)).toBeLessThan(3 * minute);
  });
});
