import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { keyvStorageCapability, type KeyvStorageCapability } from 'keyv';
import type { Clock } from '../clock.ts';

interface StoreEntry {
  readonly key: string;
  readonly value: unknown;
  /** Epoch milliseconds; undefined = never. */
  readonly expires?: number;
}

/** In the header of the file, so that another program's database is not taken for ours: `PVKC`. */
const applicationId = 0x50_56_4b_43;

/** Another process may be writing; this process stands still for so long at most. */
const busyTimeoutMs = 2_000;

/** Expired entries removed at once, so that no write waits long. */
const sweepLimit = 10_000;

const pageSize = 1_000;

/**
 * A store for Keyv in one SQLite file, on the SQLite that Node brings: no other package, nothing compiled. Several
 * processes may use the file at once. It is opened at the first use and readable by its owner alone; expired entries are
 * not returned and go with the first write of a process.
 */
export class SqliteStore {
  namespace: string | undefined;
  readonly #path: string;
  readonly #clock: Clock;
  #opening: Promise<DatabaseSync> | undefined;
  #swept = false;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  get capabilities(): KeyvStorageCapability {
    return keyvStorageCapability(this);
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.getMany([key]))[0];
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    const select = (await this.#open()).prepare(
      'SELECT value FROM entries WHERE namespace = ? AND key = ? AND (expires IS NULL OR expires > ?)',
    );
    const nowMs = this.#nowMs();
    return keys.map((key) => textOf(select.get(this.#namespace(), key, nowMs)?.['value']));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.setMany([{ key, value, ...(expires === undefined ? {} : { expires }) }]);
    return true;
  }

  async setMany(entries: readonly StoreEntry[]): Promise<boolean[]> {
    const database = await this.#open();
    inTransaction(database, () => {
      const insert = database.prepare(
        'INSERT INTO entries (namespace, key, value, expires) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires',
      );
      for (const { key, value, expires } of entries) insert.run(this.#namespace(), key, String(value), expires ?? null);
    });
    this.#sweep(database);
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.deleteMany([key]))[0] === true;
  }

  async deleteMany(keys: readonly string[]): Promise<boolean[]> {
    const database = await this.#open();
    return inTransaction(database, () => {
      const remove = database.prepare('DELETE FROM entries WHERE namespace = ? AND key = ?');
      return keys.map((key) => remove.run(this.#namespace(), key).changes > 0);
    });
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  /** Of this namespace alone. */
  async clear(): Promise<void> {
    (await this.#open()).prepare('DELETE FROM entries WHERE namespace = ?').run(this.#namespace());
  }

  async *iterator(): AsyncGenerator<[string, string], void> {
    const select = (await this.#open()).prepare(
      'SELECT key, value FROM entries WHERE namespace = ? AND key > ? AND (expires IS NULL OR expires > ?) ' +
        'ORDER BY key LIMIT ?',
    );
    for (let last: string | undefined = ''; last !== undefined;) {
      const page: [string, string][] = select
        .all(this.#namespace(), last, this.#nowMs(), pageSize)
        .map(({ key, value }) => [String(key), String(value)]);
      yield* page;
      last = page.at(-1)?.[0];
    }
  }

  async disconnect(): Promise<void> {
    const database = await this.#opening;
    this.#opening = undefined;
    database?.close();
  }

  /** A file that cannot be opened now may be later. */
  async #open(): Promise<DatabaseSync> {
    this.#opening ??= openDatabase(this.#path);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  #sweep(database: DatabaseSync): void {
    if (this.#swept) return;
    this.#swept = true;
    database
      .prepare('DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE expires <= ? LIMIT ?)')
      .run(this.#nowMs(), sweepLimit);
  }

  #namespace(): string {
    return this.namespace ?? '';
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

async function openDatabase(path: string): Promise<DatabaseSync> {
  // Loaded when it is needed: most commands need no cache, and older releases of Node warn of the module.
  const { DatabaseSync: Database } = await import('node:sqlite');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite would let everybody read it; its side files take over the mode of this one.
  closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    prepareDatabase(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareDatabase(database: DatabaseSync, path: string): void {
  if (!isOurs(database)) inTransaction(database, () => createTables(database, path));
  useWriteAheadLog(database);
  database.exec('PRAGMA synchronous = NORMAL');
}

/** Within a transaction, since another process may be at it too. */
function createTables(database: DatabaseSync, path: string): void {
  if (isOurs(database)) return;
  if (database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined)
    throw new Error(`${path} is a database of another program`);
  database.exec(`
    PRAGMA application_id = ${applicationId};
    CREATE TABLE entries (namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
      PRIMARY KEY (namespace, key)) STRICT;
    CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL`);
}

const isOurs = (database: DatabaseSync): boolean =>
  database.prepare('PRAGMA application_id').get()?.['application_id'] === applicationId;

/** Readers and a writer at once. Where it cannot be had (a network folder, another process is at it) the file works as it is. */
function useWriteAheadLog(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA journal_mode = WAL');
  } catch {
    // Only slower.
  }
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
