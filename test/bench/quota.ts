/**
 * Bookings per second in the quota ledgers: each is booked, begun and settled, as a look-up does.
 * `npx node --conditions=pivotkit-source test/bench/quota.ts [memory bookings] [SQLite bookings]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryLedger, sqliteLedger, type QuotaAccount, type QuotaLedger } from '../../core/src/io/quota/index.ts';

const memoryCount = Number(process.argv[2] ?? 300_000);
const sqliteCount = Number(process.argv[3] ?? 15_000);
const startMs = Date.UTC(2026, 10, 20);

/** A free plan's windows, and ones in which nothing is refused, so that thousands of bookings are remembered. */
const tight = [
  { per: 'minute', limit: 4 },
  { per: 'day', limit: 500 },
  { per: 'month', limit: 15_500 },
] as const;
const wide = [
  { per: 'second', limit: 1_000_000 },
  { per: 'hour', limit: 100_000_000 },
  { per: 'day', limit: 100_000_000 },
  { per: 'month', limit: 1_000_000_000 },
] as const;

type Step = (ledger: QuotaLedger, account: QuotaAccount, nowMs: number) => Promise<void>;

const reserveAndRelease: Step = async (ledger, account, nowMs) => {
  const answer = await ledger.reserve(account, { units: 1, run: 'bench', nowMs, leaseMs: 30_000 });
  if (answer.granted) await ledger.release(answer.reservation);
};

const wholeCycle: Step = async (ledger, account, nowMs) => {
  const answer = await ledger.reserve(account, { units: 1, run: 'bench', nowMs, leaseMs: 30_000 });
  if (!answer.granted) return;
  await ledger.begin(answer.reservation, nowMs);
  await ledger.settle(answer.reservation, nowMs);
};

async function measure(
  name: string,
  ledger: QuotaLedger,
  step: Step,
  [windows, count]: readonly [QuotaAccount['windows'], number],
) {
  const account = { provider: 'Bench', credential: name, windows };
  const begin = performance.now();
  for (let i = 0; i < count; i += 1) await step(ledger, account, startMs + i);
  const seconds = (performance.now() - begin) / 1_000;
  console.log(
    `${name.padEnd(44)} ${Math.round(count / seconds)
      .toLocaleString('en')
      .padStart(10)} / s`,
  );
}

const memory = memoryLedger();
await measure('memory: reserve, release', memory, reserveAndRelease, [wide, memoryCount]);
await measure('memory: reserve, begin, settle', memory, wholeCycle, [wide, memoryCount]);
await measure('memory: reserve, mostly refused', memory, wholeCycle, [tight, memoryCount]);

const folder = mkdtempSync(join(tmpdir(), 'pivotkit-quota-'));
const sqlite = await sqliteLedger(join(folder, 'quota.db'));
await measure('SQLite: reserve, release', sqlite, reserveAndRelease, [wide, sqliteCount]);
await measure('SQLite: reserve, begin, settle', sqlite, wholeCycle, [wide, sqliteCount]);
await measure('SQLite: reserve, mostly refused', sqlite, wholeCycle, [tight, sqliteCount]);
await sqlite.close();
rmSync(folder, { recursive: true });
