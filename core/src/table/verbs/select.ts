import { columnOf, type Frame } from '../frame.ts';

/**
 * Only the named columns, in the order named. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function select(frame: Frame, names: readonly string[]): Frame {
  return { ...frame, columns: new Map(names.map((name) => [name, columnOf(frame, name)])) };
}
