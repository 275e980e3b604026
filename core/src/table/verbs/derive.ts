import { addColumns, requireFree, type AddColumnsOptions } from '../add-columns.ts';
import type { Row } from '../cell.ts';
import { ColumnBuilder } from '../column-builder.ts';
import type { ColumnSpec } from '../column-spec.ts';
import { withoutIndex, type Columnar } from '../columnar.ts';
import { strictestMarks, withMarks } from '../marks.ts';
import { rowViews } from '../row-view.ts';

export interface DeriveOptions extends AddColumnsOptions {
  /** What the new columns say about themselves, by name; default: the type of their cells. */
  readonly specs?: Readonly<Record<string, Partial<ColumnSpec>>>;
}

/** A new cell from a view of the row and its number; undefined is null. */
export type Deriver<R extends object = Row> = (row: R, i: number) => unknown;

/**
 * New columns, cell by cell from the row as it was before. Rows: n → n, order kept. A new cell is as restricted as the
 * strictest of its row, since the function can read all of them.
 * @throws TABLE_COLUMN_TAKEN when a name exists and `overwrite` is not asked for.
 * @throws TABLE_CELL_INVALID when a function gives what cannot be a cell, or not one of the stated type.
 */
export function derive<R extends object = Row>(
  columnar: Columnar,
  columns: Readonly<Record<string, Deriver<R>>>,
  options: DeriveOptions = {},
): Columnar {
  const { specs = {}, overwrite = false } = options;
  const derived = Object.entries(columns).map(([name, cellOf]) => {
    if (!overwrite) requireFree(columnar.columns, name);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    return {
      name,
      cellOf,
      spec,
      builder: new ColumnBuilder({ name, ...(spec?.type !== undefined && { type: spec.type }) }),
    };
  });
  const view = rowViews<R>(columnar);
  for (let i = 0; i < columnar.size; i++) for (const { cellOf, builder } of derived) builder.push(cellOf(view(i), i));
  const marks = strictestMarks(withoutIndex(columnar).columns.values(), columnar.size);
  return addColumns(
    columnar,
    derived.map(({ name, builder, spec }) => [name, withMarks(builder.column(spec), marks)] as const),
    options,
  );
}
