import { sampleBelow, seededRandom, wholeBelow } from '@pivotkit/core';
import { expect, test } from 'vitest';

test('same seed, same numbers; other seeds others, spread evenly', () => {
  const take = (seed: number): number[] => Array.from({ length: 10_000 }, seededRandom(seed));
  expect(take(1)).toEqual(take(1));
  expect(take(1)[0]).not.toBe(take(2)[0]);
  const tenths = Array.from({ length: 10 }, (_, i) => take(3).filter((x) => x >= i / 10 && x < (i + 1) / 10).length);
  // Six standard deviations of a count of 1,000 among 10,000.
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(180);
});

test('a sample has as many different numbers as asked for, each of them as often', () => {
  const random = seededRandom(4);
  const seen = Array.from({ length: 10 }, () => 0);
  for (let round = 0; round < 5_000; round++) {
    const sample = sampleBelow(random, 3, 10);
    expect(new Set(sample).size).toBe(3);
    for (const number of sample) seen[number]!++;
  }
  for (const count of seen) expect(Math.abs(count - 1_500)).toBeLessThan(200);
  expect([...sampleBelow(random, 4, 4)].toSorted((left, right) => left - right)).toEqual([0, 1, 2, 3]);
  expect(wholeBelow(() => 0.999, 3)).toBe(2);
});
