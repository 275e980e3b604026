import type { Cell } from '../cell.ts';
import { ColumnBuilder } from '../column-builder.ts';
import { alsoNullWhen } from '../column-spec.ts';
import { columnOf, gatherColumns, withoutIndex, type Columnar } from '../columnar.ts';
import { cellReader } from '../row-reader.ts';

/**
 * A row for each element of the column's list, in order, the other cells repeated. Rows: n → m ≥ n, order kept: an empty
 * list or null keeps its row once, with null; a cell that is no list stays as it is.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function explode(columnar: Columnar, name: string): Columnar {
  const { spec } = columnOf(columnar, name);
  const read = cellReader(columnar, name);
  const rows: number[] = [];
  const builder = new ColumnBuilder({ name });
  for (let i = 0; i < columnar.size; i++) {
    for (const element of elementsOf(read(i))) {
      rows.push(i);
      builder.push(element);
    }
  }
  const columns = new Map(gatherColumns(withoutIndex(columnar).columns, Uint32Array.from(rows)));
  const { origin, marks } = columns.get(name) ?? {};
  const said = builder.hasNull ? alsoNullWhen(spec, 'the list is empty') : spec;
  const exploded = { spec: { ...said, type: builder.type }, vector: builder.build() };
  columns.set(name, { ...exploded, ...(origin && { origin }), ...(marks && { marks }) });
  return { size: rows.length, columns };
}

function elementsOf(cell: Cell): readonly unknown[] {
  if (!Array.isArray(cell)) return [cell];
  const elements: readonly unknown[] = cell;
  return elements.length === 0 ? [null] : elements;
}
