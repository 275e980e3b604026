import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import {
  csvWriter,
  formatMarkdown,
  ndjsonWriter,
  tableFormat,
  writeTable,
  type Table,
  type TableFormat,
  type TableWriter,
} from '../table/index.ts';
import { concatTables } from '../pipeline/concat-tables.ts';
import { fileError } from '../table/stream/text-chunks.ts';
import type { OutputDefinition } from './schema.ts';

export type OutputFormat = TableFormat | 'markdown';

/** The format of an output: stated, or by the ending. @throws TABLE_FORMAT_UNKNOWN */
export function outputFormat({ path, format }: OutputDefinition): OutputFormat {
  if (format !== undefined) return format;
  return ['.md', '.markdown'].includes(extname(path).toLowerCase()) ? 'markdown' : tableFormat(path);
}

/** A file that is written while rows arrive, where its format allows that. @throws FILE_UNREADABLE */
export async function openOutput(path: string, format: OutputFormat): Promise<TableWriter> {
  await makeFolder(dirname(path));
  switch (format) {
    case 'csv':
      return csvWriter(path);
    case 'tsv':
      return csvWriter(path, { delimiter: '\t' });
    case 'ndjson':
      return ndjsonWriter(path);
    case 'json':
    case 'arrow':
      return gatheringWriter((table) => writeTable(path, table, { format }));
    case 'markdown':
      return gatheringWriter((table) => writeText(path, formatMarkdown(table)));
  }
}

function gatheringWriter(write: (table: Table<object>) => Promise<void>): TableWriter {
  const tables: Table<object>[] = [];
  return {
    write: async (table) => void tables.push(table),
    close: () => write(concatTables(tables)),
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw fileError(path, cause);
  }
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
