import { systemClock, type Clock } from '../clock.ts';
import { silentLog, type Log } from '../log.ts';
import { KeyvCache } from './keyv-cache.ts';
import type { LookupCache } from './lookup-cache.ts';
import { openStore } from './open-store.ts';

export interface OpenCacheOptions {
  /** The user's folder for caches; the default store has its file there. It is made when it is needed. */
  readonly folder: string;
  /** Is told, once, when the store cannot be used. Default: nobody is. */
  readonly log?: Log;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** A store that has not answered after so long has failed. Default 5 000. */
  readonly timeoutMs?: number;
}

/**
 * The cache in the store named by an address: `sqlite:PATH` (default: a file in `folder`), `memory:`,
 * `redis://host:port/0`, `postgres://user@host/database`; or in any store object Keyv takes, which stays open when the
 * cache is closed. A store that cannot be reached or opened is no error: see `LookupCache`.
 * @throws CACHE_STORE_UNKNOWN when it is no address of a store and no store
 * @throws CACHE_STORE_MISSING when the package for it is not installed
 */
export async function openCache(where: string | object | undefined, options: OpenCacheOptions): Promise<LookupCache> {
  const { folder, log = silentLog, clock = systemClock, timeoutMs = 5_000 } = options;
  return new KeyvCache(await openStore(where, { folder, clock, timeoutMs }), { clock, log, timeoutMs });
}
