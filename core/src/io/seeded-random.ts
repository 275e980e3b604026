/** Evenly spread numbers in [0, 1), the same for the same seed: xoshiro128** (Blackman and Vigna 2018). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  const state = Uint32Array.from({ length: 4 }, splitMix(seed));
  return () => {
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    state[1] = b ^ third;
    state[0] = a ^ fourth;
    state[2] = third ^ (b << 9);
    state[3] = rotate(fourth, 11);
    return result / 2 ** 32;
  };
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The words a generator begins with, so that near seeds give unlike ones. */
function splitMix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

/** A whole number from 0 up to `below`, exclusive. */
export const wholeBelow = (random: Random, below: number): number => Math.floor(random() * below);

/** `count` different whole numbers below `below`, each set equally likely (Floyd; Bentley, CACM 30, 1987). */
export function sampleBelow(random: Random, count: number, below: number): Uint32Array {
  const chosen = new Set<number>();
  for (let last = below - count; last < below; last++) {
    const number = wholeBelow(random, last + 1);
    chosen.add(chosen.has(number) ? last : number);
  }
  return Uint32Array.from(chosen);
}
