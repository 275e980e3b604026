import { columnOf, type Columnar } from '../columnar.ts';

/**
 * Only the named columns, in the order named. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function select(columnar: Columnar, names: readonly string[]): Columnar {
  return { ...columnar, columns: new Map(names.map((name) => [name, columnOf(columnar, name)])) };
}
