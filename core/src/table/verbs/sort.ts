import { rowNumbers, viewOf, type Columnar } from '../columnar.ts';
import { sortRanks, type SortRanks } from '../sort-ranks.ts';

export interface SortKey<N extends string = string> {
  readonly column: N;
  /** Greatest first; default: least first. */
  readonly descending?: boolean;
  /** Where rows without a value go, whatever the direction; default: last. */
  readonly nulls?: 'first' | 'last';
}

/**
 * Rows by the keys, the first counting most. Rows: n → n, stable: equal rows keep their order. Numbers by value (NaN
 * after all others), texts by code unit (not by language), times by time, false before true.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export function sort(columnar: Columnar, keys: readonly (string | SortKey)[]): Columnar {
  let order = rowNumbers(columnar.size);
  const sortKeys = keys.map((key) => (typeof key === 'string' ? { column: key } : key));
  const ranks = sortKeys.map((key) => directed(sortRanks(columnar, key.column), key));
  for (const words of ranks.reverse()) order = sortByWords(order, words);
  return viewOf(columnar, order);
}

// Engines write NaN with several bit patterns: all sort as this one, above Infinity.
const nanHigh = 0x7ff80000;

/** Ranks as unsigned integers of 64 bits in two halves that sort like the numbers, with nulls where they belong. */
interface SortWords {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function directed({ ranks, nulls }: SortRanks, key: SortKey): SortWords {
  const size = ranks.length;
  const [high, low] = [new Uint32Array(size), new Uint32Array(size)];
  const float = new Float64Array(1);
  const halves = new Uint32Array(float.buffer);
  const flip = key.descending === true ? 0xffffffff : 0;
  const nullWord = key.nulls === 'first' ? 0 : 0xffffffff;
  for (let i = 0; i < size; i++) {
    if (nulls[i] === 1) {
      high[i] = low[i] = nullWord;
      continue;
    }
    // Adding 0 makes -0 and 0 one number. Of a negative number all bits are flipped, of others the sign bit.
    const rank = (ranks[i] ?? 0) + 0;
    float[0] = rank;
    const highHalf = Number.isNaN(rank) ? nanHigh : (halves[1] ?? 0);
    const lowHalf = Number.isNaN(rank) ? 0 : (halves[0] ?? 0);
    const mask = rank < 0 ? 0xffffffff : 0;
    high[i] = highHalf ^ (mask | 0x80000000) ^ flip;
    low[i] = lowHalf ^ mask ^ flip;
  }
  return { high, low };
}

function sortByWords(order: Uint32Array<ArrayBuffer>, { high, low }: SortWords): Uint32Array<ArrayBuffer> {
  let sorted = order;
  for (const [word, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const)
    sorted = sortByDigit(sorted, word, shift);
  return sorted;
}

/** One pass of a radix sort, 16 bits; stable. Does nothing where all rows have the same digit. */
function sortByDigit(order: Uint32Array<ArrayBuffer>, words: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(65_537);
  for (const word of words) {
    const digit = (word >>> shift) & 0xffff;
    starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
  }
  if (starts.includes(words.length)) return order;
  for (let digit = 1; digit < starts.length; digit++) starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const i of order) {
    const digit = ((words[i] ?? 0) >>> shift) & 0xffff;
    const place = starts[digit] ?? 0;
    sorted[place] = i;
    starts[digit] = place + 1;
  }
  return sorted;
}
