import type { Cell } from './cell.ts';
import { columnCodes } from './column-codes.ts';
import { parseTime } from './parse-cell.ts';
import type { Table } from './table.ts';

const belowMs = /\d\d:\d\d:\d\d[.,]\d{3}(\d{1,6})/;
const digits = /^\d{9,17}(?:\.\d+)?$/;

/**
 * The instants that logs write in one form or another, as whole units since 1970 UTC; NaN where a cell names none. Unlike
 * `timeCells` it is lenient, and it keeps what texts say below the millisecond. Each different text is read once.
 * @param unitsPerMs Units in a millisecond: 1 for milliseconds, 1000 for microseconds.
 * @throws TABLE_COLUMN_MISSING
 */
export function instantCells(table: Table<object>, column: string, unitsPerMs = 1): Float64Array {
  const { vector } = table.column(column);
  if (vector.kind === 'time') return vector.times.map((ms) => ms * unitsPerMs);
  const { codes, values } = columnCodes(table.columnar, column);
  const ofCode = new Float64Array(values.length + 1).fill(NaN);
  values.forEach((cell, i) => (ofCode[i + 1] = instantCell(cell, unitsPerMs)));
  const instants = new Float64Array(codes.length);
  for (let row = 0; row < instants.length; row++) instants[row] = ofCode[codes[row] ?? 0] ?? NaN;
  return instants;
}

/**
 * The instant of one cell in whole units, rounded half to even; NaN where it names none. Texts are ISO 8601; numbers and
 * texts of digits are seconds, milliseconds or microseconds since 1970, whichever gives a year between 1971 and 5000.
 */
export function instantCell(cell: Cell, unitsPerMs = 1): number {
  if (cell instanceof Date) return cell.getTime() * unitsPerMs;
  if (typeof cell === 'string') return ofText(cell.trim(), unitsPerMs);
  return typeof cell === 'number' || typeof cell === 'bigint' ? ofNumber(Number(cell), unitsPerMs) : NaN;
}

function ofText(text: string, unitsPerMs: number): number {
  const time = parseTime(text);
  if (time === undefined) return digits.test(text) ? ofNumber(Number(text), unitsPerMs) : NaN;
  const below = unitsPerMs === 1 ? undefined : belowMs.exec(text)?.[1];
  const whole = time.getTime() * unitsPerMs;
  return below === undefined ? whole : whole + halfToEven((Number(below.padEnd(6, '0')) * unitsPerMs) / 1e6);
}

function ofNumber(value: number, unitsPerMs: number): number {
  if (!Number.isFinite(value) || value <= 0) return NaN;
  const ms = value < 1e11 ? value * 1000 : value < 1e14 ? value : value / 1000;
  return Math.round(ms * unitsPerMs);
}

function halfToEven(value: number): number {
  const whole = Math.floor(value);
  const rest = value - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole;
}
