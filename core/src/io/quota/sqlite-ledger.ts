import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../error/text-of.ts';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { emptyState, type AccountState } from './account-state.ts';
import { ledgerOver, type AccountStore } from './account-store.ts';
import { readAccount, writeAccount } from './account-text.ts';
import type { QuotaLedger } from './quota-ledger.ts';

/** Version of the tables and of the text in them, kept as the file's `user_version`. */
const version = 1;

/** How long to wait for another process that writes. */
const busyTimeoutMs = 10_000;

const tables = 'CREATE TABLE account (name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT';

/**
 * A ledger in a SQLite file, shared by all processes of this machine; the file and its folder are made where they are
 * missing. What was booked survives the end of a process, however it ends; after a loss of power the last bookings may
 * be missing. Not for network drives: the processes share memory beside the file (sqlite.org/wal.html, read 2026-11-20).
 * @throws QUOTA_LEDGER_UNUSABLE when the file cannot be opened, is no ledger, or is one of a newer version
 */
export async function sqliteLedger(path: string): Promise<QuotaLedger> {
  const sqlite = await import('node:sqlite');
  const database = guarded(path, () => open(sqlite.DatabaseSync, path));
  return ledgerOver(storeIn(database, path));
}

/** Any failure as an error that names the file. */
function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (PivotKitError.is(cause)) throw cause;
    throw new PivotKitError('QUOTA_LEDGER_UNUSABLE', { path, problem: messageOf(cause) }, { cause });
  }
}

function open(Database: typeof DatabaseSync, path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    prepare(database, path);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** A write-ahead log is kept for the life of the file, so that readers and the writer do not wait for one another. */
function prepare(database: DatabaseSync, path: string): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  inTransaction(database, () => {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found > version) throw newerVersion(path, found);
    if (found === version) return;
    database.exec(tables);
    database.exec(`PRAGMA user_version = ${String(version)}`);
  });
}

const newerVersion = (path: string, found: number): PivotKitError =>
  new PivotKitError('QUOTA_LEDGER_UNUSABLE', {
    path,
    problem: `it has version ${String(found)}, of a newer PivotKit; this one writes version ${String(version)}`,
  });

function storeIn(database: DatabaseSync, path: string): AccountStore {
  const select = database.prepare('SELECT state FROM account WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO account VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
  );
  const states = stateCache();
  const change: AccountStore['change'] = (account, act) => {
    const text = select.get(account)?.['state'];
    const state = typeof text === 'string' ? states.take(account, text) : emptyState();
    const result = act(state);
    upsert.run(account, states.keep(account, state));
    return result;
  };
  return {
    change: (account, act) => guarded(path, () => inTransaction(database, () => change(account, act))),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

/** Saves reading the text of an account that no other process has changed since it was written here. */
function stateCache() {
  const written = new Map<string, { readonly text: string; readonly state: AccountState }>();
  return {
    /** The state may be changed and not kept, so it is remembered no longer. */
    take(account: string, text: string): AccountState {
      const known = written.get(account);
      written.delete(account);
      return known?.text === text ? known.state : readAccount(text);
    },
    keep(account: string, state: AccountState): string {
      const text = writeAccount(state);
      written.set(account, { text, state });
      return text;
    },
  };
}

/** One step for all processes: the lock is taken before anything is read. */
function inTransaction<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw cause;
  }
}
