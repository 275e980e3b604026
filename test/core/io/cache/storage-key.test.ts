import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CacheKey } from '../../../../core/src/io/cache/lookup-cache.ts';
import { matchesFilter, pluginOf, storageKey } from '../../../../core/src/io/cache/storage-key.ts';
import { UnfitValue } from '../../../../core/src/io/cache/typed-text.ts';
import { keyOf } from './entries.ts';

const json = fc.jsonValue({ maxDepth: 2 });
const anyKey: fc.Arbitrary<CacheKey> = fc.record(
  {
    plugin: fc.string({ unit: 'binary' }),
    version: fc.string(),
    pivot: fc.string(),
    options: fc.dictionary(fc.string(), json, { noNullPrototype: true }),
    kind: fc.string(),
    key: fc.string({ unit: 'binary' }),
    credential: fc.string(),
  },
  { noNullPrototype: true },
);

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.reverse().map(([name, part]) => [name, reversed(part)]));
};

describe('storageKey', () => {
  test('is readable, plain and stable', () => {
    expect(storageKey(keyOf('8.8.8.8'))).toBe(
      'whois/whois/IpAddress:9c5e819ded2fe0e0feda8bc01aabf45ff87778de1f3d42748f6de597b9bd4bd9',
    );
  });

  test('differs when any field does', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.constantFrom('plugin', 'version', 'pivot', 'options', 'kind', 'key', 'credential'),
        anyKey,
        (left, field, other) => {
          const right = { ...left, [field]: other[field] };
          fc.pre(!isDeepStrictEqual(left, right));
          expect(storageKey(right)).not.toBe(storageKey(left));
        },
      ),
    );
  });

  test('what moves from one field to the next makes another key', () => {
    const keys = [
      keyOf('a', { plugin: 'ab', pivot: 'c' }),
      keyOf('a', { plugin: 'a', pivot: 'bc' }),
      keyOf('a', { plugin: 'a/b', pivot: 'c' }),
      keyOf('a', { plugin: 'a', pivot: 'b/c' }),
      keyOf('1', { options: 1 }),
      keyOf('1', { options: '1' }),
      keyOf('1', { options: 1n }),
      keyOf('1', { options: undefined }),
      keyOf('1', { options: null }),
      keyOf('1', { options: { since: new Date(5) } }),
      keyOf('1', { options: { since: 5 } }),
      keyOf('1', { options: { since: ':t5' } }),
    ];
    expect(new Set(keys.map(storageKey)).size).toBe(keys.length);
  });

  test('the order of options does not count', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(storageKey({ ...key, options: reversed(key.options) })).toBe(storageKey(key));
      }),
    );
  });

  test('is short plain ASCII whatever the names are', () => {
    const long = fc.string({ unit: 'binary', minLength: 60, maxLength: 400 });
    fc.assert(
      fc.property(anyKey, long, (key, name) => {
        for (const each of [key, { ...key, plugin: name, pivot: name, kind: name }])
          expect(storageKey(each)).toMatch(/^[\w.%~-]{0,60}\/[\w.%~-]{0,60}\/[\w.%~-]{0,60}:[0-9a-f]{64}$/);
      }),
    );
  });

  test('says nothing of the entity, the options or the account', () => {
    const text = storageKey(keyOf('secret.example', { options: { q: 'secret' }, credential: 'secret' }));
    expect(text).not.toContain('secret');
  });

  test('options without a canonical text are refused', () => {
    expect(() => storageKey(keyOf('a', { options: { seen: new Set([1]) } }))).toThrow(UnfitValue);
  });
});

describe('matchesFilter', () => {
  const long = 'p'.repeat(100);
  const storedUnder = storageKey(keyOf('a', { plugin: '@acme/plugin-x', pivot: 'x.lookup' }));

  test.each([
    [{}, true],
    [{ plugin: '@acme/plugin-x' }, true],
    [{ plugin: '@acme' }, false],
    [{ pivot: 'x.lookup' }, true],
    [{ pivot: 'x' }, false],
    [{ plugin: '@acme/plugin-x', pivot: 'y' }, false],
  ])('%o: %s', (filter, expected) => {
    expect(matchesFilter(storedUnder, filter)).toBe(expected);
  });

  test('names that are cut are told apart', () => {
    const cut = storageKey(keyOf('a', { plugin: `${long}1` }));
    expect(matchesFilter(cut, { plugin: `${long}1` })).toBe(true);
    expect(matchesFilter(cut, { plugin: `${long}2` })).toBe(false);
  });

  test('the plugin can be read back where it was not cut', () => {
    expect(pluginOf(storedUnder)).toBe('@acme/plugin-x');
    expect(pluginOf(storageKey(keyOf('a', { plugin: 'ö'.repeat(30) })))).toMatch(/^(?:ö|%)/);
  });
});
