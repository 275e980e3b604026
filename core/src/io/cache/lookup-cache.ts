import type { Tlp } from '@pivotkit/entities';

/** What an answer is stored under: everything that changes the answer, and nothing secret. */
export interface CacheKey {
  readonly plugin: string;
  readonly version: string;
  readonly pivot: string;
  /** The order of names does not count, nor does a name whose value is undefined. */
  readonly options: unknown;
  /** Kind of the entity asked about. */
  readonly kind: string;
  /** Canonical text of the entity. */
  readonly key: string;
  /** Opaque name of the account that asks: answers of one account are not for another. */
  readonly credential: string;
}

/** The two outcomes worth keeping; what was throttled, skipped or failed is asked again. */
export type CachedResult =
  | { readonly status: 'found'; readonly rows: readonly object[]; readonly note?: string; readonly marking?: Tlp }
  | { readonly status: 'not-found'; readonly note?: string };

export interface CachedAnswer {
  readonly result: CachedResult;
  /** Epoch milliseconds when the answer was given. */
  readonly storedAtMs: number;
}

/** An answer out of the cache. Its `ageMs` is never negative. */
export interface AgedAnswer extends CachedAnswer {
  readonly age: 'fresh' | 'stale';
  readonly ageMs: number;
}

/** Milliseconds from the time of storage; Infinity = for ever. */
export interface CacheTtl {
  /** How long an answer with rows is fresh. */
  readonly found: number;
  /** How long "not found" is fresh. */
  readonly notFound: number;
  /** How long after that it may still stand in for an answer that cannot be had. */
  readonly staleMs: number;
}

export interface CacheEntry {
  readonly key: CacheKey;
  readonly answer: CachedAnswer;
  readonly ttlMs: CacheTtl;
}

export interface CacheGetOptions {
  /** Also answers that are no longer fresh but within their `staleMs`, marked as stale. Default false. */
  readonly allowStale?: boolean;
  /** Older answers are not fresh, whatever their own time to live. Default: no such limit. */
  readonly maxAgeMs?: number;
  /** Answers that have not been fresh for less than so many milliseconds are given too, as stale. Default 0. */
  readonly revalidateMs?: number;
  /** Nothing is fresh, so that everything is asked anew; with `allowStale` it can still stand in. Default false. */
  readonly refresh?: boolean;
}

/** Conditions that all have to hold. */
export interface CacheFilter {
  readonly plugin?: string;
  readonly pivot?: string;
  /** Answers stored longer ago than this. */
  readonly olderThanMs?: number;
}

export interface PluginCacheStats {
  readonly plugin: string;
  readonly entries: number;
  readonly bytes: number;
  /** How many of the entries say "not found". */
  readonly notFound: number;
  /** Epoch milliseconds; undefined where no entry can be read. */
  readonly oldestAtMs: number | undefined;
  readonly newestAtMs: number | undefined;
}

export interface CacheStats {
  readonly entries: number;
  /** Size of the stored texts, keys not counted. */
  readonly bytes: number;
  /** Entries of another version of this program, or damaged; they read as absent. */
  readonly unreadable: number;
  /** In the order of their names. */
  readonly perPlugin: readonly PluginCacheStats[];
}

/** An answer that differs from the last one to the same question. */
export interface CacheChange {
  readonly plugin: string;
  readonly pivot: string;
  readonly kind: string;
  readonly key: string;
  readonly before: CachedAnswer;
  readonly after: CachedAnswer;
}

/**
 * Answers of look-ups that outlive a run. `get` and `set` never reject: a store that fails is a cache that knows
 * nothing, said once in the log. What can be read but not understood (damaged, of another version) is absent.
 */
export interface LookupCache {
  /** `answers[i]` is for `keys[i]`; undefined = ask. Whether it is fresh is judged by `nowMs`, epoch milliseconds. */
  get(
    keys: readonly CacheKey[],
    nowMs: number,
    options?: CacheGetOptions,
  ): Promise<readonly (AgedAnswer | undefined)[]>;
  /** Overwrites; the last answer that differed is kept beside the new one, for `changes`. */
  set(entries: readonly CacheEntry[]): Promise<void>;
  /** @throws CACHE_UNUSABLE when the store fails or cannot list its entries */
  stats(): Promise<CacheStats>;
  /**
   * Removes what the filter names (without one everything), also what cannot be read, and counts it.
   * @throws CACHE_UNUSABLE when the store fails or cannot list its entries
   */
  clear(filter?: CacheFilter): Promise<number>;
  /**
   * Where an answer differs from the one before it, in the order of plugin, pivot, kind and key.
   * @throws CACHE_UNUSABLE when the store fails or cannot list its entries
   */
  changes(filter?: CacheFilter): Promise<readonly CacheChange[]>;
  /** Waits for the store to let go; from then on the cache knows nothing and keeps nothing. */
  close(): Promise<void>;
}
