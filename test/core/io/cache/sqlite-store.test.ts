import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCache } from '../../../../core/src/io/cache/open-cache.ts';
import { SqliteStore } from '../../../../core/src/io/cache/sqlite-store.ts';
import { systemClock } from '../../../../core/src/io/clock.ts';
import { entryOf, found, keyOf, storedAtMs } from './entries.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-sqlite-'));
  path = join(folder, 'deep', 'cache.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clockAt = (ms: number) => ({ ...systemClock, now: () => new Date(ms) });

async function listOf(store: SqliteStore): Promise<readonly [string, string][]> {
  const listed: [string, string][] = [];
  for await (const entry of store.iterator()) listed.push(entry);
  return listed;
}

describe('SqliteStore', () => {
  test('keeps texts by namespace, beyond its own life', async () => {
    const store = new SqliteStore(path, systemClock);
    store.namespace = 'one';
    await store.setMany([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ]);
    store.namespace = 'two';
    await store.set('a', '3');
    await store.disconnect();
    const again = new SqliteStore(path, systemClock);
    again.namespace = 'one';
    expect(await again.getMany(['b', 'x', 'a'])).toEqual(['2', undefined, '1']);
    expect(await again.hasMany(['b', 'x'])).toEqual([true, false]);
    await again.clear();
    expect(await listOf(again)).toEqual([]);
    again.namespace = 'two';
    expect(await again.get('a')).toBe('3');
    expect(await again.deleteMany(['a', 'a'])).toEqual([true, false]);
    expect([await again.delete('a'), await again.has('a')]).toEqual([false, false]);
    await again.disconnect();
  });

  test('what has expired is not there, and goes with the first write of the next process', async () => {
    const store = new SqliteStore(path, clockAt(100));
    await store.setMany([
      { key: 'at', value: '1', expires: 200 },
      { key: 'after', value: '2', expires: 201 },
      { key: 'never', value: '3' },
    ]);
    await store.disconnect();
    const later = new SqliteStore(path, clockAt(200));
    expect(await later.getMany(['at', 'after', 'never'])).toEqual([undefined, '2', '3']);
    expect(await listOf(later)).toEqual([
      ['after', '2'],
      ['never', '3'],
    ]);
    await later.set('new', '4');
    await later.disconnect();
    const database = new DatabaseSync(path);
    expect(
      database
        .prepare('SELECT key FROM entries ORDER BY key')
        .all()
        .map(({ key }) => key),
    ).toEqual(['after', 'never', 'new']);
    database.close();
  });

  test('lists more than a page', async () => {
    const store = new SqliteStore(path, systemClock);
    const entries = Array.from({ length: 2_500 }, (_, i) => ({
      key: `k${String(i).padStart(4, '0')}`,
      value: String(i),
    }));
    await store.setMany(entries);
    expect(await listOf(store)).toEqual(entries.map(({ key, value }) => [key, value]));
    await store.disconnect();
  });

  test('a batch is written whole or not at all', async () => {
    const store = new SqliteStore(path, systemClock);
    const unwritable = {
      toString: () => {
        throw new Error('no text');
      },
    };
    await expect(
      store.setMany([
        { key: 'a', value: '1' },
        { key: 'b', value: unwritable },
      ]),
    ).rejects.toThrow('no text');
    expect(await store.get('a')).toBeUndefined();
    await store.disconnect();
  });

  test.skipIf(process.platform === 'win32')('the file is for its owner alone', async () => {
    const store = new SqliteStore(path, systemClock);
    await store.set('a', '1');
    const modes = [path, `${path}-wal`, `${path}-shm`].map((file) => (statSync(file).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '600', '600']);
    expect((statSync(join(folder, 'deep')).mode & 0o777).toString(8)).toBe('700');
    await store.disconnect();
  });

  test('a file that cannot be opened now may be later', async () => {
    mkdirSync(path, { recursive: true });
    const store = new SqliteStore(path, systemClock);
    await expect(store.get('a')).rejects.toThrow();
    rmSync(path, { recursive: true });
    await store.set('a', '1');
    expect(await store.get('a')).toBe('1');
    await store.disconnect();
  });
});

describe('a cache on a file that is none of its', () => {
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
  beforeEach(() => void warnings.splice(0));

  async function expectUnused(reason: RegExp): Promise<void> {
    const cache = await openCache(`sqlite:${path}`, { folder, log });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    expect(await cache.get([keyOf('a')], storedAtMs)).toEqual([undefined]);
    await expect(cache.stats()).rejects.toMatchObject({ code: 'CACHE_UNUSABLE' });
    await cache.close();
    expect(warnings).toEqual([expect.stringMatching(reason)]);
  }

  test('not a database: untouched, said once', async () => {
    path = join(folder, 'evidence.csv');
    const text = 'a,b\n'.repeat(1_000);
    writeFileSync(path, text);
    await expectUnused(/file is not a database/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test("another program's database: untouched, said once", async () => {
    path = join(folder, 'other.sqlite');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE entries (x); INSERT INTO entries VALUES (1)');
    database.close();
    const before = readFileSync(path);
    await expectUnused(/is a database of another program/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a folder', async () => {
    path = folder;
    await expectUnused(/EISDIR|unable to open/);
  });
});

test('two processes fill one file at once', async () => {
  const script = new URL('write-entries.ts', import.meta.url).pathname;
  const run = (name: string) =>
    promisify(execFile)(process.execPath, ['--conditions=pivotkit-source', script, path, name]);
  const ends = await Promise.all([run('one'), run('two')]);
  expect(ends.map(({ stdout }) => stdout)).toEqual(['one: 40 batches, 0 warnings\n', 'two: 40 batches, 0 warnings\n']);
  const cache = await openCache(`sqlite:${path}`, { folder });
  expect(await cache.stats()).toMatchObject({ entries: 2 * 40 * 25 + 25, unreadable: 0 });
  await cache.close();
}, 60_000);
