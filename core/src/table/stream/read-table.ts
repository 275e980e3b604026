import { readFile } from 'node:fs/promises';
import { RowsBuilder, type BuildOptions } from '../build.ts';
import { readArrow } from '../format/arrow-read.ts';
import { CsvReader } from '../format/csv-columns.ts';
import type { CsvOptions } from '../format/csv-options.ts';
import { readJson } from '../format/json.ts';
import { ndjsonRow } from '../format/ndjson.ts';
import { inferTypes } from '../infer-types.ts';
import { Table } from '../table.ts';
import { retype } from '../verbs/retype.ts';
import { readLinesFile } from './line-batches.ts';
import { linesOf } from './lines.ts';
import { inputFormat, type InputFormat } from './table-format.ts';
import { fileError, textChunks } from './text-chunks.ts';

export interface ReadTableOptions extends CsvOptions {
  /** Default: by the ending .csv .tsv .json .ndjson .jsonl .arrow .arrows .feather, and lines for .log .txt. */
  readonly format?: InputFormat;
}

/**
 * The table in a file; `lines` of a text are a column `line`. Options that a format does not have (a delimiter for JSON) are not looked at; `types` counts for
 * all, and `infer` in JSON looks at texts that are times only: numbers are numbers there already.
 * @throws FILE_NOT_FOUND FILE_UNREADABLE TABLE_FORMAT_UNKNOWN, and as `readCsv`, `readJson`, `readNdjson`, `readArrow`.
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  const format = options.format ?? inputFormat(path);
  switch (format) {
    case 'csv':
    case 'tsv':
      return readCsvFile(path, format === 'tsv' ? { delimiter: '\t', ...options } : options);
    case 'json':
      return withTimes(
        readJson((await readBytes(path)).toString('utf8').replace(/^\uFEFF/, ''), buildOptions(options)),
        options,
      );
    case 'ndjson':
      return withTimes(await readNdjsonFile(path, buildOptions(options)), options);
    case 'lines':
      return readLinesFile(path);
    case 'arrow':
      return withStated(readArrow(await readBytes(path)), options);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

async function readCsvFile(path: string, options: CsvOptions): Promise<Table> {
  const reader = new CsvReader(options);
  for await (const text of textChunks(path)) reader.push(text);
  reader.end();
  return new Table(reader.take());
}

async function readNdjsonFile(path: string, options: BuildOptions): Promise<Table> {
  const rows = new RowsBuilder(options);
  let line = 0;
  for await (const text of linesOf(textChunks(path))) for (const row of ndjsonRow(text, ++line)) rows.push(row);
  return new Table(rows.build());
}

function buildOptions({ types, specs }: ReadTableOptions): BuildOptions {
  return { ...(typeof types === 'object' && { types }), ...(specs !== undefined && { specs }) };
}

function withTimes(table: Table, { types }: ReadTableOptions): Table {
  if (types !== 'infer') return table;
  const times = Object.entries(inferTypes(table.columnar)).filter(([, type]) => type === 'time');
  return new Table(retype(table.columnar, Object.fromEntries(times)));
}

function withStated(table: Table, { types }: ReadTableOptions): Table {
  return typeof types === 'object' ? new Table(retype(table.columnar, types)) : table;
}
