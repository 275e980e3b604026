import { requireFree } from '../add-columns.ts';
import { cellType } from '../cell-type.ts';
import { cellInvalid } from '../column-builder.ts';
import { RowsBuilder } from '../build.ts';
import type { Column } from '../column.ts';
import { columnOf, withoutIndex, type Columnar } from '../columnar.ts';
import { cellReader } from '../row-reader.ts';

export interface FlattenOptions {
  /** How many levels of objects become columns; default 1. */
  readonly depth?: number;
}

/**
 * The fields of a column's objects as columns `column.field`, in the place of the column; a field that an object lacks
 * is null. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 * @throws TABLE_COLUMN_TAKEN when a column of the new name exists.
 * @throws TABLE_CELL_INVALID when a cell is neither an object nor null.
 */
export function flatten(columnar: Columnar, name: string, options: FlattenOptions = {}): Columnar {
  const whole = withoutIndex(columnar);
  const { origin, marks } = columnOf(whole, name);
  const carried = { ...(origin && { origin }), ...(marks && { marks }) };
  const fields = fieldColumns(whole, name, options.depth ?? 1);
  const columns = new Map<string, Column>();
  for (const [other, column] of whole.columns) {
    if (other !== name) {
      requireFree(columns, other);
      columns.set(other, column);
      continue;
    }
    for (const [field, column] of fields) {
      requireFree(columns, field);
      columns.set(field, { ...column, ...carried });
    }
  }
  return { size: whole.size, columns };
}

function fieldColumns(columnar: Columnar, name: string, depth: number): ReadonlyMap<string, Column> {
  const read = cellReader(columnar, name);
  const rows = new RowsBuilder();
  for (let i = 0; i < columnar.size; i++) {
    const cell = read(i);
    if (cell !== null && cellType(cell) !== 'object') throw cellInvalid(cell, { column: name, row: i, type: 'object' });
    rows.push(Object.fromEntries(fieldsOf(name, cell, depth)));
  }
  return rows.build().columns;
}

function fieldsOf(prefix: string, value: unknown, depth: number): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const name = `${prefix}.${key}`;
    return depth > 1 && cellType(field) === 'object' ? fieldsOf(name, field, depth - 1) : [[name, field] as const];
  });
}
