import { cellText, distinctCells, type Cell, type Table } from '@pivotkit/core';

/** What is equal for texts that mean the same. */
export type Canonical = string | number;

/** Texts numbered from 1 in order of appearance; 0 is none. */
export class TextCodes {
  /** By code, as it was first written. */
  readonly texts: string[] = [''];
  readonly #codes = new Map<Canonical, number>();

  add(canonical: Canonical, written: string): number {
    const known = this.#codes.get(canonical);
    if (known !== undefined) return known;
    const code = this.texts.push(written) - 1;
    this.#codes.set(canonical, code);
    return code;
  }
}

/** Numbers of a place of `PairCodes`: left, right, code + 1. */
const slot = 3;

/** Pairs of codes numbered from 0 in order of appearance: a hash table of numbers, with open addressing. */
export class PairCodes {
  /** The pair and its code + 1 stand side by side: a look-up touches one line of memory. */
  #slots: Uint32Array;
  #mask: number;
  #size = 0;

  /** Room for as many pairs; it grows beyond. */
  constructor(expected = 512) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(1024, 2 * expected)));
    this.#slots = new Uint32Array(slot * places);
    this.#mask = places - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The code of the pair, a new one when it is the first of its kind. */
  add(left: number, right: number): number {
    const at = this.#placeOf(left, right);
    const known = this.#slots[at + 2] ?? 0;
    if (known !== 0) return known - 1;
    const code = this.#size++;
    this.#slots[at] = left;
    this.#slots[at + 1] = right;
    this.#slots[at + 2] = code + 1;
    if (2 * this.#size > this.#mask) this.#grow();
    return code;
  }

  #placeOf(left: number, right: number): number {
    let hash = Math.imul(left ^ Math.imul(right + 1, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let place = hash & this.#mask; ; place = (place + 1) & this.#mask) {
      const at = place * slot;
      if (this.#slots[at + 2] === 0 || (this.#slots[at] === left && this.#slots[at + 1] === right)) return at;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(2 * before.length);
    this.#mask = 2 * this.#mask + 1;
    for (let from = 0; from < before.length; from += slot)
      if (before[from + 2] !== 0)
        this.#slots.set(before.subarray(from, from + slot), this.#placeOf(before[from] ?? 0, before[from + 1] ?? 0));
  }
}

export interface Forms {
  readonly canonical: (text: string) => Canonical;
  /** How it is shown. Default: canonical. */
  readonly written?: (text: string) => string;
}

/** The rows' cells as codes of `texts`, equal where their canonical forms are. Without a column every row has code 0. */
export function codedColumn(
  table: Table<object>,
  column: string | undefined,
  texts: TextCodes,
  { canonical, written }: Forms,
): Uint32Array {
  const result = new Uint32Array(table.size);
  if (column === undefined) return result;
  const { codes, values } = distinctCells(table, column);
  const byOwnCode = Uint32Array.from([null, ...values], (cell) => {
    const text = textOf(cell);
    if (text === undefined) return 0;
    const form = canonical(text);
    return texts.add(form, written === undefined ? String(form) : written(text));
  });
  for (let row = 0; row < result.length; row++) result[row] = byOwnCode[codes[row] ?? 0] ?? 0;
  return result;
}

/** A cell as a text; undefined for null, blanks and what pandas writes for null. Whole numbers have no `.0`. */
export function textOf(cell: Cell): string | undefined {
  if (cell === null) return undefined;
  const text = typeof cell === 'string' ? cell.trim() : cellText(cell);
  if (text === '' || text === 'NaN' || text === 'nan') return undefined;
  return text.endsWith('.0') && /^-?\d+\.0$/.test(text) ? text.slice(0, -2) : text;
}

const decimal = /^\d{1,15}$/;
const hexadecimal = /^0x[0-9a-f]{1,13}$/i;

/** One form of a process id: `0x1F4`, `500` and `0500` are the number 500; what is no number stays a text. */
export function canonicalId(text: string): Canonical {
  return hexadecimal.test(text) || decimal.test(text) ? Number(text) : text.toLowerCase();
}
