import type { AgedAnswer, CacheGetOptions } from './lookup-cache.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** Clocks of machines that share a store may differ by this much; what is younger than that was stored by a wrong one. */
const clockSkewMs = 300_000;

/**
 * The answer with its age at `nowMs`; undefined when it is too old to be used. Fresh means younger than its time to live
 * (exclusive) and not older than `maxAgeMs` (inclusive); stale means younger than time to live plus `staleMs` (exclusive),
 * or plus `revalidateMs` where it is not older than `maxAgeMs`.
 */
export function atAge(
  { answer, ttlMs, staleMs }: StoredAnswer,
  nowMs: number,
  { allowStale = false, maxAgeMs = Infinity, refresh = false, revalidateMs = 0 }: CacheGetOptions,
): AgedAnswer | undefined {
  const sinceMs = nowMs - answer.storedAtMs;
  if (!(sinceMs >= -clockSkewMs)) return undefined;
  const ageMs = Math.max(0, sinceMs);
  if (!refresh && ageMs < ttlMs && ageMs <= maxAgeMs) return { ...answer, age: 'fresh', ageMs };
  const isWanted = !refresh && ageMs < ttlMs + revalidateMs && ageMs <= maxAgeMs;
  if (isWanted) return { ...answer, age: 'stale', ageMs };
  return allowStale && ageMs < ttlMs + staleMs ? { ...answer, age: 'stale', ageMs } : undefined;
}
