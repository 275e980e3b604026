import type { LookupCache } from './lookup-cache.ts';

/** A cache that keeps nothing. */
export const noCache: LookupCache = {
  get: (keys) => Promise.resolve(keys.map(() => undefined)),
  set: () => Promise.resolve(),
  stats: () => Promise.resolve({ entries: 0, bytes: 0, unreadable: 0, perPlugin: [] }),
  clear: () => Promise.resolve(0),
  changes: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};
