import { viewOf, type Columnar } from '../columnar.ts';
import { rowGroups } from '../row-groups.ts';

/**
 * The first of the rows that are equal in the named columns, or in all columns when none is named. Rows: n → ≤ n, order
 * kept. Null is equal to null and NaN to NaN; lists and objects are equal by their contents.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function distinct(columnar: Columnar, names: readonly string[]): Columnar {
  return viewOf(columnar, rowGroups(columnar, names.length === 0 ? [...columnar.columns.keys()] : names).firstRows);
}
