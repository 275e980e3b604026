import type { CsvOptions } from '../format/csv-options.ts';
import { CsvReader } from '../format/csv-columns.ts';
import { Table } from '../table.ts';
import { textChunks, type TextSource } from './text-chunks.ts';

export interface BatchOptions {
  /** Rows of a batch, at least; the last may have fewer. Default 50 000. */
  readonly batchRows?: number;
}

export const defaultBatchRows = 50_000;

/**
 * A CSV of any size as tables, one after the other, in the order of the rows and with the columns of the header; memory
 * for one batch. A text with a header alone gives one empty table. With `types: 'infer'` the first batch decides.
 * @throws as `readCsv`; FILE_NOT_FOUND FILE_UNREADABLE when the path cannot be read.
 */
export async function* csvBatches(source: TextSource, options: CsvOptions & BatchOptions = {}): AsyncIterable<Table> {
  const { batchRows = defaultBatchRows } = options;
  const reader = new CsvReader(options);
  let batches = 0;
  for await (const text of textChunks(source)) {
    // A large piece is read bit by bit, so that a batch does not grow with it.
    for (let start = 0; start < text.length; start += pieceCharacters) {
      reader.push(text.slice(start, start + pieceCharacters));
      if (reader.size < batchRows) continue;
      yield new Table(reader.take());
      batches++;
    }
  }
  reader.end();
  if (reader.size > 0 || batches === 0) yield new Table(reader.take());
}

const pieceCharacters = 256 * 1024;
