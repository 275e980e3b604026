import type { Cell } from '../cell.ts';
import { columnOf, viewOf, type Frame } from '../frame.ts';
import { cellReader } from '../row-reader.ts';
import type { TextVector } from '../vector.ts';

/**
 * Rows whose cell of one column `keep` says yes to. Rows: n → ≤ n, order kept. Of a text column the predicate sees each
 * different text once, however many rows have it.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function filterBy(frame: Frame, name: string, keep: (cell: Cell) => boolean): Frame {
  const { vector } = columnOf(frame, name);
  const test = vector.kind === 'text' ? textTest(vector, frame, keep) : cellTest(frame, name, keep);
  const kept = new Uint32Array(frame.size);
  let count = 0;
  for (let row = 0; row < frame.size; row++) if (test(row)) kept[count++] = row;
  return viewOf(frame, kept.slice(0, count));
}

function cellTest(frame: Frame, name: string, keep: (cell: Cell) => boolean): (row: number) => boolean {
  const read = cellReader(frame, name);
  return (row) => keep(read(row));
}

/** Answers by code: 0 not asked yet, 1 no, 2 yes. */
function textTest(
  { codes, values }: TextVector,
  { index }: Frame,
  keep: (cell: Cell) => boolean,
): (row: number) => boolean {
  const answers = new Uint8Array(values.length + 1);
  return (row) => {
    const code = codes[index === undefined ? row : (index[row] ?? 0)] ?? 0;
    if (answers[code] === 0) answers[code] = keep(code === 0 ? null : (values[code - 1] ?? null)) ? 2 : 1;
    return answers[code] === 2;
  };
}
