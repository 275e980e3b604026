import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Column } from './column.ts';
import { columnarOf, withoutIndex, type Columnar } from './columnar.ts';
import { vectorLength } from './vector.ts';

export interface AddColumnsOptions {
  /** Whether a column of the same name is replaced, in its place; default: an error. */
  readonly overwrite?: boolean;
}

/**
 * The table with more columns behind its own. Rows: n → n, order kept; row i of a new column goes to row i.
 * @throws TABLE_COLUMN_TAKEN when a name exists and `overwrite` is not asked for.
 * @throws TABLE_COLUMN_LENGTH when a column has not as many rows as the table.
 */
export function addColumns(
  columnar: Columnar,
  added: Iterable<readonly [string, Column]>,
  options: AddColumnsOptions = {},
): Columnar {
  const columns = new Map(withoutIndex(columnar).columns);
  const [firstName] = columns.keys();
  if (firstName === undefined) return columnarOf(new Map(added));
  for (const [name, column] of added) {
    if (options.overwrite !== true) requireFree(columns, name);
    const length = vectorLength(column.vector);
    if (length !== columnar.size)
      throw new PivotKitError('TABLE_COLUMN_LENGTH', { column: name, length, firstName, size: columnar.size });
    columns.set(name, column);
  }
  return { size: columnar.size, columns };
}

/** @throws TABLE_COLUMN_TAKEN when there is a column of that name. */
export function requireFree(columns: ReadonlyMap<string, unknown>, column: string, where = ''): void {
  if (columns.has(column)) throw new PivotKitError('TABLE_COLUMN_TAKEN', { column, where });
}
