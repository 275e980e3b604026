import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Kept } from './kept.ts';

/**
 * Numbers that depend on a key and a text, and on nothing else: with the key the same every time, without it a guess. A
 * number takes longer than all else that masking does, so what was made of them is kept beside.
 */
export class Keyed {
  readonly #key: KeyObject;
  readonly #trees = new Kept<string, Buffer>(200_000);
  /** Words masked. */
  readonly words = new Kept<string, string>(50_000);
  /** Numbers in hexadecimal digits masked. */
  readonly hexNumbers = new Kept<string, string>(50_000);
  /** By how a half of a word is shifted: its form, the round, and the other half. */
  readonly shifts = new Kept<string, Kept<bigint, bigint>>(500);

  constructor(key: string | Buffer) {
    this.#key = createSecretKey(createHmac('sha256', key).update('mask').digest());
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
    return this.#trees.get(before, () => this.bytes('tree', before));
  }
}
