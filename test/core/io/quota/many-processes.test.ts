import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '../../../../core/src/io/seeded-random.ts';
import { sqliteLedger, type QuotaAccount, type QuotaWindow } from '../../../../core/src/io/quota/index.ts';
import { temporaryFolder } from './both-ledgers.ts';
import { ClockedRun } from './clocked-run.ts';
import { StrictCounter } from './strict-counter.ts';

const path = join(temporaryFolder(), 'many.db');
const leaseMs = 20_000;
const minuteMs = 60_000;
const midnightMs = Date.UTC(2026, 10, 21);
const ofDay: QuotaWindow = { per: 'day', limit: 19_000 };
const account: QuotaAccount = {
  provider: 'Strict',
  credential: 'shared',
  windows: [{ per: 'second', limit: 60 }, { per: 'minute', limit: 2_400 }, ofDay],
};

const runs: ClockedRun[] = [];
afterEach(() => Promise.all(runs.map((run) => run.kill())));

function start(run: string): ClockedRun {
  const started = new ClockedRun({ path, run, account, leaseMs, seed: runs.length });
  runs.push(started);
  return started;
}

/** One clock and one strict provider for runs in many processes, all of which act at each moment of the clock. */
class Day {
  readonly provider = new StrictCounter(account.windows);
  nowMs = midnightMs - 11 * minuteMs;
  readonly #random = seededRandom(20261128);

  async askUntil(endMs: number, asking: readonly ClockedRun[]): Promise<void> {
    for (; this.nowMs < endMs; this.nowMs += 150 + Math.floor(this.#random() * 900)) await this.step('ask', asking);
  }

  async step(act: 'ask' | 'rest', acting: readonly ClockedRun[]): Promise<void> {
    const made = await Promise.all(acting.map((run) => run.step(act, this.nowMs)));
    this.provider.meet(
      this.nowMs,
      made.reduce((sum, count) => sum + count, 0),
    );
  }
}

test(
  'a hundred thousand steps of four processes with one book: no window is exceeded, every run gets its share',
  { timeout: 120_000 },
  async () => {
    const day = new Day();
    const { provider } = day;
    const ledger = await sqliteLedger(path);
    const [a, b, c] = [start('a'), start('b'), start('c')];
    let d = start('d');
    const shares = (fromMs: number): number[] => [a, b, c, d].map((run) => run.madeSince(fromMs));
    /** Units of the day that are booked beyond the requests made, when nobody is at work. */
    const open = async (): Promise<number> => {
      await day.step('rest', [a, b, c]);
      const status = await ledger.status({ ...account, windows: [ofDay] }, day.nowMs);
      return (status[0]?.used ?? NaN) - provider.used(ofDay, day.nowMs);
    };

    const beganMs = day.nowMs;
    await day.askUntil(beganMs + 4 * minuteMs, [a, b, c, d]);
    expectEven(shares(beganMs));

    // Killed while it books, and the others ask: what it had booked counts until its lease ends, and no longer.
    await day.step('rest', [a, b, c, d]);
    day.nowMs += minuteMs;
    // It has six bookings before the others begin, which may take all that is left.
    provider.meet(day.nowMs, await d.step('hold', day.nowMs));
    await Promise.all([day.step('ask', [a, b, c]), d.kill()]);
    const killedMs = day.nowMs;
    const held = await open();
    expect(held).toBeGreaterThanOrEqual(6);
    day.nowMs += 1_500;
    await day.askUntil(killedMs + leaseMs, [a, b, c]);
    day.nowMs = Math.max(day.nowMs, killedMs + leaseMs);
    expect(await open()).toBe(0);

    // The same run goes on in another process, until the day is used up; nobody asks until the next one begins.
    d = start('d');
    const againMs = day.nowMs;
    await day.askUntil(midnightMs, [a, b, c, d]);
    expectEven(shares(againMs));
    expect(provider.fullest()).toEqual(account.windows.map(({ limit }) => limit));
    await day.askUntil(midnightMs + 5 * minuteMs, [a, b, c, d]);
    expectEven(shares(midnightMs));

    await d.step('rest', day.nowMs).then((made) => provider.meet(day.nowMs, made));
    expect(await open()).toBe(0);
    expect(provider.excesses).toEqual([]);
    expect(runs.reduce((sum, { operations }) => sum + operations, 0)).toBeGreaterThanOrEqual(100_000);
    await Promise.all([a, b, c, d].map((run) => run.end(day.nowMs)));
    await ledger.close();
  },
);

/** Nobody has a tenth less than the fair share. */
function expectEven(shares: readonly number[]): void {
  const fair = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  expect(Math.min(...shares.map((share) => share / fair))).toBeGreaterThan(0.9);
}
