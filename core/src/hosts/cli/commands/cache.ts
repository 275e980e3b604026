import { PivotKitError } from '../../../error/pivotkit-error.ts';
import { processEnvironment } from '../../../io/environment.ts';
import { openCache, type CacheFilter, type LookupCache, type PluginCacheStats } from '../../../io/cache/index.ts';
import { systemClock } from '../../../io/clock.ts';
import { clearReplies, listReplies, type ListedReply } from '../../../io/kept-replies.ts';
import { durationMs } from '../../../session/config-duration.ts';
import { Table } from '../../../table/index.ts';
import { changedPaths } from '../changed-paths.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { cacheSettings } from '../keeping-options.ts';
import { loadConfiguration, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';

export interface CacheCommandOptions extends GlobalOptions, FormatOptions {
  readonly pivot?: string;
  readonly olderThan?: string;
}

/** `pivotkit cache stats|clear|diff`. No plugin is loaded: answers of plugins that are gone can be looked at too. */
export async function runCacheCommand(
  action: string,
  options: CacheCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const filters = filtersOf(action, options);
  const { settings } = await loadConfiguration(options);
  const { store, folder } = cacheSettings(settings, processEnvironment());
  const cache = await openCache(store, { folder });
  try {
    const table = await tableOf(action, { cache, folder }, filters);
    await printTable(table, terminal, { format: settings.output?.format, ...options });
  } finally {
    await cache.close();
  }
  return exitCode.complete;
}

/** What is kept: answers in the cache, the lists that plugins fetched in the folder beside it. */
interface Kept {
  readonly cache: LookupCache;
  readonly folder: string;
}

function tableOf(action: string, kept: Kept, filters: readonly CacheFilter[]): Promise<Table<object>> {
  if (action === 'stats') return statsTable(kept, filters);
  return action === 'clear' ? clearTable(kept, filters) : diffTable(kept, filters);
}

/** One filter for each plugin named. @throws USAGE_INVALID */
function filtersOf(action: string, { plugin = [], pivot, olderThan }: CacheCommandOptions): readonly CacheFilter[] {
  if (action === 'stats' && (pivot !== undefined || olderThan !== undefined))
    throw new PivotKitError('USAGE_INVALID', {
      problem: 'stats counts whole plugins; --pivot and --older-than are for clear and diff',
      suggestion: 'Leave them out, or name a plugin with --plugin.',
    });
  const olderThanMs = olderThan === undefined ? undefined : ageMs(olderThan);
  const common = { ...(pivot !== undefined && { pivot }), ...(olderThanMs !== undefined && { olderThanMs }) };
  return plugin.length === 0 ? [common] : plugin.map((name) => ({ ...common, plugin: name }));
}

function ageMs(text: string): number {
  const found = durationMs(text);
  if (found !== undefined) return found;
  throw new PivotKitError('USAGE_INVALID', {
    problem: `--older-than '${text}' is no duration`,
    suggestion: 'A duration is a number with ms, s, m, h or d, such as 7d.',
  });
}

const statsTypes = {
  plugin: 'text',
  answers: 'number',
  notFound: 'number',
  lists: 'number',
  bytes: 'number',
  oldest: 'time',
  newest: 'time',
} as const;

async function statsTable({ cache, folder }: Kept, filters: readonly CacheFilter[]): Promise<Table<object>> {
  const { perPlugin } = await cache.stats();
  const answers = new Map(perPlugin.map((each) => [each.plugin, each]));
  const lists = Map.groupBy(await listReplies(folder), ({ plugin = '' }) => plugin);
  const rows = [...new Set([...answers.keys(), ...lists.keys()])]
    .filter((name) => filters.some(({ plugin }) => plugin === undefined || plugin === name))
    .sort()
    .map((name) => statsRow(name, answers.get(name), lists.get(name) ?? []));
  return Table.fromRows(rows, { types: statsTypes });
}

function statsRow(plugin: string, answers: PluginCacheStats | undefined, lists: readonly ListedReply[]): object {
  const times = [answers?.oldestAtMs, answers?.newestAtMs, ...lists.map(({ checkedAtMs }) => checkedAtMs)];
  const known = times.filter((ms) => ms !== undefined).sort((left, right) => left - right);
  return {
    plugin,
    answers: answers?.entries ?? 0,
    notFound: answers?.notFound ?? 0,
    lists: lists.length,
    bytes: lists.reduce((sum, { bytes }) => sum + bytes, answers?.bytes ?? 0),
    oldest: timeOf(known[0]),
    newest: timeOf(known.at(-1)),
  };
}

const timeOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

async function clearTable({ cache, folder }: Kept, filters: readonly CacheFilter[]): Promise<Table<object>> {
  let [answers, lists] = [0, 0];
  for (const filter of filters) {
    answers += await cache.clear(filter);
    lists += await clearLists(folder, filter);
  }
  return Table.fromRows([{ answers, lists }], { types: { answers: 'number', lists: 'number' } });
}

/** A list is no pivot's alone: where answers of one are meant, lists stay. */
async function clearLists(folder: string, { plugin, pivot, olderThanMs }: CacheFilter): Promise<number> {
  if (pivot !== undefined) return 0;
  const beforeMs = olderThanMs === undefined ? undefined : systemClock.now().getTime() - olderThanMs;
  return clearReplies(folder, { ...(plugin !== undefined && { plugin }), ...(beforeMs !== undefined && { beforeMs }) });
}

const diffTypes = {
  pivot: 'text',
  kind: 'text',
  key: 'text',
  path: 'text',
  before: 'text',
  after: 'text',
  beforeAt: 'time',
  afterAt: 'time',
} as const;

async function diffTable({ cache }: Kept, filters: readonly CacheFilter[]): Promise<Table<object>> {
  const rows: object[] = [];
  for (const filter of filters)
    for (const { pivot, kind, key, before, after } of await cache.changes(filter))
      for (const change of changedPaths(before, after))
        rows.push({
          pivot,
          kind,
          key,
          ...change,
          beforeAt: timeOf(before.storedAtMs),
          afterAt: timeOf(after.storedAtMs),
        });
  return Table.fromRows(rows, { types: diffTypes });
}
