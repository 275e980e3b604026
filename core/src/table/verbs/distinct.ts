import { viewOf, withoutIndex, type Columnar } from '../columnar.ts';
import { marksOfGroups, strictestMarks, withMarks } from '../marks.ts';
import { rowGroups } from '../row-groups.ts';

/**
 * The first of the rows that are equal in the named columns, or in all columns when none is named. Rows: n → ≤ n, order
 * kept. A row that stands for others is as restricted as the strictest of them. Null is equal to null and NaN to NaN; lists and objects are equal by their contents.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function distinct(columnar: Columnar, names: readonly string[]): Columnar {
  const { firstRows, groupOf } = rowGroups(columnar, names.length === 0 ? [...columnar.columns.keys()] : names);
  const kept = viewOf(columnar, firstRows);
  const marks = strictestMarks(withoutIndex(columnar).columns.values(), columnar.size);
  if (marks === undefined) return kept;
  const strictest = marksOfGroups(marks, groupOf, firstRows.length);
  const { size, columns } = withoutIndex(kept);
  return { size, columns: new Map(Array.from(columns, ([name, column]) => [name, withMarks(column, strictest)])) };
}
