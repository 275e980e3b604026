import { readFile } from 'node:fs/promises';
import { openList, PivotKitError, type FetchedList, type ListHost, type Log } from '@pivotkit/core';
import { formats, type ListConfig } from './config.ts';
import { FeedIndex } from './feed-index.ts';
import { ListError, type Reading, type Unreadable } from './indicator.ts';
import { formatOf } from './read/format-of.ts';
import { readList, requireUsable } from './read/list.ts';
import { remoteIndicators, type FetchedIndicators } from './remote.ts';

/** The lists that are files. */
export interface LocalFeed {
  readonly index: FeedIndex;
  readonly lists: readonly LoadedList[];
}

/** The lists of a session. */
export interface Feed extends LocalFeed {
  readonly fetched: readonly FetchedList<FetchedIndicators>[];
  /** Says what could not be used of the lists; at the first question, since a session may never ask. */
  readonly warn: () => void;
}

export interface LoadedList {
  readonly name: string;
  /** Values that can be matched. */
  readonly indicators: number;
  /** Entries that could not be used. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads every list that is a file. Single entries that cannot be used are kept as such; a list of nothing else is a fault.
 * @throws FEED_INVALID with every list that cannot be used: file, line, problem (`details.list`)
 */
export async function loadFeed(
  lists: readonly ListConfig[],
  resolvePath: (path: string) => string,
): Promise<LocalFeed> {
  const files = lists.flatMap(({ path, ...list }) => (path === undefined ? [] : [{ ...list, path }]));
  const loaded = await Promise.all(files.map((list) => loadList(list, resolvePath(list.path))));
  const faults = loaded.flatMap((list) => (list.ok ? [] : [list.fault]));
  if (faults.length > 0) throw feedInvalid(faults);
  const readings = loaded.flatMap((list) => (list.ok ? [list] : []));
  return {
    index: new FeedIndex(readings.values().flatMap(({ reading }) => reading.indicators)),
    lists: readings.map(({ name, reading: { indicators, unreadable } }) => ({
      name,
      indicators: indicators.length,
      unreadable,
    })),
  };
}

/** Prepares the lists that are fetched. */
export const openRemotes = (lists: readonly ListConfig[], host: ListHost): FetchedList<FetchedIndicators>[] =>
  lists.flatMap(({ url, ...list }) =>
    url === undefined
      ? []
      : [openList(remoteIndicators({ ...list, url: new URL(url) }), host, { ...list, url: new URL(url) })],
  );

/** What is wrong with one list. `file` as the configuration names it. */
interface Fault {
  readonly list: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly problem: string;
}

type Loaded =
  | { readonly ok: true; readonly name: string; readonly reading: Reading }
  | { readonly ok: false; readonly fault: Fault };

async function loadList(list: ListConfig & { readonly path: string }, path: string): Promise<Loaded> {
  const { name } = list;
  try {
    const format = list.format ?? formatOf(list.path);
    if (format === undefined)
      throw new ListError(`its format does not follow from its name; state \`format\`: ${formats.join(', ')}`);
    const reading = requireUsable(readList(await readText(path), list, { format, path: list.path }));
    return { ok: true, name, reading };
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    return { ok: false, fault: { list: name, file: list.path, line: error.line, problem: error.message } };
  }
}

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error ? String(Reflect.get(error, 'code')) : '';
    throw new ListError(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`);
  }
}

function feedInvalid(list: readonly Fault[]): PivotKitError {
  const problems = list.map(({ list: name, file, line, problem }) => {
    const where = line === undefined ? file : `${file}, line ${line}`;
    return `\n    - ${name} (${where}): ${problem}`;
  });
  return new PivotKitError('FEED_INVALID', { problems: problems.join(''), list });
}

const loggedEntries = 20;

/** Says at the first question, and then no more, which lists have entries that cannot be used. */
export function onceWarned(lists: readonly LoadedList[], log: Pick<Log, 'warn'>): () => void {
  let isSaid = false;
  return () => {
    if (isSaid) return;
    isSaid = true;
    for (const { name, unreadable } of lists) {
      const [first] = unreadable;
      if (first === undefined) continue;
      const more = unreadable.length === 1 ? '' : ` and ${unreadable.length - 1} more`;
      log.warn(`the list '${name}' has entries that cannot be used: ${first.reference}${more}: ${first.problem}`, {
        list: name,
        references: unreadable.slice(0, loggedEntries).map(({ reference }) => reference),
      });
    }
  };
}
