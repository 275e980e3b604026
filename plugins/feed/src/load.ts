import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { PivotKitError } from '@pivotkit/core';
import type { ListConfig } from './config.ts';
import { FeedIndex } from './feed-index.ts';
import { ListError, type Reading, type Unreadable } from './indicator.ts';
import { readCsvList } from './read/csv.ts';
import { parseJson, readAnyJson, readJsonList } from './read/json.ts';
import { readMisp } from './read/misp.ts';
import type { RowsOptions } from './read/rows.ts';
import { readStix } from './read/stix.ts';
import { readTextList } from './read/text.ts';

/** The lists of a session. */
export interface Feed {
  readonly index: FeedIndex;
  readonly lists: readonly LoadedList[];
}

export interface LoadedList {
  readonly name: string;
  /** Values that can be matched. */
  readonly indicators: number;
  /** Entries that could not be used. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads every list. Single entries that cannot be used are kept as such; a list of nothing else is a fault.
 * @throws FEED_INVALID with every list that cannot be used: file, line, problem (`details.list`)
 */
export async function loadFeed(lists: readonly ListConfig[], resolvePath: (path: string) => string): Promise<Feed> {
  const loaded = await Promise.all(lists.map((list) => loadList(list, resolvePath(list.path))));
  const faults = loaded.flatMap((list) => (list.ok ? [] : [list.fault]));
  if (faults.length > 0) throw feedInvalid(faults);
  const readings = loaded.flatMap((list) => (list.ok ? [list] : []));
  return {
    index: new FeedIndex(readings.flatMap(({ reading }) => reading.indicators)),
    lists: readings.map(({ name, reading: { indicators, unreadable } }) => ({
      name,
      indicators: indicators.length,
      unreadable,
    })),
  };
}

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

async function loadList(list: ListConfig, path: string): Promise<Loaded> {
  const { name } = list;
  try {
    const reading = readList(await readText(path), list);
    const [first] = reading.unreadable;
    if (first !== undefined && reading.indicators.length === 0)
      throw new ListError(`not one of its entries can be used; ${first.reference}: ${first.problem}`);
    return { ok: true, name, reading };
  } catch (error) {
    if (!(error instanceof ListError)) throw error;
    return { ok: false, fault: { list: name, file: list.path, line: error.line, problem: error.message } };
  }
}

function readList(text: string, list: ListConfig): Reading {
  const options: RowsOptions = { ...list, list: list.name };
  switch (list.format ?? formatOf(list.path)) {
    case 'csv':
      return readCsvList(text, { ...options, delimiter: extname(list.path) === '.tsv' ? '\t' : ',' });
    case 'text':
      return readTextList(text, options);
    case 'stix':
      return readStix(parseJson(text), options);
    case 'misp':
      return readMisp(parseJson(text), options);
    case 'json':
      return list.format === 'json' ? readJsonList(parseJson(text), options) : readAnyJson(parseJson(text), options);
  }
}

function formatOf(path: string): 'csv' | 'json' | 'text' {
  switch (extname(path).toLowerCase()) {
    case '.csv':
    case '.tsv':
      return 'csv';
    case '.json':
    case '.stix':
    case '.stix2':
      return 'json';
    case '.txt':
    case '.text':
    case '.list':
    case '.netset':
    case '.ipset':
      return 'text';
    default:
      throw new ListError('its format does not follow from its name; state `format`: csv, json, stix, misp or text');
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
