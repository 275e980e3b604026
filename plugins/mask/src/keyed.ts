import { createHmac } from 'node:crypto';

/** Numbers that depend on a key and a text, and on nothing else: with the key the same every time, without it a guess. */
export class Keyed {
  readonly #key: Buffer;
  readonly #trees = new Map<string, Buffer>();

  constructor(key: string | Buffer) {
    this.#key = createHmac('sha256', key).update('mask').digest();
  }

  /** 256 bits. */
  bytes(...texts: readonly string[]): Buffer {
    // JSON tells ['a', 'b'] from ['ab'].
    return createHmac('sha256', this.#key).update(JSON.stringify(texts)).digest();
  }

  number(...texts: readonly string[]): bigint {
    return BigInt(`0x${this.hex(...texts)}`);
  }

  /** 64 hexadecimal digits. */
  hex(...texts: readonly string[]): string {
    return this.bytes(...texts).toString('hex');
  }

  /** A bit for each of the 255 ways to begin a byte, after the bytes before it. Kept, since networks have many hosts. */
  tree(before: string): Buffer {
    const known = this.#trees.get(before);
    if (known !== undefined) return known;
    const made = this.bytes('tree', before);
    if (this.#trees.size < mostTrees) this.#trees.set(before, made);
    return made;
  }
}

const mostTrees = 200_000;
