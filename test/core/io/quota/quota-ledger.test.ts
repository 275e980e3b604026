import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuotaAccount, QuotaLedger, QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { freeAtMs, isCalendar, lengthMs, startMs, windowKey } from '../../../../core/src/io/quota/quota-window.ts';
import { bothLedgers, granted, newAccount } from './both-ledgers.ts';
import { LedgerModel } from './ledger-model.ts';

const noon = Date.UTC(2026, 10, 20, 12);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const freePlan: readonly QuotaWindow[] = [
  { per: 'minute', limit: 4 },
  { per: 'day', limit: 6 },
];

const request = (nowMs: number, more: { run?: string; units?: number; leaseMs?: number; waits?: boolean } = {}) => ({
  units: 1,
  run: 'a',
  leaseMs: 30 * second,
  ...more,
  nowMs,
});

describe.each(bothLedgers())('a ledger %s', (_, open) => {
  async function make(ledger: QuotaLedger, account: QuotaAccount, nowMs: number): Promise<void> {
    await ledger.settle(granted(await ledger.reserve(account, request(nowMs))), nowMs);
  }

  async function left(ledger: QuotaLedger, account: QuotaAccount, nowMs: number): Promise<readonly number[]> {
    return (await ledger.status(account, nowMs)).map((each) => each.left);
  }

  test('books in all windows and says which one is full and until when', async () => {
    const ledger = await open();
    const account = newAccount(freePlan);
    for (let i = 0; i < 4; i += 1) await make(ledger, account, noon + i);
    expect(await ledger.reserve(account, request(noon + 10))).toEqual({
      granted: false,
      retryAtMs: noon + minute + 1,
      window: freePlan[0],
    });
    await make(ledger, account, noon + minute + 1);
    await make(ledger, account, noon + minute + 2);
    expect(await ledger.reserve(account, request(noon + 5 * minute))).toEqual({
      granted: false,
      retryAtMs: Date.UTC(2026, 10, 21),
      window: freePlan[1],
    });
    await make(ledger, account, Date.UTC(2026, 10, 21));
  });

  test('accounts are counted apart by provider and by credential', async () => {
    const ledger = await open();
    const one = newAccount([{ per: 'day', limit: 1 }]);
    await make(ledger, one, noon);
    expect((await ledger.reserve(one, request(noon))).granted).toBe(false);
    await make(ledger, { ...one, credential: `${one.credential}.2` }, noon);
    await make(ledger, { ...one, provider: 'Other' }, noon);
  });

  test('a request counts from its booking until a window after its end, whenever it was made in between', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'minute', limit: 1 }]);
    const slow = granted(await ledger.reserve(account, request(noon, { leaseMs: 2 * minute })));
    expect(await left(ledger, account, noon + 90 * second)).toEqual([0]);
    await ledger.settle(slow, noon + 100 * second);
    expect(await left(ledger, account, noon + 160 * second)).toEqual([0]);
    expect(await left(ledger, account, noon + 160 * second + 1)).toEqual([1]);
  });

  test('a request over midnight counts in the day in which it ends', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'day', limit: 3 }]);
    const late = granted(await ledger.reserve(account, request(Date.UTC(2026, 10, 20, 23, 59, 59))));
    const midnight = Date.UTC(2026, 10, 21);
    expect(await left(ledger, account, midnight)).toEqual([2]);
    await ledger.settle(late, midnight + 1);
    expect(await left(ledger, account, midnight + 2)).toEqual([2]);
  });

  test('settle and release happen once; what was released is free', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'day', limit: 5 }]);
    const [one, two] = [
      granted(await ledger.reserve(account, request(noon, { units: 2 }))),
      granted(await ledger.reserve(account, request(noon, { units: 3 }))),
    ];
    await ledger.release(one);
    await ledger.release(one);
    await ledger.settle(one, noon);
    expect(await left(ledger, account, noon)).toEqual([2]);
    await ledger.settle(two, noon);
    await ledger.settle(two, noon);
    await ledger.release(two);
    expect(await left(ledger, account, noon)).toEqual([2]);
  });

  test('a lease that runs out gives back what was not begun, and counts what was', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'hour', limit: 5 }]);
    const begun = granted(await ledger.reserve(account, request(noon, { units: 2 })));
    const idle = granted(await ledger.reserve(account, request(noon, { units: 3 })));
    expect(await ledger.begin(begun, noon + 10 * second)).toBe(true);
    expect(await left(ledger, account, noon + 30 * second - 1)).toEqual([0]);
    expect(await left(ledger, account, noon + 30 * second)).toEqual([3]);
    expect(await ledger.begin(idle, noon + 30 * second)).toBe(false);
    // The lease of the begun one ended 40 s after noon.
    expect(await left(ledger, account, noon + 40 * second + hour)).toEqual([3]);
    expect(await left(ledger, account, noon + 40 * second + hour + 1)).toEqual([5]);
  });

  test('a request settled after its lease was made all the same, over the limit if need be', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'hour', limit: 1 }]);
    const forgotten = granted(await ledger.reserve(account, request(noon)));
    await make(ledger, account, noon + minute);
    await ledger.settle(forgotten, noon + 2 * minute);
    await ledger.settle(forgotten, noon + 2 * minute);
    const [status] = await ledger.status(account, noon + 2 * minute);
    expect(status).toMatchObject({ used: 2, left: 0, resetsAtMs: noon + 2 * minute + hour + 1 });
  });

  test('status: used, left and when all of it is free again', async () => {
    const ledger = await open();
    const account = newAccount([...freePlan, { per: 'month', limit: 100 }]);
    expect(await ledger.status(account, noon)).toEqual([
      { window: account.windows[0], used: 0, left: 4, resetsAtMs: noon },
      { window: account.windows[1], used: 0, left: 6, resetsAtMs: noon },
      { window: account.windows[2], used: 0, left: 100, resetsAtMs: noon },
    ]);
    await make(ledger, account, noon);
    await make(ledger, account, noon + second);
    expect(await ledger.status(account, noon + second)).toEqual([
      { window: account.windows[0], used: 2, left: 2, resetsAtMs: noon + second + minute + 1 },
      { window: account.windows[1], used: 2, left: 4, resetsAtMs: Date.UTC(2026, 10, 21) },
      { window: account.windows[2], used: 2, left: 98, resetsAtMs: Date.UTC(2026, 11, 1) },
    ]);
  });

  test('a window declared later counts what was asked before', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'month', limit: 100 }]);
    for (let i = 0; i < 3; i += 1) await make(ledger, account, noon + i);
    const more = { ...account, windows: [...account.windows, { per: 'minute', limit: 4 } as const] };
    expect(await left(ledger, more, noon + 5)).toEqual([97, 1]);
  });

  test('a lower limit in another run holds for that run', async () => {
    const ledger = await open();
    const account = newAccount([{ per: 'day', limit: 10 }]);
    for (let i = 0; i < 5; i += 1) await make(ledger, account, noon + i);
    expect((await ledger.reserve({ ...account, windows: [{ per: 'day', limit: 5 }] }, request(noon + 9))).granted).toBe(
      false,
    );
    await make(ledger, account, noon + 9);
  });

  test('an account without windows is blocked by its provider alone', async () => {
    const ledger = await open();
    const account = newAccount([]);
    await make(ledger, account, noon);
    await ledger.learn(account, [{ blockedUntilMs: noon + minute }], noon);
    expect(await ledger.reserve(account, request(noon + 1))).toEqual({
      granted: false,
      retryAtMs: noon + minute,
      window: undefined,
    });
    await make(ledger, account, noon + minute);
  });

  test.each<[string, Partial<QuotaAccount>, object, RegExp]>([
    ['a limit of 0', { windows: [{ per: 'day', limit: 0 }] }, {}, /limit per day is 0/],
    ['half a limit', { windows: [{ per: 'day', limit: 0.5 }] }, {}, /limit per day is 0.5/],
    [
      'a window twice',
      { windows: [freePlan[0]!, { per: 'minute', limit: 5, sliding: true }] },
      {},
      /two limits per minute/,
    ],
    ['no units', {}, { units: 0 }, /0 units/],
    ['more units than a limit', {}, { units: 5 }, /5 units at once, where 4 per minute are allowed/],
    ['no lease', {}, { leaseMs: 0 }, /a lease of 0 ms/],
    ['an endless lease', {}, { leaseMs: Infinity }, /a lease of/],
    ['no time', {}, { nowMs: Number.NaN }, /the time is/],
  ])('%s is refused', async (_name, account, more, message) => {
    const ledger = await open();
    const failing = ledger.reserve({ ...newAccount(freePlan), ...account }, { ...request(noon), ...more });
    await expect(failing).rejects.toMatchObject({ code: 'QUOTA_INVALID', message: expect.stringMatching(message) });
  });

  test('what is no reservation is refused', async () => {
    const ledger = await open();
    await expect(ledger.settle('17', noon)).rejects.toMatchObject({ code: 'QUOTA_INVALID' });
    await expect(ledger.release('x@["Example","y"]')).rejects.toMatchObject({ code: 'QUOTA_INVALID' });
    expect(await ledger.begin('17@["Example","nobody"]', noon)).toBe(false);
  });

  describe('like plain bookkeeping', () => {
    const windows: readonly QuotaWindow[] = [
      { per: 'second', limit: 5 },
      { per: 'minute', limit: 9 },
      { per: 'hour', limit: 30 },
      { per: 'day', limit: 40 },
      { per: 'day', limit: 45, sliding: true },
      { per: 'month', limit: 60 },
      { per: 'month', limit: 65, sliding: true },
    ];
    const step = fc.record({
      act: fc.constantFrom('reserve', 'reserve', 'reserve', 'begin', 'settle', 'settle', 'release', 'status'),
      afterMs: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 400 }) },
        { weight: 4, arbitrary: fc.integer({ min: 0, max: minute }) },
        { weight: 2, arbitrary: fc.integer({ min: 0, max: hour }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * day }) },
      ),
      units: fc.integer({ min: 1, max: 3 }),
      which: fc.nat(1_000),
      leaseMs: fc.constantFrom(1, 300, second, 30 * second, hour),
    });
    // Long months, short ones and a leap day lie ahead of these.
    const starts = fc.constantFrom(
      noon,
      Date.UTC(2028, 1, 27, 23, 59),
      Date.UTC(2026, 1, 28),
      Date.UTC(2026, 11, 31, 23),
    );

    test('grants exactly when there is room, and counts the same', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(
          starts,
          fc.array(step, { minLength: 100, maxLength: 500, size: 'max' }),
          async (start, steps) => {
            const ledger = await open();
            const account = newAccount(windows);
            const model = new LedgerModel();
            const booked: string[] = [];
            let nowMs = start;
            for (const { act, afterMs, units, which, leaseMs } of steps) {
              nowMs += afterMs;
              const reservation = booked[Math.max(0, booked.length - 1 - (which % 8))] ?? '';
              const isAboutOne = act !== 'reserve' && act !== 'status';
              if (isAboutOne && (reservation === '' || model.isForgotten(reservation, nowMs))) continue;
              if (act !== 'settle' && act !== 'release') model.pass(nowMs);
              if (act === 'reserve') {
                const answer = await ledger.reserve(account, request(nowMs, { units, leaseMs }));
                const hasRoom = windows.every((window) => model.used(window, nowMs) + units <= window.limit);
                expect(answer.granted).toBe(hasRoom);
                if (answer.granted) {
                  booked.push(answer.reservation);
                  model.add(answer.reservation, units, { nowMs, leaseMs });
                } else expect(answer.retryAtMs).toBeGreaterThan(nowMs);
              } else if (act === 'status') {
                const found = await ledger.status(account, nowMs);
                expect(found.map(({ used }) => used)).toEqual(windows.map((window) => model.used(window, nowMs)));
                for (const { window, used, left: free } of found) expect(free).toBe(Math.max(0, window.limit - used));
              } else {
                if (act === 'begin')
                  expect(await ledger.begin(reservation, nowMs)).toBe(model.begin(reservation, nowMs));
                if (act === 'settle') await ledger.settle(reservation, nowMs);
                if (act === 'settle') model.settle(reservation, nowMs);
                if (act === 'release') await ledger.release(reservation);
                if (act === 'release') model.release(reservation);
              }
            }
          },
        ),
        { numRuns: 100, endOnFailure: true },
      );
    });

    test('the time to come back is the first one at which a lonely run is served', async () => {
      await fc.assert(
        fc.asyncProperty(
          starts,
          fc.array(fc.nat(20 * minute), { minLength: 20, maxLength: 80 }),
          async (start, gaps) => {
            const ledger = await open();
            const account = newAccount(windows);
            let nowMs = start;
            for (const gapMs of gaps) {
              nowMs += gapMs % 3 === 0 ? gapMs : gapMs % 500;
              const answer = await ledger.reserve(account, request(nowMs));
              if (answer.granted) {
                await ledger.settle(answer.reservation, nowMs);
                continue;
              }
              const early = await ledger.reserve(account, request(answer.retryAtMs - 1));
              expect(early).toEqual(answer);
              nowMs = answer.retryAtMs;
              await ledger.settle(granted(await ledger.reserve(account, request(nowMs))), nowMs);
            }
          },
        ),
        { numRuns: 30, endOnFailure: true },
      );
    });
  });

  describe('no window is exceeded at the provider', () => {
    const windows: readonly QuotaWindow[] = [
      { per: 'second', limit: 6 },
      { per: 'minute', limit: 20 },
      { per: 'hour', limit: 200 },
      { per: 'day', limit: 300 },
      { per: 'day', limit: 310, sliding: true },
      { per: 'month', limit: 500 },
    ];
    const life = fc.record({
      run: fc.constantFrom('a', 'b', 'c'),
      units: fc.integer({ min: 1, max: 4 }),
      afterMs: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 0, max: 200 }) },
        { weight: 3, arbitrary: fc.integer({ min: 0, max: minute }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 8 * hour }) },
      ),
      /** What becomes of the booking, how long it lasts, and when in between the provider meets the request. */
      fate: fc.constantFrom('settle', 'settle', 'settle', 'settle', 'crash', 'crash after begin', 'release'),
      lastsMs: fc.nat(2_000),
      metAt: fc.double({ min: 0, max: 1, noNaN: true }),
      backMs: fc.oneof(
        { weight: 30, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: minute }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 * day }) },
      ),
      hint: fc.option(
        fc.record({ per: fc.constantFrom('second' as const, 'minute' as const), remaining: fc.nat(10) }),
        { freq: 20, nil: undefined },
      ),
    });
    interface Met {
      readonly trueMs: number;
      readonly labelMs: number;
      readonly units: number;
    }
    const leaseMs = 5 * second;

    async function live(
      ledger: QuotaLedger,
      lives: readonly (typeof life extends fc.Arbitrary<infer L> ? L : never)[],
      goesBack: boolean,
    ) {
      const account = newAccount(windows);
      const met: Met[] = [];
      const ends: { readonly trueMs: number; readonly end: (nowMs: number) => Promise<void> }[] = [];
      let trueMs = noon;
      let aheadMs = 0;
      const passTo = async (untilMs: number): Promise<void> => {
        ends.sort((a, b) => a.trueMs - b.trueMs);
        while ((ends[0]?.trueMs ?? Infinity) <= untilMs) {
          const next = ends.shift();
          if (next !== undefined) await next.end(next.trueMs + aheadMs);
        }
      };
      for (const { run, units, afterMs, fate, lastsMs, metAt, backMs, hint } of lives) {
        await passTo(trueMs + afterMs);
        trueMs += afterMs;
        if (goesBack) aheadMs -= backMs;
        const nowMs = trueMs + aheadMs;
        if (hint !== undefined) await ledger.learn(account, [hint], nowMs);
        const answer = await ledger.reserve(account, request(nowMs, { run, units, leaseMs }));
        if (!answer.granted || fate === 'crash') continue;
        const { reservation } = answer;
        if (fate === 'release') {
          ends.push({ trueMs: trueMs + lastsMs, end: async () => ledger.release(reservation) });
          continue;
        }
        expect(await ledger.begin(reservation, nowMs)).toBe(true);
        const longestMs = fate === 'settle' ? lastsMs : leaseMs;
        const meetsMs = trueMs + Math.floor(metAt * longestMs);
        met.push({ trueMs: meetsMs, labelMs: meetsMs + aheadMs, units });
        if (fate === 'settle')
          ends.push({ trueMs: trueMs + lastsMs, end: async (endMs) => ledger.settle(reservation, endMs) });
      }
      return met;
    }

    function mostInAnyInterval(met: readonly Met[], spanMs: number): number {
      const sorted = met.toSorted((a, b) => a.trueMs - b.trueMs);
      let [most, units, first] = [0, 0, 0];
      for (const each of sorted) {
        units += each.units;
        while ((sorted[first]?.trueMs ?? 0) < each.trueMs - spanMs) {
          units -= sorted[first]?.units ?? 0;
          first += 1;
        }
        most = Math.max(most, units);
      }
      return most;
    }

    function mostInAnyPeriod(met: readonly Met[], window: QuotaWindow): number {
      const periods = Map.groupBy(met, ({ labelMs }) => startMs(windowKey(window), labelMs));
      return Math.max(0, ...[...periods.values()].map((all) => all.reduce((sum, { units }) => sum + units, 0)));
    }

    test.each([false, true])(
      'many runs, crashes and hints; clock going back: %s',
      { timeout: 60_000 },
      async (goesBack) => {
        let requests = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(life, { minLength: 100, maxLength: 600, size: 'max' }), async (lives) => {
            const met = await live(await open(), lives, goesBack);
            requests += met.length;
            for (const window of windows) {
              const key = windowKey(window);
              if (!isCalendar(key)) expect(mostInAnyInterval(met, lengthMs(key))).toBeLessThanOrEqual(window.limit);
              else if (!goesBack) expect(mostInAnyPeriod(met, window)).toBeLessThanOrEqual(window.limit);
            }
          }),
          { numRuns: 40, endOnFailure: true },
        );
        expect(requests).toBeGreaterThan(500);
      },
    );

    test('a clock that goes back over midnight opens neither day anew', async () => {
      const ledger = await open();
      const account = newAccount([{ per: 'day', limit: 3 }]);
      const midnight = Date.UTC(2026, 10, 21);
      for (let i = 0; i < 3; i += 1) await make(ledger, account, midnight - 10 * second + i);
      await make(ledger, account, midnight + 1);
      expect(await left(ledger, account, midnight - 5 * second)).toEqual([0]);
      expect(await left(ledger, account, midnight + 5 * second)).toEqual([2]);
    });

    test('a reading taken before that of another process frees nothing early', async () => {
      const ledger = await open();
      const account = newAccount([{ per: 'minute', limit: 1 }]);
      await make(ledger, account, noon + 5 * second);
      expect((await ledger.reserve(account, request(noon))).granted).toBe(false);
      expect(await left(ledger, account, noon + minute + 5 * second)).toEqual([0]);
      expect(await left(ledger, account, noon + minute + 5 * second + 1)).toEqual([1]);
    });

    test('a clock that was far ahead blocks nothing for long', async () => {
      const ledger = await open();
      const account = newAccount([
        { per: 'minute', limit: 1 },
        { per: 'day', limit: 2 },
      ]);
      const wrong = Date.UTC(2099, 0, 1);
      await make(ledger, account, wrong);
      await ledger.learn(account, [{ blockedUntilMs: wrong + day }, { per: 'minute', remaining: 0 }], wrong);
      const [perMinute, perDay] = await ledger.status(account, noon);
      expect(perMinute?.resetsAtMs).toBeLessThanOrEqual(noon + day);
      expect(perDay?.resetsAtMs).toBeLessThanOrEqual(noon + day);
      expect(await left(ledger, account, freeAtMs('day', noon) + day)).toEqual([1, 2]);
    });
  });
});
