import { rowNumbers, viewOf, type Columnar } from '../columnar.ts';

/**
 * The rows from `start` up to but not including `end`; negative numbers count from the end, as for lists.
 * Rows: n → ≤ n, order kept.
 */
export function slice(columnar: Columnar, start = 0, end = columnar.size): Columnar {
  return viewOf(columnar, rowNumbers(columnar.size).slice(start, end));
}
