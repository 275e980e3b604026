import type { Table } from '@pivotkit/core';
import { createReadStream } from 'node:fs';
import { EventAssembler, problemEvent, type AuditEvent } from './assemble.ts';
import { EventColumns, type AuditRow } from './event-columns.ts';
import { parseAuditHead, type AuditHead } from './parse-line.ts';
import { RecordReader } from './read-record.ts';

/** Longer lines are no records; the kernel writes at most 8,970 bytes. */
const longestLine = 16 * 1024 * 1024;

/** Turns lines into events, one after the other. */
export class LineReader {
  readonly #assembler = new EventAssembler();
  readonly #records = new RecordReader();
  #head: AuditHead | undefined;

  /** The events that are whole after the line. Empty lines are passed over. */
  push(line: string): readonly AuditEvent[] {
    if (isEmpty(line)) return none;
    if (line.length > longestLine) return [problemEvent(line, 'longer than 16 MB')];
    const head = parseAuditHead(line, this.#head);
    if (head === undefined) return [problemEvent(line, 'no audit record')];
    this.#head = head;
    this.#records.read(this.#assembler.eventOf(head), { type: head.type, line, from: head.from });
    return this.#assembler.wholeAt(head.time);
  }

  flush(): AuditEvent[] {
    return this.#assembler.flush();
  }
}

const none: readonly AuditEvent[] = [];

/** Nearly all lines begin with a letter: what `trim` makes is not needed for them. */
const isEmpty = (line: string): boolean => !(line.charCodeAt(0) > 0x20) && line.trim() === '';

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
  let rows = new EventColumns();
  for await (const line of linesOf(chunks)) {
    for (const event of reader.push(line)) rows.push(event);
    if (rows.size < batchRows) continue;
    yield rows.table();
    rows = new EventColumns();
  }
  for (const event of reader.flush()) rows.push(event);
  yield rows.table();
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
