import { cellText, distinctCells, type Cell, type Table } from '@pivotkit/core';

/** Texts numbered from 1 in order of appearance; 0 is none. */
export class TextCodes {
  /** By code, as it was first written. */
  readonly texts: string[] = [''];
  readonly #codes = new Map<string, number>();

  add(text: string, written = text): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.texts.push(written) - 1;
    this.#codes.set(text, code);
    return code;
  }
}

/** Pairs of codes numbered from 0 in order of appearance: a hash table of numbers, with open addressing. */
export class PairCodes {
  #lefts = new Uint32Array(1024);
  #rights = new Uint32Array(1024);
  /** Code + 1 at the place of a pair; 0 is free. Twice as long as the lists of pairs. */
  #places = new Uint32Array(2048);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The code of the pair, a new one when it is the first of its kind. */
  add(left: number, right: number): number {
    const place = this.#placeOf(left, right);
    const known = this.#places[place] ?? 0;
    if (known !== 0) return known - 1;
    const code = this.#size++;
    this.#lefts[code] = left;
    this.#rights[code] = right;
    this.#places[place] = code + 1;
    if (this.#size === this.#lefts.length) this.#grow();
    return code;
  }

  #placeOf(left: number, right: number): number {
    const mask = this.#places.length - 1;
    let hash = Math.imul(left ^ Math.imul(right + 1, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const code = this.#places[place] ?? 0;
      if (code === 0 || (this.#lefts[code - 1] === left && this.#rights[code - 1] === right)) return place;
    }
  }

  #grow(): void {
    const [lefts, rights] = [this.#lefts, this.#rights];
    this.#lefts = new Uint32Array(lefts.length * 2);
    this.#rights = new Uint32Array(lefts.length * 2);
    this.#lefts.set(lefts);
    this.#rights.set(rights);
    this.#places = new Uint32Array(lefts.length * 4);
    for (let code = 0; code < this.#size; code++)
      this.#places[this.#placeOf(lefts[code] ?? 0, rights[code] ?? 0)] = code + 1;
  }
}

export interface Forms {
  /** Equal for texts that mean the same. */
  readonly canonical: (text: string) => string;
  /** How it is shown. Default: canonical. */
  readonly written?: (text: string) => string;
}

/** The rows' cells as codes of `texts`, equal where their canonical forms are. Without a column every row has code 0. */
export function codedColumn(
  table: Table<object>,
  column: string | undefined,
  texts: TextCodes,
  { canonical, written = canonical }: Forms,
): Uint32Array {
  const result = new Uint32Array(table.size);
  if (column === undefined) return result;
  const { codes, values } = distinctCells(table, column);
  const byOwnCode = Uint32Array.from([null, ...values], (cell) => {
    const text = textOf(cell);
    return text === undefined ? 0 : texts.add(canonical(text), written(text));
  });
  for (let row = 0; row < result.length; row++) result[row] = byOwnCode[codes[row] ?? 0] ?? 0;
  return result;
}

/** A cell as a text; undefined for null, blanks and what pandas writes for null. Whole numbers have no `.0`. */
export function textOf(cell: Cell): string | undefined {
  if (cell === null) return undefined;
  const text = typeof cell === 'string' ? cell.trim() : cellText(cell);
  if (text === '' || text === 'NaN' || text === 'nan') return undefined;
  return /^-?\d+\.0$/.test(text) ? text.slice(0, -2) : text;
}

/** One form of a process id: `0x1F4`, `500` and `0500` are the same process; what is no number stays a text. */
export function canonicalId(text: string): string {
  if (/^0x[0-9a-f]{1,13}$/i.test(text) || /^\d{1,15}$/.test(text)) return String(Number(text));
  return text.toLowerCase();
}
