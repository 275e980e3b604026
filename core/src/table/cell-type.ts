import type { Cell } from './cell.ts';
import type { ColumnType } from './column-spec.ts';

/** The type of a cell by its JavaScript value; undefined for null and for what can be no cell (functions, symbols). */
export function cellType(cell: unknown): Exclude<ColumnType, 'any'> | undefined {
  if (typeof cell === 'string') return 'text';
  if (typeof cell === 'number') return 'number';
  if (typeof cell === 'boolean') return 'boolean';
  if (typeof cell === 'bigint') return 'bigint';
  return typeof cell === 'object' ? objectType(cell) : undefined;
}

function objectType(cell: object | null): 'time' | 'list' | 'object' | undefined {
  if (cell === null) return undefined;
  if (cell instanceof Date) return 'time';
  return Array.isArray(cell) ? 'list' : 'object';
}

/** Whether a value can be a cell: everything but undefined, functions and symbols. */
export function isCell(value: unknown): value is Cell {
  return value === null || cellType(value) !== undefined;
}
