import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  memoryLedger,
  sqliteLedger,
  type QuotaAccount,
  type QuotaLedger,
} from '../../../../core/src/io/quota/index.ts';

/** A folder that is gone when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pivotkit-quota-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One ledger of each kind, for all tests of a file: each test uses an account of its own. */
export function bothLedgers(): readonly (readonly [string, () => Promise<QuotaLedger>])[] {
  const memory = memoryLedger();
  const sqlite = sqliteLedger(join(temporaryFolder(), 'quota.db'));
  afterAll(async () => (await sqlite).close());
  return [
    ['in memory', async () => memory],
    ['in SQLite', async () => sqlite],
  ];
}

let accounts = 0;

/** An account nobody has used. */
export function newAccount(windows: QuotaAccount['windows']): QuotaAccount {
  accounts += 1;
  return { provider: 'Example', credential: `key ${String(accounts)}`, windows };
}

/** The reservation, or an error. */
export function granted(answer: Awaited<ReturnType<QuotaLedger['reserve']>>): string {
  if (answer.granted) return answer.reservation;
  throw new Error(`refused until ${new Date(answer.retryAtMs).toISOString()}`);
}
