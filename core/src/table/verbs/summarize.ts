import { requireFree } from '../add-columns.ts';
import type { Aggregate } from '../aggregates.ts';
import type { Column } from '../column.ts';
import { columnOf, columnarOf, withoutIndex, type Columnar } from '../columnar.ts';
import { gatherVector } from '../gather-vector.ts';
import { marksOfGroups, strictestMarks, withMarks, type Marks } from '../marks.ts';
import { rowGroups, type RowGroups } from '../row-groups.ts';

/**
 * One row for each group of rows with equal cells in the columns `by`, with those cells and the aggregates; without
 * columns one row for all. Rows: n → number of groups, in order of first appearance; null is a group of its own. A row is as
 * restricted as the strictest cell of its group.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 * @throws TABLE_COLUMN_TAKEN when an aggregate has the name of a group's column.
 * @throws TABLE_COLUMN_TYPE when an aggregate cannot work on the type of its column.
 */
export function summarize(
  columnar: Columnar,
  by: readonly string[],
  aggregates: Readonly<Record<string, Aggregate>>,
): Columnar {
  const groups = rowGroups(columnar, by);
  const marks = groupMarks(columnar, groups);
  const columns = new Map<string, Column>();
  for (const name of by) {
    const { spec, vector } = columnOf(columnar, name);
    const cells = gatherVector(vector, positions(columnar, groups.firstRows));
    columns.set(name, withMarks<Column>({ spec, vector: cells }, marks));
  }
  for (const [name, aggregate] of Object.entries(aggregates)) {
    requireFree(columns, name, ' among the columns to group by');
    if (aggregate.column !== undefined) columnOf(columnar, aggregate.column);
    columns.set(name, withMarks(aggregate.aggregate(columnar, groups), marks));
  }
  return columnarOf(columns);
}

function groupMarks(columnar: Columnar, { groupOf, firstRows }: RowGroups): Marks | undefined {
  const marks = strictestMarks(withoutIndex(columnar).columns.values(), columnar.size);
  return marks && marksOfGroups(marks, groupOf, firstRows.length);
}

function positions({ index }: Columnar, rows: Uint32Array): Uint32Array {
  return index === undefined ? rows : rows.map((row) => index[row] ?? 0);
}
