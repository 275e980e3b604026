import type { Cell } from './cell.ts';

/**
 * Numbers cells by equality: equal cells have one code, counted from 1 in order of appearance; 0 is no key.
 * `1` and `'1'` differ, -0 is 0, Dates are equal by time, whole bigints are equal to the same number, lists and objects
 * by their contents. Null has no key; neither has NaN, unless asked for.
 */
export class KeyDictionary {
  /** One cell for each code: `cells[code - 1]`, the first that had it. */
  readonly cells: Cell[] = [];
  readonly #nanIsKey: boolean;
  readonly #plain = new Map<string | number | bigint | boolean, number>();
  readonly #times = new Map<number, number>();
  readonly #structures = new Map<string, number>();

  constructor(options: { readonly nanIsKey?: boolean } = {}) {
    this.#nanIsKey = options.nanIsKey ?? false;
  }

  get size(): number {
    return this.cells.length;
  }

  /** The code of the cell, a new one when it is the first of its kind. */
  add(cell: Cell): number {
    if (typeof cell === 'string') return this.#addTo(this.#plain, cell, cell);
    if (cell === null) return 0;
    if (cell instanceof Date) return this.#isKey(cell.getTime()) ? this.#addTo(this.#times, cell.getTime(), cell) : 0;
    if (typeof cell === 'object') return this.#addTo(this.#structures, structureKey(cell), cell);
    const key = plainKey(cell);
    return this.#isKey(key) ? this.#addTo(this.#plain, key, cell) : 0;
  }

  /** The code of the cell, 0 when none like it was added. */
  find(cell: Cell): number {
    if (cell === null) return 0;
    if (cell instanceof Date) return this.#times.get(cell.getTime()) ?? 0;
    if (typeof cell === 'object') return this.#structures.get(structureKey(cell)) ?? 0;
    return this.#plain.get(plainKey(cell)) ?? 0;
  }

  #isKey(key: unknown): boolean {
    return this.#nanIsKey || !Number.isNaN(key);
  }

  #addTo<K>(codes: Map<K, number>, key: K, cell: Cell): number {
    const known = codes.get(key);
    if (known !== undefined) return known;
    const code = this.cells.push(cell);
    codes.set(key, code);
    return code;
  }
}

function plainKey(cell: string | number | bigint | boolean): string | number | bigint | boolean {
  if (typeof cell !== 'bigint') return cell;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : cell;
}

/** JSON with sorted keys and with marks for what JSON would confuse (Dates, bigints, NaN, undefined). */
export function structureKey(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return otherKey(value);
  if (value instanceof Date) return `time:${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map(structureKey).join(',')}]`;
  const parts = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${structureKey(part)}`);
  return `{${parts.sort().join(',')}}`;
}

/** Numbers as they are (-0 as 0), bigints marked; what can be no cell counts by its type. */
function otherKey(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'bigint' ? `${value}n` : typeof value;
}
