import { createSession, seededRandom, Table } from '@pivotkit/core';
import { averagePathLength, isolationScores, outliers } from '@pivotkit/plugin-outliers';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../../plugins/outliers/src/quantile.ts';
import { verbRunner } from '../../support/run-verb.ts';

const run = await verbRunner(outliers);
const random = seededRandom(7);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** 2,000 rows of two groups, and 40 far from both. */
const labels = Array.from({ length: 2_040 }, (_, i) => i >= 2_000);
const columns = [0, 1, 2].map(() =>
  labels.map((isOutlier, i) => (isOutlier ? 40 * (random() - 0.5) : (i % 2 === 0 ? 0 : 8) + normal())),
);
const table = Table.fromColumns({ a: columns[0]!, b: columns[1]!, c: columns[2]! });

/** How often a row that is an outlier has a higher score than one that is none: the area under the ROC curve. */
function area(scores: ArrayLike<number>): number {
  const usual = labels.flatMap((isOutlier, i) => (isOutlier ? [] : [scores[i]!]));
  const unusual = labels.flatMap((isOutlier, i) => (isOutlier ? [scores[i]!] : []));
  const wins = unusual.reduce((sum, score) => sum + usual.filter((other) => other < score).length, 0);
  return wins / (usual.length * unusual.length);
}

describe('scores', () => {
  test.each([1, 2, 42])('of labelled rows, seed %i: outliers come first', (seed) => {
    expect(area(isolationScores(columns, { seed }))).toBeGreaterThan(0.95);
  });

  test('same seed, same scores', () => {
    expect(isolationScores(columns, { seed: 5 })).toEqual(isolationScores(columns, { seed: 5 }));
    expect(isolationScores(columns, { seed: 5 })).not.toEqual(isolationScores(columns, { seed: 6 }));
  });

  test('the average path length is that of the paper', () => {
    // c(n) = 2 H(n - 1) - 2 (n - 1) / n with H(i) ≈ ln i + γ; for 256 the paper has 10.24.
    expect([averagePathLength(0), averagePathLength(1), averagePathLength(2)]).toEqual([0, 0, 1]);
    expect(averagePathLength(256)).toBeCloseTo(10.24, 2);
  });

  test('rows that are all equal are all as usual', async () => {
    const equal = Table.fromColumns({ x: Array.from({ length: 50 }, () => 3) });
    const found = await run(equal, 'outliers.isolationForest', { contamination: 'auto' });
    for (const score of found.cells('outlierScore')) expect(score).toBeCloseTo(0.5, 12);
    expect(new Set(found.cells('isOutlier'))).toEqual(new Set([false]));
  });

  test('none, one and two rows', () => {
    expect(isolationScores([[]])).toEqual(new Float64Array());
    expect([...isolationScores([[1]])]).toEqual([0.5]);
    expect([...isolationScores([[1, 2]])]).toEqual([0.5, 0.5]);
  });
});

describe('the verb', () => {
  test.each([0.01, 0.05, 0.5])('as many outliers as the contamination %d says', async (contamination) => {
    const found = await run(table, 'outliers.isolationForest', { contamination });
    const count = found.cells('isOutlier').filter(Boolean).length;
    expect(Math.abs(count - contamination * table.size)).toBeLessThan(2);
  });

  test('auto: scores above 0.5', async () => {
    const found = await run(table, 'outliers.isolationForest', { contamination: 'auto' });
    expect(found.cells('isOutlier')).toEqual(found.cells('outlierScore').map((score) => Number(score) > 0.5));
  });

  test('a part of the rows for each tree', async () => {
    const found = await run(table, 'outliers.isolationForest', { maxSamples: 0.1, trees: 20, maxFeatures: 2 });
    expect(area(found.cells('outlierScore').map(Number))).toBeGreaterThan(0.9);
  });

  const gaps = Table.fromRows([
    ...table.head(50).rows(),
    { a: null, b: 1, c: 1 },
    { a: 1, b: NaN, c: 1 },
    { a: 1, b: 1, c: Infinity },
  ]);

  test('rows without a number are refused, or have no score', async () => {
    await expect(run(gaps, 'outliers.isolationForest')).rejects.toThrow(
      /'a', row 50: an empty cell is not a finite number/,
    );
    const found = await run(gaps, 'outliers.isolationForest', { missing: 'skip' });
    expect(found.cells('outlierScore').slice(-3)).toEqual([null, null, null]);
    expect(found.cells('isOutlier').slice(-3)).toEqual([null, null, null]);
    expect(found.cell(0, 'outlierScore')).toBeGreaterThan(0);
  });

  test.each([
    ['a column that is not there', { columns: ['aa'] }, /Did you mean 'a'/],
    ['more outliers than half', { contamination: 0.6 }, /contamination/],
    ['no trees', { trees: 0 }, /trees/],
    ['an option of another name', { nEstimators: 5 }, /nEstimators/],
  ])('%s: an error', async (_, options, message) => {
    await expect((async () => run(table, 'outliers.isolationForest', options))()).rejects.toThrow(message);
  });

  test('no column of numbers, nothing but nulls, no rows', async () => {
    await expect(run([{ text: 'x' }], 'outliers.isolationForest')).rejects.toThrow(/no column holds numbers/);
    const nulls = Table.fromColumns({ a: [null, null] });
    expect(
      (await run(nulls, 'outliers.isolationForest', { columns: ['a'], missing: 'skip' })).cells('isOutlier'),
    ).toEqual([null, null]);
    expect((await run(table.head(0), 'outliers.isolationForest')).size).toBe(0);
  });

  test.each([
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
  ])('%s is no number to be split at: refused, or no score', async (_, value) => {
    const odd = Table.fromColumns({ a: [1, 2, 3, value, 5] });
    await expect(run(odd, 'outliers.isolationForest')).rejects.toThrow(/'a', row 3/);
    expect((await run(odd, 'outliers.isolationForest', { missing: 'skip' })).cell(3, 'outlierScore')).toBeNull();
  });

  test('numbers at the ends of their range have scores between 0 and 1', async () => {
    const ends = Table.fromColumns({ a: [Number.MAX_VALUE, -Number.MAX_VALUE, 0, -0, Number.MIN_VALUE, 1, 2, 3] });
    for (const score of (await run(ends, 'outliers.isolationForest')).cells('outlierScore'))
      expect(Number(score) > 0 && Number(score) < 1).toBe(true);
  });

  test('a cancellation arrives while it computes', async () => {
    const session = await createSession({ plugins: [outliers] });
    const controller = new AbortController();
    const large = Table.fromColumns({ x: Float64Array.from({ length: 50_000 }, random) });
    const result = session
      .from(large)
      .verb('outliers.isolationForest', { trees: 2_000 })
      .run({
        signal: controller.signal,
        onProgress: ({ total }) => total > 0 && controller.abort(),
      });
    await expect(result).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
  });
});

test.each([
  [[1, 2, 3, 4, 5], 0.5, 3],
  [[1, 2], 0.25, 1.25],
  [[7], 0.95, 7],
  [[], 0.5, NaN],
])('a part of %j below %d: %d', (values, part, expected) => {
  expect(quantile(Float64Array.from(values), part)).toBe(expected);
});
