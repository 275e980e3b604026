import { rowNumbers, viewOf, type Frame } from '../frame.ts';

/**
 * The rows from `start` up to but not including `end`; negative numbers count from the end, as for lists.
 * Rows: n → ≤ n, order kept.
 */
export function slice(frame: Frame, start = 0, end = frame.size): Frame {
  return viewOf(frame, rowNumbers(frame.size).slice(start, end));
}
