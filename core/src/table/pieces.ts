import { addColumns, type AddColumnsOptions } from './add-columns.ts';
import type { Row } from './cell.ts';
import { columnCodes, type DistinctCells } from './column-codes.ts';
import type { Column } from './column.ts';
import { gatherColumns, withoutIndex } from './columnar.ts';
import { Table } from './table.ts';
import { noRow } from './vector.ts';

/**
 * Distinct cells of a column in order of first appearance, and per row which one it holds: row i has
 * `values[codes[i] - 1]`, code 0 is null or NaN.
 * @throws TABLE_COLUMN_MISSING
 */
export function distinctCells(table: Table<object>, column: string): DistinctCells {
  return columnCodes(table.columnar, column);
}

/** The rows at `index`, in that order, as often as they are named; -1 (or `noRow`) gives a row of nulls. */
export function gather<R extends object>(table: Table<R>, index: Uint32Array | Int32Array): Table<R> {
  const { columns, size } = withoutIndex(table.columnar);
  const rows = Uint32Array.from(index, (row) => (row >= 0 && row < size ? row : noRow));
  return new Table({ size: rows.length, columns: gatherColumns(columns, rows) });
}

/**
 * The table with more columns behind its own; cell i goes to row i. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_TAKEN when a name exists and `overwrite` is not asked for.
 * @throws TABLE_COLUMN_LENGTH when a column has not as many rows as the table.
 */
export function withColumns<S extends object = Row>(
  table: Table<object>,
  columns: Readonly<Record<string, Column>>,
  options: AddColumnsOptions = {},
): Table<S> {
  return new Table(addColumns(table.columnar, Object.entries(columns), options));
}
