import type { Row } from '../cell.ts';
import { viewOf, type Columnar } from '../columnar.ts';
import { rowViews } from '../row-view.ts';

/** Rows for which `keep` says yes. Rows: n → ≤ n, order kept. The predicate gets a view of the row and its number. */
export function filter<R extends object = Row>(columnar: Columnar, keep: (row: R, i: number) => boolean): Columnar {
  const view = rowViews<R>(columnar);
  const kept = new Uint32Array(columnar.size);
  let size = 0;
  for (let i = 0; i < columnar.size; i++) if (keep(view(i), i)) kept[size++] = i;
  return viewOf(columnar, kept.slice(0, size));
}
