import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { Keyv } from 'keyv';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CacheEntry, LookupCache } from '../../../../core/src/io/cache/lookup-cache.ts';
import { openCache } from '../../../../core/src/io/cache/open-cache.ts';
import { fixedClock } from '../../../support/clock.ts';
import { entryOf, found, hourMs, keyOf, notFound, storedAtMs } from './entries.ts';
import { postgresMissing, redisMissing, startPostgres, startRedis, titled, type TestServer } from './servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'pivotkit-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A store that only knows promises, with the fewest methods Keyv takes; it cannot list. */
function smallStore(): object {
  const map = new Map<string, unknown>();
  return {
    get: (key: string) => Promise.resolve(map.get(key)),
    set: async (key: string, value: unknown) => Promise.resolve(map.set(key, value)),
    delete: async (key: string) => Promise.resolve(map.delete(key)),
    clear: async () => Promise.resolve(map.clear()),
  };
}

interface Store {
  readonly name: string;
  /** Why it is not here; undefined when it is. */
  readonly missing?: string | undefined;
  readonly cannotList?: boolean;
  start?(): Promise<TestServer>;
  where(server: TestServer | undefined): string | object | undefined;
}

const stores: readonly Store[] = [
  { name: 'the default file', where: () => undefined },
  { name: 'sqlite:', where: () => `sqlite:${join(folder, 'own.sqlite')}` },
  { name: 'memory:', where: () => 'memory:' },
  { name: 'a Map', where: () => new Map() },
  { name: 'a Keyv', where: () => new Keyv() },
  { name: 'a store with few methods', where: smallStore, cannotList: true },
  { name: 'redis:', missing: redisMissing, start: () => startRedis(), where: (server) => server?.address },
  { name: 'postgres:', missing: postgresMissing, start: startPostgres, where: (server) => server?.address },
];

