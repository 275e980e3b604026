import { describe, expect, test } from 'vitest';
import { atAge } from '../../../../core/src/io/cache/age.ts';
import type { CacheGetOptions } from '../../../../core/src/io/cache/lookup-cache.ts';
import type { StoredAnswer } from '../../../../core/src/io/cache/stored-answer.ts';
import { storedAtMs } from './entries.ts';

const stored = (ttlMs: number, staleMs: number): StoredAnswer => ({
  schema: 1,
  plugin: 'whois',
  pivot: 'whois',
  kind: 'IpAddress',
  key: '8.8.8.8',
  ttlMs,
  staleMs,
  answer: { storedAtMs, result: { status: 'not-found' } },
});

interface Case {
  readonly after: number;
  readonly options?: CacheGetOptions;
  readonly age: 'fresh' | 'stale' | undefined;
  readonly ttlMs?: number;
  readonly staleMs?: number;
}

describe('fresh for 1 000 ms, stale for 500 more', () => {
  test.each<Case>([
    { after: 0, age: 'fresh' },
    { after: 999, age: 'fresh' },
    { after: 1_000, age: undefined },
    { after: 1_000, options: { allowStale: true }, age: 'stale' },
    { after: 1_499, options: { allowStale: true }, age: 'stale' },
    { after: 1_500, options: { allowStale: true }, age: undefined },
    { after: 999, options: { allowStale: true }, age: 'fresh' },
    { after: 100, options: { maxAgeMs: 100 }, age: 'fresh' },
    { after: 101, options: { maxAgeMs: 100 }, age: undefined },
    { after: 101, options: { maxAgeMs: 100, allowStale: true }, age: 'stale' },
    { after: 0, options: { refresh: true }, age: undefined },
    { after: 0, options: { refresh: true, allowStale: true }, age: 'stale' },
    { after: -300_000, age: 'fresh' },
    { after: -300_001, age: undefined },
    { after: NaN, age: undefined },
    { after: 1e15, ttlMs: Infinity, age: 'fresh' },
    { after: 1e15, staleMs: Infinity, age: undefined },
    { after: 1e15, staleMs: Infinity, options: { allowStale: true }, age: 'stale' },
    { after: 0, ttlMs: 0, age: undefined },
  ])('%o', ({ after, options = {}, age, ttlMs = 1_000, staleMs = 500 }) => {
    const answer = atAge(stored(ttlMs, staleMs), storedAtMs + after, options);
    expect(answer?.age).toBe(age);
    if (answer !== undefined) expect(answer.ageMs).toBe(Math.max(0, after));
  });
});
