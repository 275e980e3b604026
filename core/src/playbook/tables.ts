import { stat } from 'node:fs/promises';
import type { BatchSource } from '../pipeline/source.ts';
import {
  csvBatches,
  inputFormat,
  lineBatches,
  ndjsonBatches,
  readTable,
  type ReadTableOptions,
  type Row,
  type Table,
} from '../table/index.ts';
import { lineColumn } from '../table/stream/line-batches.ts';
import { fileChunks } from '../table/stream/text-chunks.ts';

export type InputOptions = Pick<ReadTableOptions, 'format' | 'types' | 'delimiter' | 'empty' | 'ragged'>;

/** A table that a step reads beside its own rows. */
export interface RightTable {
  /** What it is, for plans and errors. */
  readonly text: string;
  /** Its columns; undefined = known only when it runs. */
  readonly columns: readonly string[] | undefined;
  read(): Promise<Table>;
}

/** Files up to this size are read whole, so that types are inferred from all rows; larger ones stream. */
const wholeBytes = 64 * 1024 * 1024;

/**
 * The rows of a file. CSV and NDJSON beyond 64 MiB arrive in batches; with inferred types the first batch decides there.
 * Its `batches` @throws FILE_NOT_FOUND, FILE_UNREADABLE and as the reader of the format
 */
export function fileSource(path: string, text: string, options: InputOptions): BatchSource<Row> {
  return {
    text,
    async *batches() {
      const streamed = (await isLarge(path)) ? streamedBatches(path, options) : undefined;
      if (streamed === undefined) yield await readTable(path, options);
      else yield* streamed;
    },
  };
}

async function isLarge(path: string): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  return size > wholeBytes;
}

function streamedBatches(path: string, options: InputOptions): AsyncIterable<Table> | undefined {
  const { types } = options;
  switch (options.format ?? inputFormat(path)) {
    case 'csv':
      return csvBatches(path, options);
    case 'tsv':
      return csvBatches(path, { delimiter: '\t', ...options });
    case 'ndjson':
      return types === 'infer' ? undefined : ndjsonBatches(path, types === undefined ? {} : { types });
    case 'lines':
      return lineBatches(path);
    case 'json':
    case 'arrow':
      return undefined;
  }
}

/**
 * The columns of a file, read from its first rows; undefined for formats whose rows may differ.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, TABLE_FORMAT_UNKNOWN
 */
export async function fileColumns(path: string, options: InputOptions): Promise<readonly string[] | undefined> {
  const format = options.format ?? inputFormat(path);
  if (format === 'arrow') return (await readTable(path, options)).columnNames;
  if (format !== 'csv' && format !== 'tsv') {
    await requireReadable(path);
    return format === 'lines' ? [lineColumn] : undefined;
  }
  const settings = { ...(format === 'tsv' && { delimiter: '\t' }), ...options, types: {}, batchRows: 1 };
  for await (const batch of csvBatches(path, settings)) return batch.columnNames;
  return undefined;
}

async function requireReadable(path: string): Promise<void> {
  for await (const chunk of fileChunks(path)) {
    void chunk;
    return;
  }
}
