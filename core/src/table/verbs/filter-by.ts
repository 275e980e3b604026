import type { Cell } from '../cell.ts';
import { columnOf, viewOf, type Columnar } from '../columnar.ts';
import { cellReader } from '../row-reader.ts';
import type { TextVector } from '../vector.ts';

/**
 * Rows whose cell of one column `keep` says yes to. Rows: n → ≤ n, order kept. Of a text column the predicate sees each
 * different text once, however many rows have it.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function filterBy(columnar: Columnar, name: string, keep: (cell: Cell) => boolean): Columnar {
  const { vector } = columnOf(columnar, name);
  const test = vector.kind === 'text' ? textTest(vector, columnar, keep) : cellTest(columnar, name, keep);
  const kept = new Uint32Array(columnar.size);
  let count = 0;
  for (let row = 0; row < columnar.size; row++) if (test(row)) kept[count++] = row;
  return viewOf(columnar, kept.slice(0, count));
}

function cellTest(columnar: Columnar, name: string, keep: (cell: Cell) => boolean): (row: number) => boolean {
  const read = cellReader(columnar, name);
  return (row) => keep(read(row));
}

/** Answers by code: 0 not asked yet, 1 no, 2 yes. */
function textTest(
  { codes, values }: TextVector,
  { index }: Columnar,
  keep: (cell: Cell) => boolean,
): (row: number) => boolean {
  const answers = new Uint8Array(values.length + 1);
  return (row) => {
    const code = codes[index === undefined ? row : (index[row] ?? 0)] ?? 0;
    if (answers[code] === 0) answers[code] = keep(code === 0 ? null : (values[code - 1] ?? null)) ? 2 : 1;
    return answers[code] === 2;
  };
}
