import type { Cell } from './cell.ts';
import { GrowableCodes, GrowableNumbers } from './growable.ts';
import { nullFlag, type Vector } from './vector.ts';

/** Takes cells of one type one after the other and gives their vector. */
export interface VectorBuilder {
  readonly length: number;
  /** False, and nothing is added, when the cell is neither of the builder's type nor null. */
  push(cell: Cell): boolean;
  build(): Vector;
}

/** Different texts before it is asked whether a dictionary is worth its while. */
const manyTexts = 16_384;

/**
 * Texts as a dictionary, while it is worth it: when a large column turns out to hold more different texts than repeated
 * ones (identifiers, command lines), looking each up costs more than it saves, and the texts are kept as they are.
 */
export class TextVectorBuilder implements VectorBuilder {
  readonly #codes = new GrowableCodes();
  readonly #codeOf = new Map<string, number>();
  readonly #values: string[] = [];
  #cells: Cell[] | undefined;

  get length(): number {
    return this.#cells?.length ?? this.#codes.length;
  }

  push(cell: Cell): boolean {
    if (typeof cell !== 'string' && cell !== null) return false;
    if (this.#cells !== undefined) this.#cells.push(cell);
    else this.#codes.push(cell === null ? 0 : (this.#codeOf.get(cell) ?? this.#add(cell)));
    this.#giveUpDictionary();
    return true;
  }

  #add(value: string): number {
    const code = this.#values.push(value);
    this.#codeOf.set(value, code);
    return code;
  }

  build(): Vector {
    if (this.#cells !== undefined) return { kind: 'cells', cells: [...this.#cells] };
    return { kind: 'text', codes: this.#codes.done(), values: [...this.#values] };
  }

  #giveUpDictionary(): void {
    const different = this.#values.length;
    if (this.#cells !== undefined || different < manyTexts || this.#codes.length > 2 * different) return;
    this.#cells = Array.from(this.#codes.done(), (code) => (code === 0 ? null : (this.#values[code - 1] ?? null)));
    this.#codeOf.clear();
  }
}

export class NumberVectorBuilder implements VectorBuilder {
  readonly #numbers = new GrowableNumbers();
  readonly #nullRows: number[] = [];

  get length(): number {
    return this.#numbers.length;
  }

  push(cell: Cell): boolean {
    if (typeof cell === 'number') return this.#numbers.push(cell);
    if (cell !== null) return false;
    this.#nullRows.push(this.#numbers.length);
    return this.#numbers.push(0);
  }

  build(): Vector {
    const numbers = this.#numbers.done();
    if (this.#nullRows.length === 0) return { kind: 'number', numbers };
    const nulls = new Uint8Array(numbers.length);
    for (const row of this.#nullRows) nulls[row] = 1;
    return { kind: 'number', numbers, nulls };
  }
}

export class BooleanVectorBuilder implements VectorBuilder {
  readonly #flags: number[] = [];

  get length(): number {
    return this.#flags.length;
  }

  push(cell: Cell): boolean {
    if (typeof cell !== 'boolean' && cell !== null) return false;
    this.#flags.push(cell === null ? nullFlag : Number(cell));
    return true;
  }

  build(): Vector {
    return { kind: 'boolean', flags: Uint8Array.from(this.#flags) };
  }
}

export class TimeVectorBuilder implements VectorBuilder {
  readonly #times = new GrowableNumbers();

  get length(): number {
    return this.#times.length;
  }

  push(cell: Cell): boolean {
    if (cell instanceof Date) return this.#times.push(cell.getTime());
    return cell === null && this.#times.push(NaN);
  }

  build(): Vector {
    return { kind: 'time', times: this.#times.done() };
  }
}

export class CellVectorBuilder implements VectorBuilder {
  readonly #cells: Cell[] = [];
  readonly #accepts: (cell: Cell) => boolean;

  constructor(accepts: (cell: Cell) => boolean = () => true) {
    this.#accepts = accepts;
  }

  get length(): number {
    return this.#cells.length;
  }

  push(cell: Cell): boolean {
    if (cell !== null && !this.#accepts(cell)) return false;
    this.#cells.push(cell);
    return true;
  }

  build(): Vector {
    return { kind: 'cells', cells: [...this.#cells] };
  }
}
