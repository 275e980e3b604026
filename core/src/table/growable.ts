/** Codes that grow as they are pushed. */
export class GrowableCodes {
  length = 0;
  #codes = new Uint32Array(64);

  push(code: number): true {
    if (this.length === this.#codes.length) this.#codes = grown(this.#codes, new Uint32Array(this.length * 2));
    this.#codes[this.length++] = code;
    return true;
  }

  at(i: number): number {
    return this.#codes[i] ?? 0;
  }

  done(): Uint32Array {
    return this.#codes.slice(0, this.length);
  }
}

/** Numbers that grow as they are pushed. */
export class GrowableNumbers {
  length = 0;
  #numbers = new Float64Array(64);

  push(number: number): true {
    if (this.length === this.#numbers.length) this.#numbers = grown(this.#numbers, new Float64Array(this.length * 2));
    this.#numbers[this.length++] = number;
    return true;
  }

  at(i: number): number {
    return this.#numbers[i] ?? NaN;
  }

  done(): Float64Array {
    return this.#numbers.slice(0, this.length);
  }
}

function grown<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
