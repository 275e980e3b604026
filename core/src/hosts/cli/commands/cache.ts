import { PivotKitError } from '../../../error/pivotkit-error.ts';
import { processEnvironment } from '../../../io/environment.ts';
import { openCache, type CacheFilter, type LookupCache } from '../../../io/cache/index.ts';
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
    await printTable(await tableOf(action, cache, filters), terminal, { format: settings.output?.format, ...options });
  } finally {
    await cache.close();
  }
  return exitCode.complete;
}

function tableOf(action: string, cache: LookupCache, filters: readonly CacheFilter[]): Promise<Table<object>> {
  if (action === 'stats') return statsTable(cache, filters);
  return action === 'clear' ? clearTable(cache, filters) : diffTable(cache, filters);
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
  bytes: 'number',
  oldest: 'time',
  newest: 'time',
} as const;

async function statsTable(cache: LookupCache, filters: readonly CacheFilter[]): Promise<Table<object>> {
  const { perPlugin } = await cache.stats();
  const rows = perPlugin
    .filter((each) => filters.some(({ plugin }) => plugin === undefined || plugin === each.plugin))
    .map(({ plugin, entries, notFound, bytes, oldestAtMs, newestAtMs }) => ({
      plugin,
      answers: entries,
      notFound,
      bytes,
      oldest: timeOf(oldestAtMs),
      newest: timeOf(newestAtMs),
    }));
  return Table.fromRows(rows, { types: statsTypes });
}

const timeOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

async function clearTable(cache: LookupCache, filters: readonly CacheFilter[]): Promise<Table<object>> {
  let removed = 0;
  for (const filter of filters) removed += await cache.clear(filter);
  return Table.fromRows([{ removed }], { types: { removed: 'number' } });
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

async function diffTable(cache: LookupCache, filters: readonly CacheFilter[]): Promise<Table<object>> {
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
