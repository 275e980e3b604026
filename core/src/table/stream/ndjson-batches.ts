import { RowsBuilder, type BuildOptions } from '../build.ts';
import { ndjsonRow } from '../format/ndjson.ts';
import { Table } from '../table.ts';
import { defaultBatchRows, type BatchOptions } from './csv-batches.ts';
import { linesOf } from './lines.ts';
import { textChunks, type TextSource } from './text-chunks.ts';

/**
 * An NDJSON of any size as tables, one after the other, in the order of the lines; memory for one batch. A batch has the
 * columns that occur in it and those that the options name. No rows give one empty table.
 * @throws as `readNdjson`; FILE_NOT_FOUND FILE_UNREADABLE when the path cannot be read.
 */
export async function* ndjsonBatches(
  source: TextSource,
  options: BuildOptions & BatchOptions = {},
): AsyncIterable<Table> {
  const { batchRows = defaultBatchRows } = options;
  let rows = newRows(options);
  let line = 0;
  let batches = 0;
  for await (const text of linesOf(textChunks(source))) {
    for (const row of ndjsonRow(text, ++line)) rows.push(row);
    if (rows.size < batchRows) continue;
    yield new Table(rows.build());
    rows = newRows(options);
    batches++;
  }
  if (rows.size > 0 || batches === 0) yield new Table(rows.build());
}

function newRows(options: BuildOptions): RowsBuilder {
  const rows = new RowsBuilder(options);
  rows.addStated();
  return rows;
}
