import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Cell } from './cell.ts';
import { cellInvalid, convertCell } from './column-builder.ts';
import type { ColumnType } from './column-spec.ts';
import type { Table } from './table.ts';
import { vectorLength, vectorReader, type Vector } from './vector.ts';

/**
 * The cells of a column as numbers, null as NaN: numbers, bigints, true and false as 1 and 0, and texts that say
 * numbers, each different text read once. The list may be the column's own: do not write into it.
 * @throws TABLE_COLUMN_MISSING
 * @throws TABLE_CELL_INVALID when a text says no number.
 * @throws TABLE_COLUMN_TYPE when the column holds anything else.
 */
export function numberCells(table: Table<object>, column: string): Float64Array {
  const { vector } = table.column(column);
  if (vector.kind === 'number') return vector.nulls === undefined ? vector.numbers : withGaps(vector);
  if (vector.kind === 'boolean')
    return numbersWhere(vector.flags.length, (row) => numberOfFlag[vector.flags[row] ?? 2]);
  return readCells(vector, { column, type: 'number' });
}

/**
 * The cells of a column as milliseconds since 1970 UTC, null as NaN: times, and texts in ISO 8601, each different text
 * read once. The list may be the column's own: do not write into it.
 * @throws TABLE_COLUMN_MISSING
 * @throws TABLE_CELL_INVALID when a text says no time.
 * @throws TABLE_COLUMN_TYPE when the column holds anything else.
 */
export function timeCells(table: Table<object>, column: string): Float64Array {
  const { vector } = table.column(column);
  return vector.kind === 'time' ? vector.times : readCells(vector, { column, type: 'time' });
}

const numberOfFlag = [0, 1, NaN];

/** A loop, because `Float64Array.from` with a function goes through an iterator and is ten times slower. */
function numbersWhere(length: number, at: (row: number) => number | undefined): Float64Array {
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) numbers[row] = at(row) ?? NaN;
  return numbers;
}

const withGaps = ({ numbers, nulls }: Extract<Vector, { kind: 'number' }>): Float64Array =>
  numbers.map((number, row) => (nulls?.[row] === 1 ? NaN : number));

interface Wanted {
  readonly column: string;
  readonly type: ColumnType & ('number' | 'time');
}

function readCells(vector: Vector, wanted: Wanted): Float64Array {
  if (vector.kind !== 'text') return readEach(vector, wanted);
  const ofCode = new Float64Array(vector.values.length + 1).fill(NaN);
  const seen = new Uint8Array(ofCode.length);
  return numbersWhere(vector.codes.length, (row) => {
    const code = vector.codes[row] ?? 0;
    if (code !== 0 && seen[code] === 0) {
      ofCode[code] = read(vector.values[code - 1] ?? null, wanted, row);
      seen[code] = 1;
    }
    return ofCode[code];
  });
}

function readEach(vector: Vector, wanted: Wanted): Float64Array {
  const cellAt = vectorReader(vector);
  return numbersWhere(vectorLength(vector), (row) => read(cellAt(row), wanted, row));
}

function read(cell: Cell, { column, type }: Wanted, row: number): number {
  if (cell === null) return NaN;
  if (typeof cell === 'bigint' && type === 'number') return Number(cell);
  if (typeof cell !== 'string' && typeof cell !== 'number' && !(cell instanceof Date))
    throw new PivotKitError('TABLE_COLUMN_TYPE', { column, type: typeof cell, wanted: type });
  const converted = convertCell(cell, type);
  if (converted === undefined || converted === null) throw cellInvalid(cell, { column, row, type });
  return Number(converted);
}
