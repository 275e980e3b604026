import type { Row } from '../cell.ts';
import { viewOf, type Frame } from '../frame.ts';
import { rowViews } from '../row-view.ts';

/** Rows for which `keep` says yes. Rows: n → ≤ n, order kept. The predicate gets a view of the row and its number. */
export function filter<R extends object = Row>(frame: Frame, keep: (row: R, i: number) => boolean): Frame {
  const view = rowViews<R>(frame);
  const kept = new Uint32Array(frame.size);
  let size = 0;
  for (let i = 0; i < frame.size; i++) if (keep(view(i), i)) kept[size++] = i;
  return viewOf(frame, kept.slice(0, size));
}
