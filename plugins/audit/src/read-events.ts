import { Table } from '@pivotkit/core';
import { createReadStream } from 'node:fs';
import { EventAssembler } from './assemble.ts';
import { auditColumns } from './columns.ts';
import { rowOfEvent, rowOfProblem, type AuditRow } from './event-row.ts';
import { parseAuditLine } from './parse-line.ts';

/** Longer lines are no records; the kernel writes at most 8,970 bytes. */
const longestLine = 16 * 1024 * 1024;

/** Turns lines into rows, one after the other. */
export class LineReader {
  readonly #assembler = new EventAssembler();

  /** The rows that are whole after the line. Empty lines are passed over. */
  push(line: string): AuditRow[] {
    if (line.trim() === '') return [];
    if (line.length > longestLine) return [rowOfProblem(line, 'longer than 16 MB')];
    const record = parseAuditLine(line);
    if (record === undefined) return [rowOfProblem(line, 'no audit record')];
    return this.#assembler.push(record).map(rowOfEvent);
  }

  flush(): AuditRow[] {
    return this.#assembler.flush().map(rowOfEvent);
  }
}

export const tableOfRows = (rows: readonly AuditRow[]): Table<AuditRow> =>
  Table.fromRows(rows, { specs: auditColumns });

export interface AuditLogOptions {
  /** Events in a batch. Default: 10,000. */
  readonly batchRows?: number | undefined;
}

/**
 * A log as a source for `session.from`: read in batches, so that it may be larger than memory.
 * Failures to open the file come when it is read.
 */
export function auditLog(path: string, { batchRows = 10_000 }: AuditLogOptions = {}) {
  return { text: path, batches: () => eventBatches(createReadStream(path, 'utf8'), batchRows) };
}

/** Batches of events from pieces of text, cut anywhere. */
export async function* eventBatches(
  chunks: AsyncIterable<unknown>,
  batchRows: number,
): AsyncGenerator<Table<AuditRow>, void, undefined> {
  const reader = new LineReader();
  let rows: AuditRow[] = [];
  for await (const line of linesOf(chunks)) {
    for (const row of reader.push(line)) rows.push(row);
    if (rows.length < batchRows) continue;
    yield tableOfRows(rows);
    rows = [];
  }
  for (const row of reader.flush()) rows.push(row);
  yield tableOfRows(rows);
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) rest = rest.slice(0, longestLine + 1);
    yield* lines;
  }
  if (rest !== '') yield rest;
}
