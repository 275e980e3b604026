import { Table } from '../table.ts';
import { defaultBatchRows, type BatchOptions } from './csv-batches.ts';
import { linesOf } from './lines.ts';
import { textChunks, type TextSource } from './text-chunks.ts';

/** The one column of a text that is read by lines. */
export const lineColumn = 'line';

const specs = { [lineColumn]: { type: 'text', description: 'Line of the text' } } as const;

/**
 * The lines of a text of any size as tables with one column, `line`, one after the other; memory for one batch. A line is
 * a row as it stands, empty ones too, without its end. No lines give one empty table.
 * @throws FILE_NOT_FOUND FILE_UNREADABLE when the path cannot be read.
 */
export async function* lineBatches(source: TextSource, options: BatchOptions = {}): AsyncIterable<Table> {
  const { batchRows = defaultBatchRows } = options;
  let lines: string[] = [];
  let batches = 0;
  for await (const line of linesOf(textChunks(source))) {
    lines.push(line);
    if (lines.length < batchRows) continue;
    yield linesTable(lines);
    lines = [];
    batches++;
  }
  if (lines.length > 0 || batches === 0) yield linesTable(lines);
}

/** The lines of a whole file, as `lineBatches` has them. @throws FILE_NOT_FOUND FILE_UNREADABLE */
export async function readLinesFile(path: string): Promise<Table> {
  const lines: string[] = [];
  for await (const line of linesOf(textChunks(path))) lines.push(line);
  return linesTable(lines);
}

const linesTable = (lines: readonly string[]): Table => Table.fromColumns({ [lineColumn]: lines }, { specs });
