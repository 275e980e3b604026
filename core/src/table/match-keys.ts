import type { Cell } from './cell.ts';
import { columnCodes } from './column-codes.ts';
import type { Frame } from './frame.ts';
import { KeyDictionary } from './row-key.ts';

/** Keys of the rows of two tables as codes: equal keys have equal codes, 1 up to `size`; 0 is no key. */
export interface KeyCodes {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly size: number;
}

type Pair = readonly [left: string, right: string];

/** Codes of the keys that the pairs of columns make; a row with one null or NaN among them has no key. */
export function matchKeys(left: Frame, right: Frame, pairs: readonly Pair[], ignoreCase: boolean): KeyCodes {
  return pairs
    .map(([leftName, rightName]) => matchColumns([left, leftName], [right, rightName], ignoreCase))
    .reduce(combine);
}

type FrameColumn = readonly [frame: Frame, name: string];

/** Distinct right cells get codes, distinct left cells are looked up among them; rows follow by their codes. */
function matchColumns(left: FrameColumn, right: FrameColumn, ignoreCase: boolean): KeyCodes {
  const fold = ignoreCase ? foldCase : (cell: Cell) => cell;
  const leftCells = columnCodes(...left);
  const rightCells = columnCodes(...right);
  const dictionary = new KeyDictionary();
  const rightKeys = Uint32Array.from([null, ...rightCells.values], (cell) => dictionary.add(fold(cell)));
  const leftKeys = Uint32Array.from([null, ...leftCells.values], (cell) => dictionary.find(fold(cell)));
  return {
    left: translate(leftCells.codes, leftKeys),
    right: translate(rightCells.codes, rightKeys),
    size: dictionary.size,
  };
}

function foldCase(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.toLowerCase() : cell;
}

function translate(codes: Uint32Array, keys: Uint32Array): Uint32Array {
  const translated = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) translated[i] = keys[codes[i] ?? 0] ?? 0;
  return translated;
}

/** Two keys as one: a pair of codes is a number of its own, so no two pairs can fall together. */
function combine(first: KeyCodes, second: KeyCodes): KeyCodes {
  const codeOf = new Map<number, number>();
  const pairAt = (firstCodes: Uint32Array, secondCodes: Uint32Array, i: number): number => {
    const [firstCode, secondCode] = [firstCodes[i] ?? 0, secondCodes[i] ?? 0];
    return firstCode === 0 || secondCode === 0 ? 0 : firstCode * (second.size + 1) + secondCode;
  };
  const right = first.right.map((_, i) => {
    const pair = pairAt(first.right, second.right, i);
    return pair === 0 ? 0 : (codeOf.get(pair) ?? add(pair));
  });
  const left = first.left.map((_, i) => codeOf.get(pairAt(first.left, second.left, i)) ?? 0);
  return { left, right, size: codeOf.size };

  function add(pair: number): number {
    codeOf.set(pair, codeOf.size + 1);
    return codeOf.size;
  }
}
