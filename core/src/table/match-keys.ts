import type { Cell } from './cell.ts';
import { columnCodes, type DistinctCells } from './column-codes.ts';
import { columnOf, rowNumbers, type Columnar } from './columnar.ts';
import { KeyDictionary } from './row-key.ts';

/**
 * Keys of a table's rows: row i has the key `keyOf[codes[i]]`, 0 for none. Two steps, so that what is done with keys is
 * done once for each code and not for each row.
 */
export interface RowKeys {
  readonly codes: Uint32Array;
  readonly keyOf: Uint32Array;
}

/** Keys of the rows of two tables: equal keys are equal numbers, 1 up to `size`. */
export interface KeyMatch {
  readonly left: RowKeys;
  readonly right: RowKeys;
  readonly size: number;
}

type Pair = readonly [left: string, right: string];

/** The keys that the pairs of columns make; a row with one null or NaN among them has no key. */
export function matchKeys(left: Columnar, right: Columnar, pairs: readonly Pair[], ignoreCase: boolean): KeyMatch {
  return pairs
    .map(([leftName, rightName]) => matchColumns(cellsOf(left, leftName), cellsOf(right, rightName), ignoreCase))
    .reduce(combine);
}

/** The dictionary of a text column as it is, where it is not larger than the column; its order does not matter here. */
function cellsOf(columnar: Columnar, name: string): DistinctCells {
  const { vector } = columnOf(columnar, name);
  const isFit = vector.kind === 'text' && columnar.index === undefined && vector.values.length <= columnar.size;
  return isFit ? vector : columnCodes(columnar, name);
}

/** Distinct right cells get keys, distinct left cells are looked up among them. */
function matchColumns(left: DistinctCells, right: DistinctCells, ignoreCase: boolean): KeyMatch {
  const fold = ignoreCase ? foldCase : (cell: Cell): Cell => cell;
  const dictionary = new KeyDictionary();
  const rightKeys = keysOf(right.values, (cell) => dictionary.add(fold(cell)));
  const leftKeys = keysOf(left.values, (cell) => dictionary.find(fold(cell)));
  return {
    left: { codes: left.codes, keyOf: leftKeys },
    right: { codes: right.codes, keyOf: rightKeys },
    size: dictionary.size,
  };
}

function keysOf(cells: readonly Cell[], keyOf: (cell: Cell) => number): Uint32Array {
  const keys = new Uint32Array(cells.length + 1);
  for (const [j, cell] of cells.entries()) keys[j + 1] = keyOf(cell);
  return keys;
}

function foldCase(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.toLowerCase() : cell;
}

/** Two keys as one: a pair of keys is a number of its own, so no two pairs can fall together. */
function combine(first: KeyMatch, second: KeyMatch): KeyMatch {
  const keyOf = new Map<number, number>();
  const add = (pair: number): number => {
    const known = keyOf.get(pair);
    if (known !== undefined) return known;
    keyOf.set(pair, keyOf.size + 1);
    return keyOf.size;
  };
  const right = combineRows(first.right, second.right, second.size, add);
  const left = combineRows(first.left, second.left, second.size, (pair) => keyOf.get(pair) ?? 0);
  const same = rowNumbers(keyOf.size + 1);
  return { left: { codes: left, keyOf: same }, right: { codes: right, keyOf: same }, size: keyOf.size };
}

function combineRows(first: RowKeys, second: RowKeys, width: number, keyOf: (pair: number) => number): Uint32Array {
  const combined = new Uint32Array(first.codes.length);
  for (let i = 0; i < combined.length; i++) {
    const firstKey = first.keyOf[first.codes[i] ?? 0] ?? 0;
    const secondKey = second.keyOf[second.codes[i] ?? 0] ?? 0;
    if (firstKey !== 0 && secondKey !== 0) combined[i] = keyOf(firstKey * (width + 1) + secondKey);
  }
  return combined;
}