for (const { name, missing, cannotList = false, start, where } of stores) {
  describe.skipIf(missing !== undefined)(titled(name, missing), () => {
    let server: TestServer | undefined;
    let cache: LookupCache;
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
    const keyA = keyOf('a');

    beforeAll(async () => {
      server = await start?.();
    }, 60_000);
    afterAll(() => server?.stop());
    beforeEach(async () => {
      warnings.length = 0;
      const place = where(server);
      cache = await openCache(place, { folder, log });
      if (!cannotList) await cache.clear();
    });
    afterEach(async () => {
      await cache.close();
      expect(warnings).toEqual([]);
    });

    const statuses = async (keys: readonly string[], afterMs = 0, options = {}): Promise<readonly unknown[]> =>
      (
        await cache.get(
          keys.map((key) => keyOf(key)),
          storedAtMs + afterMs,
          options,
        )
      ).map((each) => each?.result.status);

    test('a batch comes back in the order asked, absent ones undefined', async () => {
      await cache.set([entryOf('a', found({ n: 1 })), entryOf('b', notFound), entryOf('c', found({ n: 3 }, { n: 4 }))]);
      expect(
        await cache.get(
          ['c', 'x', 'a', 'b', 'c'].map((key) => keyOf(key)),
          storedAtMs + 5,
        ),
      ).toEqual([
        { result: found({ n: 3 }, { n: 4 }), storedAtMs, age: 'fresh', ageMs: 5 },
        undefined,
        { result: found({ n: 1 }), storedAtMs, age: 'fresh', ageMs: 5 },
        { result: notFound, storedAtMs, age: 'fresh', ageMs: 5 },
        { result: found({ n: 3 }, { n: 4 }), storedAtMs, age: 'fresh', ageMs: 5 },
      ]);
    });

    test('nothing asked, nothing kept', async () => {
      await cache.set([]);
      expect(await cache.get([], storedAtMs)).toEqual([]);
    });

    test('each field of the question counts', async () => {
      await cache.set([entryOf(keyA, found({ n: 1 }))]);
      const others = [
        { plugin: 'other' },
        { version: '2' },
        { pivot: 'other' },
        { options: { sources: ['whois'] } },
        { kind: 'Dns' },
        { key: 'b' },
        { credential: 'other' },
      ];
      const answers = await cache.get(
        others.map((changed) => keyOf('a', changed)),
        storedAtMs,
      );
      expect(answers).toEqual(others.map(() => undefined));
    });

    test('found and not found have times to live of their own; stale only where it is allowed', async () => {
      await cache.set([entryOf('a', found({ n: 1 })), entryOf('b', notFound)]);
      const both = ['a', 'b'];
      expect(await statuses(both, hourMs / 6 - 1)).toEqual(['found', 'not-found']);
      expect(await statuses(both, hourMs / 6)).toEqual(['found', undefined]);
      expect(await statuses(both, hourMs)).toEqual([undefined, undefined]);
      const [a, b] = await cache.get([keyA, keyOf('b')], storedAtMs + 1.5 * hourMs, { allowStale: true });
      expect(a).toMatchObject({ age: 'stale', ageMs: 1.5 * hourMs });
      expect(b).toBeUndefined();
      expect(await statuses(both, 0, { refresh: true })).toEqual([undefined, undefined]);
      expect(await statuses(both, 60, { maxAgeMs: 59 })).toEqual([undefined, undefined]);
    });

    test('rows come back exactly, notes too', async () => {
      const row = fc.dictionary(fc.string({ unit: 'binary' }), cell, { noNullPrototype: true });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1 }), fc.string(), async (rows, note) => {
          await cache.set([entryOf('a', { status: 'found', rows, note })]);
          const [answer] = await cache.get([keyA], storedAtMs);
          expect(isDeepStrictEqual(answer?.result, { status: 'found', rows, note })).toBe(true);
        }),
        { numRuns: 30 },
      );
    });

    test('what is stored last is there', async () => {
      await cache.set([entryOf('a', found({ n: 1 })), entryOf('a', found({ n: 2 }))]);
      await cache.set([entryOf('a', found({ n: 3 }))]);
      expect((await cache.get([keyA], storedAtMs))[0]?.result).toEqual(found({ n: 3 }));
    });

    test('an answer that may not be kept takes the one before it along', async () => {
      const ttlMs = { found: 0, notFound: -1, staleMs: NaN };
      await cache.set([entryOf('a', found({ n: 1 })), entryOf('b', notFound)]);
      await cache.set([entryOf('a', found({ n: 2 }), { ttlMs }), entryOf('b', notFound, { ttlMs })]);
      expect(await statuses(['a', 'b'], 0, { allowStale: true })).toEqual([undefined, undefined]);
    });

    test('for ever is for ever', async () => {
      await cache.set([entryOf('a', found({ n: 1 }), { ttlMs: { found: Infinity, notFound: 0, staleMs: 0 } })]);
      expect(await statuses(['a'], 1e14)).toEqual(['found']);
    });

    test('more than a batch', async () => {
      const keys = Array.from({ length: 6_000 }, (_, i) => `key-${String(i)}`);
      await cache.set(keys.map((key) => entryOf(key, found({ key }))));
      const answers = await cache.get(
        keys.map((key) => keyOf(key)),
        storedAtMs,
      );
      expect(answers.map((answer) => answer?.result)).toEqual(keys.map((key) => found({ key })));
    });

    test('hostile text is text', async () => {
      const names = ["'; DROP TABLE entries; --", '\u0000', '::', '*', 'a\r\nDEL b', '\ud800', '__proto__', ''];
      await cache.set(names.map((key) => entryOf(key, found({ [key]: key }))));
      const answers = await cache.get(
        names.map((key) => keyOf(key)),
        storedAtMs,
      );
      expect(answers.map((answer) => answer?.result)).toEqual(names.map((key) => found({ [key]: key })));
    });

    if (cannotList)
      test.each(['stats', 'clear', 'changes'] as const)('%s: it says that it cannot', async (method) => {
        await expect(cache[method]()).rejects.toMatchObject({ code: 'CACHE_UNUSABLE' });
      });
    else listing();

    function listing(): void {
      const of = (plugin: string, key: string): CacheEntry =>
        entryOf(keyOf(key, { plugin, pivot: `${plugin}.ask` }), found({ key }));

      test('statistics by plugin', async () => {
        await cache.set([of('b', '1'), of('b', '2'), of('@acme/plugin-a', '1')]);
        await cache.set([
          entryOf(keyOf('3', { plugin: 'b' }), notFound, { answer: { result: notFound, storedAtMs: 7 } }),
        ]);
        const stats = await cache.stats();
        expect(stats).toMatchObject({ entries: 4, unreadable: 0 });
        expect(stats.perPlugin).toMatchObject([
          { plugin: '@acme/plugin-a', entries: 1, notFound: 0, oldestAtMs: storedAtMs, newestAtMs: storedAtMs },
          { plugin: 'b', entries: 3, notFound: 1, oldestAtMs: 7, newestAtMs: storedAtMs },
        ]);
        expect(stats.bytes).toBe(stats.perPlugin.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(stats.bytes).toBeGreaterThan(4 * 50);
      });

      test.each([
        [undefined, 3, []],
        [{}, 3, []],
        [{ plugin: 'a' }, 1, ['b', 'b']],
        [{ pivot: 'b.ask' }, 2, ['a']],
        [{ plugin: 'a', pivot: 'b.ask' }, 0, ['a', 'b', 'b']],
        [{ plugin: 'x' }, 0, ['a', 'b', 'b']],
      ])('clear %o', async (filter, removed, left) => {
        await cache.set([of('a', '1'), of('b', '1'), of('b', '2')]);
        expect(await cache.clear(filter)).toBe(removed);
        expect((await cache.stats()).perPlugin.flatMap(({ plugin, entries }) => Array(entries).fill(plugin))).toEqual(
          left,
        );
      });

      test('clear what is old', async () => {
        const nowMs = Date.now();
        const stored = (key: string, agoMs: number): CacheEntry =>
          entryOf(key, notFound, { answer: { result: notFound, storedAtMs: nowMs - agoMs } });
        await cache.set([stored('a', 2 * hourMs), stored('b', 0)]);
        expect(await cache.clear({ olderThanMs: hourMs })).toBe(1);
        expect((await cache.get([keyA, keyOf('b')], nowMs, { allowStale: true })).map((each) => each?.age)).toEqual([
          undefined,
          'fresh',
        ]);
      });

      test('changes: the last answer that differed is kept', async () => {
        const at = (result: CacheEntry['answer']['result'], ms: number): CacheEntry =>
          entryOf('a', result, { answer: { result, storedAtMs: ms } });
        await cache.set([at(found({ n: 1, m: 2 }), 1), entryOf('b', notFound)]);
        expect(await cache.changes()).toEqual([]);
        await cache.set([at(found({ n: 2, m: 2 }), 2), entryOf('b', notFound)]);
        await cache.set([at(found({ m: 2, n: 2 }), 3)]);
        const change = {
          plugin: 'whois',
          pivot: 'whois',
          kind: 'IpAddress',
          key: 'a',
          before: { result: found({ n: 1, m: 2 }), storedAtMs: 1 },
          after: { result: found({ n: 2, m: 2 }), storedAtMs: 3 },
        };
        expect(await cache.changes()).toEqual([change]);
        expect(await cache.changes({ plugin: 'whois', pivot: 'whois' })).toEqual([change]);
        expect(await cache.changes({ plugin: 'other' })).toEqual([]);
        await cache.set([at(notFound, 4)]);
        expect(await cache.changes()).toMatchObject([{ before: { storedAtMs: 3 }, after: { result: notFound } }]);
      });
    }

    test('what is closed knows nothing', async () => {
      await cache.set([entryOf('a', found({ n: 1 }))]);
      await cache.close();
      await cache.close();
      await cache.set([entryOf('b', found({ n: 1 }))]);
      expect(await statuses(['a', 'b'])).toEqual([undefined, undefined]);
    });
  });
}

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.array(fc.oneof(fc.string(), fc.date({ noInvalidDate: true }), fc.bigInt())),
  fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), fc.double(), { noNullPrototype: true }),
);

