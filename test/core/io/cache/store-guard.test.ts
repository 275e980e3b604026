import { describe, expect, test } from 'vitest';
import { StoreGuard } from '../../../../core/src/io/cache/store-guard.ts';
import { openCache } from '../../../../core/src/io/cache/open-cache.ts';
import { fixedClock } from '../../../support/clock.ts';
import { entryOf, found, keyOf, storedAtMs } from './entries.ts';

function guardAt(monotonicMs: () => number, impatient = false) {
  const warnings: [string, unknown][] = [];
  const log = { info: () => {}, warn: (message: string, fields?: unknown) => void warnings.push([message, fields]) };
  const clock = { ...fixedClock({ impatient }), monotonicMs };
  const guard = new StoreGuard({ name: 'redis://host/', hidden: 'hunter2', clock, log, timeoutMs: 100 });
  return { guard, warnings };
}

const fails = (): Promise<never> => Promise.reject(new Error('WRONGPASS hunter2'));

describe('StoreGuard', () => {
  test('a failure is no result, and said once without the password', async () => {
    let nowMs = 0;
    const { guard, warnings } = guardAt(() => nowMs);
    expect(await guard.attempt(fails)).toBeUndefined();
    nowMs = 60_000;
    expect(await guard.attempt(fails)).toBeUndefined();
    expect(warnings).toEqual([
      [
        'The cache of look-ups at redis://host/ cannot be used: WRONGPASS ‹secret›. ' +
          'Until it can, everything is asked anew and nothing is kept; mend the store or turn the cache off.',
        { code: 'CACHE_UNUSABLE', store: 'redis://host/' },
      ],
    ]);
  });

  test('a store that failed is left alone for half a minute', async () => {
    let nowMs = 0;
    let asked = 0;
    const { guard } = guardAt(() => nowMs);
    const ask = () => guard.attempt(() => Promise.resolve(++asked));
    await guard.attempt(fails);
    expect(await ask()).toBeUndefined();
    nowMs = 29_999;
    expect(await ask()).toBeUndefined();
    nowMs = 30_000;
    expect(await ask()).toBe(1);
  });

  test('a store that never answers has failed', async () => {
    const { guard, warnings } = guardAt(() => 0, true);
    expect(await guard.attempt(() => new Promise(() => {}))).toBeUndefined();
    expect(warnings[0]?.[0]).toContain('No answer within 100 ms');
  });

  test('what somebody waits for is tried in any case, and rejects', async () => {
    const { guard } = guardAt(() => 0);
    await guard.attempt(fails);
    expect(await guard.require(() => Promise.resolve(1))).toBe(1);
    await expect(guard.require(fails)).rejects.toMatchObject({ code: 'CACHE_UNUSABLE' });
    const reported = guard.require(() => {
      guard.report(new Error('gone'));
      return Promise.resolve(1);
    });
    await expect(reported).rejects.toThrow(/gone/);
  });
});

describe('a cache whose store fails', () => {
  const broken = {
    get: () => Promise.reject(new Error('gone')),
    set: () => Promise.reject(new Error('gone')),
    delete: () => Promise.reject(new Error('gone')),
    clear: () => Promise.reject(new Error('gone')),
    has: () => Promise.reject(new Error('gone')),
  };

  test('knows nothing, keeps nothing, says so once and never rejects', async () => {
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
    const cache = await openCache(broken, { folder: '', log, clock: fixedClock() });
    await cache.set([entryOf('a', found({ n: 1 }))]);
    expect(await cache.get([keyOf('a'), keyOf('b')], storedAtMs)).toEqual([undefined, undefined]);
    await cache.close();
    expect(warnings).toEqual([expect.stringContaining('cannot be used: gone')]);
  });
});
