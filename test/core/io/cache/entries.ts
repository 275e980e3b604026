import type { CacheEntry, CacheKey, CachedResult } from '../../../../core/src/io/cache/lookup-cache.ts';

export const hourMs = 3_600_000;
export const storedAtMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export const keyOf = (key: string, changed: Partial<CacheKey> = {}): CacheKey => ({
  plugin: 'whois',
  version: '1.2.3',
  pivot: 'whois',
  options: { sources: ['rdap'] },
  kind: 'IpAddress',
  key,
  credential: 'none',
  ...changed,
});

export const found = (...rows: readonly object[]): CachedResult => ({ status: 'found', rows });
export const notFound: CachedResult = { status: 'not-found' };

/** Fresh for an hour (ten minutes when not found), stale for another. */
export const entryOf = (
  key: string | CacheKey,
  result: CachedResult,
  changed: Partial<CacheEntry> = {},
): CacheEntry => ({
  key: typeof key === 'string' ? keyOf(key) : key,
  answer: { result, storedAtMs },
  ttlMs: { found: hourMs, notFound: hourMs / 6, staleMs: hourMs },
  ...changed,
});