describe('what is in the store and not ours', () => {
  const ours = 'pivotkit::whois/whois/IpAddress:';

  async function cacheOver(spoil: (text: string) => unknown): Promise<{ cache: LookupCache; warnings: string[] }> {
    const map = new Map<string, { value: unknown; expires?: number }>();
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
    const cache = await openCache(map, { folder, log, clock: fixedClock() });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    for (const [key, entry] of map) map.set(key, { ...entry, value: spoil(String(entry.value)) });
    return { cache, warnings };
  }

  test.each<[string, (text: string) => unknown]>([
    ['cut', (text) => text.slice(0, -5)],
    ['without its end', (text) => text.slice(0, text.indexOf('|') + 1)],
    ['of another schema', (text) => text.replace('"schema":1', '"schema":2')],
    ['with another status', (text) => text.replace('"found"', '"failed"')],
    ['with rows that are none', (text) => text.replace('{"n":1}', '1')],
    ['with a time that is none', (text) => text.replace(/"storedAtMs":\d+/, '"storedAtMs":"x"')],
    ['with an unknown mark', (text) => text.replace('{"n":1}', '{"n":":x"}')],
    ['of plain Keyv', () => '{"value":{"a":1}}'],
    ['not JSON', () => '|hello'],
    ['empty', () => ''],
    ['null', () => '|null'],
    ['nested without end', () => `|${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a number', () => 5],
    ['an object', () => ({ value: { schema: 1 } })],
    ['bytes', () => new Uint8Array(3)],
  ])('%s: absent, and overwritten', async (_, spoil) => {
    const { cache, warnings } = await cacheOver(spoil);
    expect(await cache.get([keyOf('a')], storedAtMs, { allowStale: true })).toEqual([undefined]);
    expect(await cache.stats()).toMatchObject({ entries: 1, unreadable: 1, perPlugin: [{ plugin: 'whois' }] });
    expect(await cache.changes()).toEqual([]);
    await cache.set([entryOf('a', found({ n: 2 }))]);
    expect((await cache.get([keyOf('a')], storedAtMs))[0]?.result).toEqual(found({ n: 2 }));
    expect(warnings).toEqual([]);
  });

  test('what cannot be read can be cleared', async () => {
    const { cache } = await cacheOver(() => 'x');
    expect(await cache.clear({ plugin: 'whois', olderThanMs: 5 })).toBe(1);
    expect(await cache.stats()).toMatchObject({ entries: 0, bytes: 0, perPlugin: [] });
  });

  test("other programs' entries in the same store are left alone", async () => {
    const map = new Map<string, unknown>([['other::key', { value: 'theirs' }]]);
    const cache = await openCache(map, { folder });
    await cache.set([entryOf('a', notFound)]);
    expect([...map.keys()].filter((key) => key.startsWith(ours))).toHaveLength(1);
    expect(await cache.clear()).toBe(1);
    expect([...map]).toEqual([['other::key', { value: 'theirs' }]]);
  });
});

describe('what cannot be kept exactly is not kept', () => {
  const warnings: [string, unknown][] = [];
  const log = { info: () => {}, warn: (...said: [string, unknown?]) => void warnings.push([said[0], said[1]]) };
  beforeEach(() => void warnings.splice(0));

  test('an answer; the others of its batch are', async () => {
    const cache = await openCache('memory:', { folder, log });
    await cache.set([entryOf('a', found({ n: 0 }))]);
    await cache.set([
      entryOf('a', found({ n: new Map() })),
      entryOf('b', found({ n: 1 })),
      entryOf('c', found({ n: () => 1 })),
    ]);
    const answers = await cache.get(
      ['a', 'b', 'c'].map((key) => keyOf(key)),
      storedAtMs,
    );
    expect(answers.map((answer) => answer?.result.status)).toEqual([undefined, 'found', undefined]);
    expect(warnings).toEqual([
      [expect.stringContaining("Answers of 'whois' cannot be kept"), { code: 'CACHE_VALUE_UNFIT', pivot: 'whois' }],
    ]);
  });

  test('an answer to a question whose options have no text', async () => {
    const cache = await openCache('memory:', { folder, log });
    const key = keyOf('a', { options: { match: /x/ } });
    await cache.set([entryOf(key, found({ n: 1 }))]);
    expect(await cache.get([key, keyOf('a', { options: { match: /y/ } })], storedAtMs)).toEqual([undefined, undefined]);
    expect(warnings).toHaveLength(1);
  });
});
