import * as arrow from '@uwdata/flechette';
import type { Cell } from '../cell.ts';
import type { ColumnSpec } from '../column-spec.ts';
import type { Column } from '../column.ts';
import type { Table } from '../table.ts';
import { vectorLength, vectorReader } from '../vector.ts';
import { stringifyJson } from './cell-text.ts';

export interface ArrowWriteOptions {
  /** `file` can be read in any order (Feather), `stream` from front to back; default `file`. */
  readonly container?: 'file' | 'stream';
}

/** Key of the field metadata that keep what a column says about itself. */
export const specKey = 'pivotkit.column';

/**
 * The table as Arrow IPC: texts as a dictionary of UTF-8, numbers as float64, times as timestamps in milliseconds UTC;
 * bigints as digits, lists, objects and mixed columns as JSON text (in which Dates are texts). What columns say about
 * themselves goes into the fields' metadata, so that `readArrow` gives the same table back.
 */
export function formatArrow(table: Table<object>, options: ArrowWriteOptions = {}): Uint8Array {
  const columns = table.columnNames.map((name) => [name, table.column(name)] as const);
  const children = columns.map(([, column]) => arrowColumn(column));
  const fields = columns.map(([name, { spec }], j) => arrowField(name, spec, children[j]?.type ?? arrow.nullType()));
  const schema = { version: arrow.Version.V5, endianness: arrow.Endianness.Little, fields, metadata: null };
  return (
    arrow.tableToIPC(new arrow.Table(schema, children), { format: options.container ?? 'file' }) ?? new Uint8Array()
  );
}

function arrowField(name: string, spec: ColumnSpec, type: arrow.DataType): arrow.Field {
  return arrow.field(name, type, true, new Map([[specKey, stringifyJson(spec)]]));
}

function arrowColumn({ vector, spec }: Column): arrow.Column<unknown> {
  const read = vectorReader(vector);
  const cellAt =
    vector.kind === 'cells' && spec.type !== 'text' ? (row: number): Cell => structureText(read(row)) : read;
  const visit = (visitor: (cell: unknown) => void): void => {
    for (let row = 0; row < vectorLength(vector); row++) visitor(cellAt(row));
  };
  return arrow.columnFromValues(visit, arrowType(vector.kind));
}

function arrowType(kind: Column['vector']['kind']): arrow.DataType {
  switch (kind) {
    case 'text':
      return arrow.dictionary(arrow.utf8(), arrow.int32());
    case 'number':
      return arrow.float64();
    case 'boolean':
      return arrow.bool();
    case 'time':
      return arrow.timestamp(arrow.TimeUnit.MILLISECOND, 'UTC');
    case 'cells':
      return arrow.utf8();
  }
}

function structureText(cell: Cell): string | null {
  return cell === null ? null : stringifyJson(cell);
}
