import { cellType } from './cell-type.ts';
import type { Cell } from './cell.ts';
import { columnCodes } from './column-codes.ts';
import { columnOf, type Columnar } from './columnar.ts';
import { structureKey } from './row-key.ts';

/** A number for each row by which it sorts, and which rows have none (null). Equal cells have equal numbers. */
export interface SortRanks {
  readonly ranks: Float64Array;
  /** 1 where the cell is null; NaN is greater than all numbers. */
  readonly nulls: Uint8Array;
}

/** Numbers and times are their own ranks; of other types the distinct cells are compared once and then counted. */
export function sortRanks(columnar: Columnar, name: string): SortRanks {
  const { vector } = columnOf(columnar, name);
  if (vector.kind === 'number') return ownRanks(columnar, (i) => (vector.nulls?.[i] === 1 ? null : vector.numbers[i]));
  if (vector.kind === 'time')
    return ownRanks(columnar, (i) => (Number.isNaN(vector.times[i]) ? null : vector.times[i]));
  return countedRanks(columnar, name);
}

function ownRanks(columnar: Columnar, numberAt: (position: number) => number | null | undefined): SortRanks {
  const { index, size } = columnar;
  const ranks = new Float64Array(size);
  const nulls = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const number = numberAt(index === undefined ? i : (index[i] ?? 0));
    if (number === null || number === undefined) nulls[i] = 1;
    else ranks[i] = number;
  }
  return { ranks, nulls };
}

function countedRanks(columnar: Columnar, name: string): SortRanks {
  const { codes, values } = columnCodes(columnar, name, { nanIsKey: true });
  const order = Array.from(values.keys()).sort((left, right) => compareCells(values[left], values[right]));
  const rankOf = new Float64Array(values.length + 1);
  for (const [rank, code] of order.entries()) rankOf[code + 1] = rank;
  const ranks = new Float64Array(codes.length);
  const nulls = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    ranks[i] = rankOf[code] ?? 0;
    nulls[i] = Number(code === 0);
  }
  return { ranks, nulls };
}

const typeOrder = ['boolean', 'number', 'bigint', 'time', 'text', 'list', 'object'];

/**
 * Order of two cells: numbers (and bigints) by value, NaN last, texts by code unit, times by time, false before true,
 * lists and objects by their JSON; of different types booleans, numbers, times, texts, lists, objects.
 */
export function compareCells(left: Cell | undefined, right: Cell | undefined): number {
  if (left === undefined || left === null || right === undefined || right === null) return nullOrder(left, right);
  const [leftType, rightType] = [orderedType(left), orderedType(right)];
  if (leftType !== rightType) return typeOrder.indexOf(leftType) - typeOrder.indexOf(rightType);
  if (typeof left === 'object' && typeof right === 'object') return compareObjects(left, right);
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left < right ? -1 : Number(left > right);
}

function nullOrder(left: unknown, right: unknown): number {
  return Number(left === null || left === undefined) - Number(right === null || right === undefined);
}

function orderedType(cell: Cell): string {
  const type = cellType(cell) ?? 'object';
  return type === 'bigint' ? 'number' : type;
}

function compareObjects(left: object, right: object): number {
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  const [leftKey, rightKey] = [structureKey(left), structureKey(right)];
  return leftKey < rightKey ? -1 : Number(leftKey > rightKey);
}
