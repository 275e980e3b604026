import type { Cell } from '../cell.ts';
import { columnOf, viewOf, type Frame } from '../frame.ts';
import { cellReader } from '../row-reader.ts';

/**
 * Rows whose cell of one column `keep` says yes to. Rows: n → ≤ n, order kept. Of a text column the predicate sees each
 * different text once, however many rows have it.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function filterBy(frame: Frame, name: string, keep: (cell: Cell) => boolean): Frame {
  const { vector } = columnOf(frame, name);
  const { index, size } = frame;
  const kept = new Uint32Array(size);
  let count = 0;
  if (vector.kind === 'text') {
    const keeps = Uint8Array.from([null, ...vector.values], (cell) => Number(keep(cell)));
    for (let i = 0; i < size; i++) {
      if (keeps[vector.codes[index === undefined ? i : (index[i] ?? 0)] ?? 0] === 1) kept[count++] = i;
    }
  } else {
    const read = cellReader(frame, name);
    for (let i = 0; i < size; i++) if (keep(read(i))) kept[count++] = i;
  }
  return viewOf(frame, kept.slice(0, count));
}
