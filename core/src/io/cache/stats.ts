import type { CacheStats, PluginCacheStats } from './lookup-cache.ts';
import { pluginOf } from './storage-key.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** One entry as it stands in the store. */
export interface ListedEntry {
  readonly storedUnder: string;
  readonly bytes: number;
  /** Undefined when it cannot be read. */
  readonly stored: StoredAnswer | undefined;
}

export function summary(entries: readonly ListedEntry[]): CacheStats {
  const byPlugin = Map.groupBy(entries, ({ storedUnder, stored }) => stored?.plugin ?? pluginOf(storedUnder));
  return {
    entries: entries.length,
    bytes: bytesOf(entries),
    unreadable: entries.filter(({ stored }) => stored === undefined).length,
    perPlugin: [...byPlugin].sort(byName).map(([plugin, its]) => pluginSummary(plugin, its)),
  };
}

function pluginSummary(plugin: string, entries: readonly ListedEntry[]): PluginCacheStats {
  const answers = entries.flatMap(({ stored }) => (stored === undefined ? [] : [stored.answer]));
  const times = answers.map(({ storedAtMs }) => storedAtMs).sort((left, right) => left - right);
  return {
    plugin,
    entries: entries.length,
    bytes: bytesOf(entries),
    notFound: answers.filter(({ result }) => result.status === 'not-found').length,
    oldestAtMs: times[0],
    newestAtMs: times.at(-1),
  };
}

const bytesOf = (entries: readonly ListedEntry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);
const byName = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);
