import { columnMissing } from '../columnar.ts';
import { formatCsvHeader, formatCsvRows, type CsvWriteOptions } from '../format/csv.ts';
import { formatNdjson } from '../format/json.ts';
import type { Table } from '../table.ts';
import { TextSink, type TextTarget } from './text-sink.ts';

/** Takes tables one after the other and writes their rows behind those before, at the pace of the target. */
export interface TableWriter {
  /** Resolves when there is room for more. */
  write(table: Table<object>): Promise<void>;
  /** Resolves when everything is written; a path is closed, a stream stays open for its owner. */
  close(): Promise<void>;
}

/** Rows made into text at once: bounds the memory for large tables. */
const rowsAtOnce = 5_000;

/**
 * A writer of CSV. The columns are those of the first table; later ones must have them, in any order.
 * `write` @throws TABLE_COLUMN_MISSING when a later table lacks a column or has one more; FILE_NOT_FOUND
 * FILE_UNREADABLE when the path cannot be written.
 */
export function csvWriter(target: TextTarget, options: CsvWriteOptions = {}): TableWriter {
  const sink = new TextSink(target);
  let names: readonly string[] | undefined;
  return {
    async write(table) {
      if (names === undefined) {
        names = table.columnNames;
        await sink.write((options.byteOrderMark === true ? '\uFEFF' : '') + formatCsvHeader(names, options));
      }
      requireSameColumns(table, names);
      for (const part of partsOf(table.select(...names))) await sink.write(formatCsvRows(part, options));
    },
    close: () => sink.close(),
  };
}

/** A writer of NDJSON; tables may have different columns. `write` @throws FILE_NOT_FOUND FILE_UNREADABLE */
export function ndjsonWriter(target: TextTarget): TableWriter {
  const sink = new TextSink(target);
  return {
    async write(table) {
      for (const part of partsOf(table)) await sink.write(formatNdjson(part));
    },
    close: () => sink.close(),
  };
}

function requireSameColumns(table: Table<object>, names: readonly string[]): void {
  const added = table.columnNames.find((name) => !names.includes(name));
  if (added !== undefined) throw columnMissing(added, names, ' in the rows written before');
}

function* partsOf(table: Table<object>): Iterable<Table<object>> {
  for (let start = 0; start < table.size; start += rowsAtOnce) yield table.slice(start, start + rowsAtOnce);
}
