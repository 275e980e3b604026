import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuotaAccount, QuotaHint, QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { bothLedgers, granted, newAccount } from './both-ledgers.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const midnight = Date.UTC(2026, 10, 21);

const windows: readonly QuotaWindow[] = [
  { per: 'minute', limit: 4 },
  { per: 'hour', limit: 100 },
  { per: 'day', limit: 500 },
];

describe.each(bothLedgers())('what a provider says, %s', (_, open) => {
  const left = async (account: QuotaAccount, nowMs: number) =>
    (await (await open()).status(account, nowMs)).map((each) => each.left);

  async function make(account: QuotaAccount, nowMs: number, count: number): Promise<void> {
    const ledger = await open();
    for (let i = 0; i < count; i += 1) {
      const answer = await ledger.reserve(account, { run: 'a', units: 1, nowMs, leaseMs: minute });
      await ledger.settle(granted(answer), nowMs);
    }
  }

  test.each<[string, readonly QuotaHint[], readonly number[], number, readonly number[]]>([
    ['nothing', [], [2, 98, 498], minute, [2, 98, 498]],
    ['less is left', [{ per: 'hour', remaining: 50 }], [2, 50, 498], hour, [4, 50, 498]],
    ['more is left', [{ per: 'hour', remaining: 99 }], [2, 98, 498], hour, [4, 98, 498]],
    [
      'nothing is left until',
      [{ per: 'hour', remaining: 0, resetAtMs: noon + minute }],
      [2, 0, 498],
      minute - 1,
      [2, 0, 498],
    ],
    ['nothing is left of a day', [{ per: 'day', remaining: 0 }], [2, 98, 0], midnight - noon - 1, [4, 100, 0]],
    ['a lower limit', [{ per: 'minute', limit: 3 }], [1, 98, 498], 30 * second, [1, 98, 498]],
    ['a higher limit', [{ per: 'minute', limit: 30, remaining: 29 }], [2, 98, 498], 30 * second, [2, 98, 498]],
    ['the limit tells the window', [{ limit: 500, remaining: 7 }], [2, 98, 7], 30 * second, [2, 98, 7]],
    [
      'the reset tells the window',
      [{ remaining: 7, resetAtMs: noon + 20 * minute }],
      [2, 7, 498],
      10 * minute,
      [4, 7, 498],
    ],
    ['nothing tells the window', [{ remaining: 1 }], [2, 98, 498], 30 * second, [2, 98, 498]],
    ['nothing is left of who knows what', [{ remaining: 0 }], [0, 98, 498], 30 * second, [0, 98, 498]],
    ['a window nobody declared', [{ per: 'second', remaining: 3 }], [2, 98, 498], 0, [2, 98, 498]],
    [
      'an empty one nobody declared',
      [{ per: 'month', remaining: 0, resetAtMs: noon + hour }],
      [0, 0, 0],
      hour - 1,
      [0, 0, 0],
    ],
    ['stop', [{ blockedUntilMs: noon + hour }], [0, 0, 0], hour - 1, [0, 0, 0]],
    [
      'stop, said twice',
      [{ blockedUntilMs: noon + hour }, { blockedUntilMs: noon + minute }],
      [0, 0, 0],
      hour - 1,
      [0, 0, 0],
    ],
    [
      'numbers that are none',
      [{ per: 'hour', remaining: Number.NaN, resetAtMs: Number.NaN, limit: -1 }],
      [2, 98, 498],
      0,
      [2, 98, 498],
    ],
    [
      'a reset that is none',
      [{ per: 'hour', remaining: 3, resetAtMs: Number.NaN, blockedUntilMs: Number.NaN }],
      [2, 3, 498],
      minute,
      [2, 3, 498],
    ],
  ])('%s', async (...[, hints, expected, laterMs, later]) => {
    const account = newAccount(windows);
    await make(account, noon, 2);
    await (await open()).learn(account, hints, noon);
    expect(await left(account, noon)).toEqual(expected);
    expect(await left(account, noon + laterMs)).toEqual(later);
    expect(await left(account, noon + 3 * day)).toEqual([4, 100, 500]);
  });

  test.each<[string, QuotaHint, number]>([
    ['a reset in the past', { per: 'hour', remaining: 0, resetAtMs: noon - day }, second],
    ['a reset now', { per: 'hour', remaining: 0, resetAtMs: noon }, second],
    ['a reset in a hundred years', { per: 'hour', remaining: 0, resetAtMs: noon + 36_500 * day }, 2 * hour],
    ['a reset never', { per: 'hour', remaining: 0, resetAtMs: Infinity }, 2 * hour],
    ['a block in the past', { blockedUntilMs: noon - day }, second],
    ['a block for years', { blockedUntilMs: noon + 365 * day }, day],
    ['a block for ever', { blockedUntilMs: Infinity }, day],
  ])('%s is clamped', async (_name, hint, lastsMs) => {
    const account = newAccount([{ per: 'hour', limit: 100 }]);
    await (await open()).learn(account, [hint], noon);
    expect(await left(account, noon + lastsMs - 1)).toEqual([0]);
    expect(await left(account, noon + lastsMs)).toEqual([100]);
  });

  test('units that others use are not counted twice when our own pass', async () => {
    const account = newAccount([{ per: 'hour', limit: 100 }]);
    await make(account, noon, 10);
    await (await open()).learn(account, [{ per: 'hour', remaining: 60 }], noon);
    expect(await left(account, noon)).toEqual([60]);
    await make(account, noon + minute, 5);
    await (await open()).learn(account, [{ per: 'hour', remaining: 55 }], noon + minute);
    expect(await left(account, noon + minute)).toEqual([55]);
  });

  test('never raises what is left, whatever is said', async () => {
    const said = fc.option(fc.integer({ min: -5, max: 600 }), { nil: undefined });
    const when = fc.option(fc.integer({ min: noon - day, max: noon + 60 * day }), { nil: undefined });
    const hints = fc.array(
      fc.record({
        per: fc.constantFrom(undefined, 'second', 'minute', 'hour', 'day', 'month'),
        limit: said,
        remaining: said,
        resetAtMs: when,
        blockedUntilMs: fc.option(when, { nil: undefined, freq: 2 }),
        afterMs: fc.nat(20 * second),
        made: fc.nat(2),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(hints, async (all) => {
        const ledger = await open();
        const account = newAccount(windows);
        let nowMs = noon;
        for (const { afterMs, made, ...hint } of all) {
          nowMs += afterMs;
          for (let i = 0; i < made; i += 1) {
            const answer = await ledger.reserve(account, { run: 'a', units: 1, nowMs, leaseMs: minute });
            if (answer.granted) await ledger.settle(answer.reservation, nowMs);
          }
          const before = await left(account, nowMs);
          const known = Object.entries(hint).filter(([, value]) => value !== undefined);
          await ledger.learn(account, [Object.fromEntries(known)], nowMs);
          const after = await left(account, nowMs);
          for (const [i, units] of after.entries()) expect(units).toBeLessThanOrEqual(before[i] ?? 0);
          const meant = windows.findIndex(({ per }) => per === hint.per);
          if (meant !== -1 && hint.remaining !== undefined && hint.remaining >= 0)
            expect(after[meant]).toBeLessThanOrEqual(hint.remaining);
        }
        expect(await left(account, nowMs + 3 * day)).toEqual([4, 100, 500]);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});
