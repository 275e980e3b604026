import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { columnGatherer, type Column, type Columns } from './column.ts';
import { vectorLength } from './vector.ts';

/**
 * What a table is made of, without its methods: columns of one length and, after a filter or a sort, an index that
 * says which of their positions are the rows. Verbs are functions from such to such.
 */
export interface Columnar {
  /** Number of rows. */
  readonly size: number;
  readonly columns: Columns;
  /** Row i is at position `index[i]` of the columns; absent: at position i. */
  readonly index?: Uint32Array;
}

/** @throws TABLE_COLUMN_LENGTH when columns are not equally long. */
export function columnarOf(columns: Columns): Columnar {
  let size: number | undefined;
  let firstName = '';
  for (const [name, { vector }] of columns) {
    const length = vectorLength(vector);
    if (size === undefined) [size, firstName] = [length, name];
    if (length !== size) throw new PivotKitError('TABLE_COLUMN_LENGTH', { column: name, length, firstName, size });
  }
  return { size: size ?? 0, columns };
}

/** @throws TABLE_COLUMN_MISSING, with the nearest name. */
export function columnOf(columnar: Columnar, name: string, where = ''): Column {
  const column = columnar.columns.get(name);
  if (column === undefined) throw columnMissing(name, columnar.columns.keys(), where);
  return column;
}

export function columnMissing(column: string, names: Iterable<string>, where = ''): PivotKitError {
  const known = [...names];
  const like = nearest(column, known);
  const suggestion = like === undefined ? listOf(known) : `Did you mean '${like}'?`;
  return new PivotKitError('TABLE_COLUMN_MISSING', { column, where, suggestion, columns: known });
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'The table has no columns.';
  const more = names.length > 12 ? `, and ${names.length - 12} more` : '';
  return `The columns are: ${names.slice(0, 12).join(', ')}${more}.`;
}

/** The rows at `rows` of the columnar, in that order, without copying a column. */
export function viewOf(columnar: Columnar, rows: Uint32Array): Columnar {
  const { index, columns } = columnar;
  if (index === undefined) return { size: rows.length, columns, index: rows };
  return { size: rows.length, columns, index: rows.map((row) => index[row] ?? 0) };
}

/** The same rows with columns of their own: no index. A columnar without one is given back as it is. */
export function withoutIndex(columnar: Columnar): Columnar {
  const { index, columns, size } = columnar;
  return index === undefined ? columnar : { size, columns: gatherColumns(columns, index) };
}

/** All columns at positions `index`; `noRow` gives a row of nulls. */
export function gatherColumns(columns: Columns, index: Uint32Array): Columns {
  const gather = columnGatherer(index);
  return new Map(Array.from(columns, ([name, column]) => [name, gather(column)]));
}

/** 0, 1, … up to `size`: all rows in order. */
export function rowNumbers(size: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(size);
  for (let i = 0; i < size; i++) rows[i] = i;
  return rows;
}
