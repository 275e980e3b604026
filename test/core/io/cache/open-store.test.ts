import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../../../core/src/io/cache/open-cache.ts';
import { loadDriver, openStore } from '../../../../core/src/io/cache/open-store.ts';
import { systemClock } from '../../../../core/src/io/clock.ts';
import { entryOf, found, keyOf, storedAtMs } from './entries.ts';
import {
  freePort,
  postgresDriverMissing,
  postgresMissing,
  redisMissing,
  startPostgres,
  startRedis,
  titled,
} from './servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'pivotkit-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options = { folder, clock: systemClock, timeoutMs: 1_000 };

describe('openStore', () => {
  test.each([
    [undefined, join(folder, 'lookups.sqlite')],
    ['sqlite:/a/b.sqlite', '/a/b.sqlite'],
    ['sqlite:///a/b.sqlite', '/a/b.sqlite'],
    ['SQLITE:b.sqlite', 'b.sqlite'],
    ['memory:', 'memory:'],
    ['redis://user:hunter2@host:6380/2?x=1', 'redis://host:6380/2'],
    ['rediss://host', 'rediss://host'],
    [new Map(), 'Map'],
  ])('%s is named %s', async (where, name) => {
    const opened = await openStore(where, options);
    expect(opened.name).toBe(name);
    expect(opened.isOwn).toBe(typeof where !== 'object');
    expect(existsSync(join(folder, 'lookups.sqlite'))).toBe(false);
  });

  test.each([
    ['rdis://host', "'rdis' is no store for the cache of look-ups. Did you mean redis:?"],
    ['/tmp/cache.sqlite', "'/tmp/cache.sqlite' is no store"],
    ['constructor:x', "'constructor' is no store"],
    ['', "'' is no store"],
    ['redis://user:hunter2@:x', "'redis: with an address that cannot be read' is no store"],
    [{}, "'an object without get and set' is no store"],
  ])('%s is refused', async (where, message) => {
    const failure: unknown = await openStore(where, options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CACHE_STORE_UNKNOWN', message: expect.stringContaining(message) });
    expect(String(failure)).not.toContain('hunter2');
  });

  test('a package that is not installed is named, with the version that fits', async () => {
    const driver = { package: '@keyv/redis', version: '6.0.0-rc.1', scheme: 'redis' };
    const load = () => Promise.reject(new Error("Cannot find package '@keyv/redis'"));
    await expect(loadDriver(driver, load)).rejects.toMatchObject({
      code: 'CACHE_STORE_MISSING',
      message:
        "A cache at redis: needs the package '@keyv/redis', which cannot be loaded (Cannot find package '@keyv/redis'). " +
        'Install it: npm install @keyv/redis@6.0.0-rc.1.',
    });
  });
});

describe('a store handed in', () => {
  test('stays open when the cache is closed', async () => {
    let ended = 0;
    const map = Object.assign(new Map(), { disconnect: () => void ended++ });
    const cache = await openCache(map, { folder });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    await cache.close();
    expect([map.size, ended]).toEqual([1, 0]);
  });
});

function listener() {
  const warnings: string[] = [];
  return { warnings, log: { info: () => {}, warn: (message: string) => void warnings.push(message) } };
}

const schemes = [
  { scheme: 'redis', missing: undefined },
  { scheme: 'postgres', missing: postgresDriverMissing },
];

for (const { scheme, missing } of schemes)
  describe.skipIf(missing !== undefined)(titled(`a server at ${scheme}:`, missing), () => {
    test('that is not there', async () => {
      const { warnings, log } = listener();
      const where = `${scheme}://user:hunter2@127.0.0.1:${String(await freePort())}/0`;
      const cache = await openCache(where, { folder, log, timeoutMs: 2_000 });
      await cache.set([entryOf('a', found({ n: 1 }))]);
      expect(await cache.get([keyOf('a')], storedAtMs)).toEqual([undefined]);
      await expect(cache.stats()).rejects.toMatchObject({ code: 'CACHE_UNUSABLE' });
      await cache.close();
      expect(warnings).toEqual([expect.stringContaining(`The cache of look-ups at ${scheme}://127.0.0.1:`)]);
      expect(warnings.join()).not.toContain('hunter2');
    });

    test('that never says a word is left, with nothing held open', async () => {
      const closed: Promise<unknown>[] = [];
      const server = createServer((socket) => void closed.push(once(socket.resume(), 'close')));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { warnings, log } = listener();
      const where = `${scheme}://127.0.0.1:${String(port)}/0`;
      const cache = await openCache(where, { folder, log, timeoutMs: 300 });
      expect(await cache.get([keyOf('a')], storedAtMs)).toEqual([undefined]);
      await cache.set([entryOf('a', found({ n: 1 }))]);
      await cache.close();
      expect(warnings).toHaveLength(1);
      expect(closed.length).toBeGreaterThan(0);
      await Promise.all(closed);
      server.close();
    });
  });

describe.skipIf(redisMissing !== undefined)(titled('a Redis that goes away', redisMissing), () => {
  test('is a cache that knows nothing, until it is back', async () => {
    let nowMs = 0;
    const clock = { ...systemClock, monotonicMs: () => nowMs };
    const { warnings, log } = listener();
    const first = await startRedis();
    onTestFinished(() => first.stop());
    const cache = await openCache(first.address, { folder, log, clock });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    expect((await cache.get([keyOf('a')], storedAtMs))[0]?.age).toBe('fresh');
    await first.stop();
    expect(await cache.get([keyOf('a')], storedAtMs)).toEqual([undefined]);
    expect(warnings).toHaveLength(1);
    const second = await startRedis(Number(new URL(first.address).port));
    onTestFinished(() => second.stop());
    nowMs = 30_000;
    await cache.set([entryOf('a', found({ n: 2 }))]);
    expect((await cache.get([keyOf('a')], storedAtMs))[0]?.result).toEqual(found({ n: 2 }));
    await cache.close();
    await second.stop();
    expect(warnings).toHaveLength(1);
  });
});

describe.skipIf(postgresMissing !== undefined)(titled('a PostgreSQL that goes away', postgresMissing), () => {
  test('while its connection is idle ends no process', async () => {
    const { warnings, log } = listener();
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const cache = await openCache(server.address, { folder, log });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    expect((await cache.get([keyOf('a')], storedAtMs))[0]?.age).toBe('fresh');
    await server.stop();
    expect(await cache.get([keyOf('a')], storedAtMs)).toEqual([undefined]);
    await cache.close();
    expect(warnings).toHaveLength(1);
  }, 60_000);
});
