import { createHash } from 'node:crypto';

/** Seed of the whole data set; a new number tells the same story with other background noise. */
export const SEED = 20261109;

/**
 * Reproducible random numbers. Only IEEE basic arithmetic is used, never `Math.exp` and its like, whose last digit may
 * differ between engines: the files must come out byte for byte the same everywhere.
 */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Whole number, both ends included. */
  between(low: number, high: number): number;
  /** True with the given probability, 0–1. */
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** A choice drawn in proportion to its `weight`. */
  pickWeighted<T extends { readonly weight: number }>(choices: readonly T[]): T;
  /** Bell-shaped number around 0, within ±1: the sum of four uniforms. */
  bell(): number;
}

/** An own stream per purpose, so that more rows in one file leave the others as they were. */
export function randomFor(purpose: string): Random {
  const unit = sfc32(createHash('sha256').update(`${SEED}/${purpose}`).digest());
  const between = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    between,
    chance: (share) => unit() < share,
    pick: (choices) => at(choices, between(0, choices.length - 1)),
    pickWeighted: (choices) => pickWeighted(choices, unit()),
    bell: () => (unit() + unit() + unit() + unit()) / 2 - 1,
  };
}

function pickWeighted<T extends { readonly weight: number }>(choices: readonly T[], share: number): T {
  let left = share * choices.reduce((sum, choice) => sum + choice.weight, 0);
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return at(choices, choices.length - 1);
}

function at<T>(choices: readonly T[], index: number): T {
  const choice = choices[index];
  if (choice === undefined) throw new RangeError(`no choice ${index} of ${choices.length}`);
  return choice;
}

/** Small Fast Counter, 32 bit, by Chris Doty-Humphrey (PractRand, public domain); 20 rounds discarded after seeding. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readInt32LE(0);
  let b = seed.readInt32LE(4);
  let c = seed.readInt32LE(8);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let round = 0; round < 20; round++) next();
  return next;
}
