import { columnOf, type Columnar } from '../columnar.ts';

/**
 * All columns but the named ones. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function drop(columnar: Columnar, names: readonly string[]): Columnar {
  const columns = new Map(columnar.columns);
  for (const name of names) {
    columnOf(columnar, name);
    columns.delete(name);
  }
  return { ...columnar, columns };
}
