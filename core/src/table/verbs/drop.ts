import { columnOf, type Frame } from '../frame.ts';

/**
 * All columns but the named ones. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function drop(frame: Frame, names: readonly string[]): Frame {
  const columns = new Map(frame.columns);
  for (const name of names) {
    columnOf(frame, name);
    columns.delete(name);
  }
  return { ...frame, columns };
}
