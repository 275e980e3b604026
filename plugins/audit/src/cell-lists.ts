import type { Vector } from '@pivotkit/core';

/** Different texts before it is asked whether a dictionary is worth its while. */
const manyTexts = 1_000;

/** The cells of a column of texts: a dictionary, until they turn out to be mostly different. */
export class TextList {
  readonly #codes: number[] = [];
  readonly #codeOf = new Map<string, number>();
  #cells: (string | null)[] | undefined;

  push(text: string | null): void {
    if (this.#cells !== undefined) this.#cells.push(text);
    else this.#codes.push(text === null ? 0 : (this.#codeOf.get(text) ?? this.#add(text)));
  }

  vector(): Vector {
    if (this.#cells !== undefined) return { kind: 'cells', cells: this.#cells };
    return { kind: 'text', codes: Uint32Array.from(this.#codes), values: [...this.#codeOf.keys()] };
  }

  #add(text: string): number {
    const code = this.#codeOf.size + 1;
    this.#codeOf.set(text, code);
    if (code > manyTexts && 2 * code > this.#codes.length) this.#giveUp();
    return code;
  }

  #giveUp(): void {
    const texts = [null, ...this.#codeOf.keys()];
    this.#cells = this.#codes.map((code) => texts[code] ?? null);
  }
}

const notSet = 4_294_967_295;

/** The cells of a column of whole numbers; other texts are null. */
export class NumberList {
  readonly #numbers: number[] = [];
  readonly #isId: boolean;

  /** The kernel says of an id that is not set the greatest number there is: null. */
  constructor({ isId }: { readonly isId: boolean }) {
    this.#isId = isId;
  }

  push(text: string | null): void {
    const number = text === null ? NaN : wholeNumber(text);
    this.#numbers.push(this.#isId && (number === notSet || number === -1) ? NaN : number);
  }

  vector(): Vector {
    const numbers = Float64Array.from(this.#numbers);
    const nulls = Uint8Array.from(numbers, (number) => Number(Number.isNaN(number)));
    return nulls.includes(1) ? { kind: 'number', numbers, nulls } : { kind: 'number', numbers };
  }
}

/** A number of at most 15 digits; NaN for other texts. */
function wholeNumber(text: string): number {
  const from = text.charCodeAt(0) === 0x2d ? 1 : 0;
  if (text.length === from || text.length - from > 15) return NaN;
  let number = 0;
  for (let i = from; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    number = 10 * number + digit;
  }
  return from === 0 ? number : 0 - number;
}
