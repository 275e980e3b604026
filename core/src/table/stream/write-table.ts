import { writeFile } from 'node:fs/promises';
import { formatArrow } from '../format/arrow-write.ts';
import type { CsvWriteOptions } from '../format/csv.ts';
import { formatJson, type JsonWriteOptions } from '../format/json.ts';
import type { Table } from '../table.ts';
import { csvWriter, ndjsonWriter, type TableWriter } from './table-writer.ts';
import { tableFormat, type TableFormat } from './table-format.ts';
import { fileError } from './text-chunks.ts';

export interface WriteTableOptions extends CsvWriteOptions, JsonWriteOptions {
  /** Default: by the ending of the path, as for `readTable`. */
  readonly format?: TableFormat;
}

/**
 * Writes a table to a file, which is replaced. Options that a format does not have are not looked at.
 * @throws TABLE_FORMAT_UNKNOWN FILE_NOT_FOUND FILE_UNREADABLE
 */
export async function writeTable(path: string, table: Table<object>, options: WriteTableOptions = {}): Promise<void> {
  const format = options.format ?? tableFormat(path);
  switch (format) {
    case 'csv':
      return writeAll(csvWriter(path, options), table);
    case 'tsv':
      return writeAll(csvWriter(path, { delimiter: '\t', ...options }), table);
    case 'ndjson':
      return writeAll(ndjsonWriter(path), table);
    case 'json':
      return writeBytes(path, formatJson(table, options));
    case 'arrow':
      return writeBytes(path, formatArrow(table));
  }
}

async function writeAll(writer: TableWriter, table: Table<object>): Promise<void> {
  await writer.write(table);
  await writer.close();
}

async function writeBytes(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
