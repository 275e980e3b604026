import type { Cell } from './cell.ts';
import { columnOf, type Columnar } from './columnar.ts';
import { KeyDictionary } from './row-key.ts';
import { cellReader } from './row-reader.ts';
import type { TextVector } from './vector.ts';

/** The distinct cells of a column: row i holds `values[codes[i] - 1]`; code 0 is null (and NaN). */
export interface DistinctCells {
  readonly codes: Uint32Array;
  /** In order of first appearance. */
  readonly values: readonly Cell[];
}

/**
 * Codes and distinct values of a column's rows; for texts the dictionary is taken over instead of made.
 * With `nanIsKey` NaN is a value like others, without it NaN has code 0 like null.
 */
export function columnCodes(
  columnar: Columnar,
  name: string,
  options: { readonly nanIsKey?: boolean } = {},
): DistinctCells {
  const { vector } = columnOf(columnar, name);
  if (vector.kind === 'text') return textCodes(vector, columnar);
  const dictionary = new KeyDictionary(options);
  const read = cellReader(columnar, name);
  const codes = new Uint32Array(columnar.size);
  let last: { readonly cell: Cell; readonly code: number } = { cell: null, code: 0 };
  for (let i = 0; i < codes.length; i++) {
    const cell = read(i);
    // Columns such as ids of events hold long runs of one value.
    if (cell !== last.cell) last = { cell, code: dictionary.add(cell) };
    codes[i] = last.code;
  }
  return { codes, values: dictionary.cells };
}

/** The codes renumbered by first appearance, values without a row left out. */
function textCodes(vector: TextVector, columnar: Columnar): DistinctCells {
  const { index } = columnar;
  const renumbered = new Uint32Array(vector.values.length + 1);
  const codes = new Uint32Array(columnar.size);
  const values: string[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = vector.codes[index === undefined ? i : (index[i] ?? 0)] ?? 0;
    if (code === 0) continue;
    let renumberedCode = renumbered[code] ?? 0;
    if (renumberedCode === 0) {
      renumberedCode = values.push(vector.values[code - 1] ?? '');
      renumbered[code] = renumberedCode;
    }
    codes[i] = renumberedCode;
  }
  return { codes, values };
}
