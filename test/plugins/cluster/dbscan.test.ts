import { atOnce } from '@pivotkit/core';
import { dbscan, type DbscanOptions, type Metric } from '@pivotkit/plugin-cluster';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dbscanOfFew, isFew } from '../../../plugins/cluster/src/dbscan-of-few.ts';
import { pointsAt } from '../../../plugins/cluster/src/dbscan.ts';
import { distinctRows } from '../../../plugins/cluster/src/distinct-rows.ts';
import { selectNth } from '../../../plugins/cluster/src/select-nth.ts';
import { metrics } from '../../../plugins/cluster/src/points.ts';

type Rows = readonly (readonly number[])[];

const columnsOf = (rows: Rows): number[][] => (rows[0] ?? []).map((_, d) => rows.map((row) => row[d] ?? 0));

const distances: Readonly<Record<Metric, (left: readonly number[], right: readonly number[]) => number>> = {
  euclidean: (left, right) => left.reduce((sum, value, d) => sum + (value - (right[d] ?? 0)) ** 2, 0),
  manhattan: (left, right) => left.reduce((sum, value, d) => sum + Math.abs(value - (right[d] ?? 0)), 0),
  chebyshev: (left, right) => left.reduce((most, value, d) => Math.max(most, Math.abs(value - (right[d] ?? 0))), 0),
};

/** The definition, word by word: every row compared with every other. */
function bruteForce(rows: Rows, { maxDistance, minSamples, metric }: DbscanOptions): number[] {
  const limit = metric === 'euclidean' ? maxDistance * maxDistance : maxDistance;
  const near = rows.map((row) => rows.flatMap((other, i) => (distances[metric](row, other) <= limit ? [i] : [])));
  const labels = rows.map(() => -1);
  let clusters = 0;
  rows.forEach((_, seed) => {
    if (labels[seed] !== -1 || near[seed]!.length < minSamples) return;
    const waiting = [seed];
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      for (const j of near[i]!) {
        if (labels[j] !== -1) continue;
        labels[j] = clusters;
        if (near[j]!.length >= minSamples) waiting.push(j);
      }
    }
    clusters++;
  });
  return labels;
}

/** Whole numbers, so that there are duplicates and distances that are exactly the limit. */
const input = fc.record({
  metric: fc.constantFrom(...metrics),
  minSamples: fc.integer({ min: 1, max: 6 }),
  maxDistance: fc.integer({ min: 0, max: 5 }),
  dimensions: fc.integer({ min: 1, max: 5 }),
  spread: fc.integer({ min: 1, max: 60 }),
  seed: fc.integer({ min: 0, max: 1e9 }),
});

const rowsOf = (
  size: number,
  { dimensions, spread, seed }: { dimensions: number; spread: number; seed: number },
): Rows => {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: size }, () => Array.from({ length: dimensions }, () => Math.floor(next() * spread)));
};

describe('DBSCAN is what the definition says', () => {
  test.each([
    ['few rows', 40, 150],
    ['rows enough for a tree', 450, 40],
  ])('%s', (_, size, numRuns) => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: size }), (options, count) => {
        const rows = rowsOf(count, options);
        expect([...dbscan(columnsOf(rows), options)]).toEqual(bruteForce(rows, options));
      }),
      { numRuns, seed: 1 },
    );
  });

  test.each(metrics)('the package for few points gives what the tree gives: %s', (metric) => {
    fc.assert(
      fc.property(input, (given) => {
        const options = { ...given, metric };
        const rows = rowsOf(60, options);
        const columns = columnsOf(rows).map((column) => Float64Array.from(column));
        const distinct = atOnce(distinctRows(columns, new Uint8Array(rows.length)));
        const labels = dbscanOfFew(pointsAt(columns, distinct), options);
        expect([...distinct.codes].map((code) => labels[code])).toEqual(bruteForce(rows, options));
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});

describe('conventions', () => {
  const line = (values: readonly number[], options: Partial<DbscanOptions> = {}): number[] => [
    ...dbscan([values], { maxDistance: 1, minSamples: 2, metric: 'euclidean', ...options }),
  ];

  test.each([
    ['the distance is inclusive', [0, 1, 3], {}, [0, 0, -1]],
    ['equal rows are neighbours at distance 0', [5, 5, 7], { maxDistance: 0 }, [0, 0, -1]],
    ['a row counts itself', [0, 9], { minSamples: 1 }, [0, 1]],
    [
      'a border row met before its core is in the cluster',
      [0, 0.9, 1, 1.1, 1.2, 5],
      { minSamples: 4 },
      [0, 0, 0, 0, 0, -1],
    ],
    ['clusters are numbered in the order of the rows', [9, 0, 9, 0], {}, [0, 1, 0, 1]],
    [
      'a border row is of the first cluster that reaches it',
      [0, 0.3, 0.6, 1.5, 2.4, 2.7, 3],
      { minSamples: 4 },
      [0, 0, 0, 0, 1, 1, 1],
    ],
    ['no rows', [], {}, []],
    ['one row', [1], {}, [-1]],
    ['-0 is 0', [0, -0], { maxDistance: 0 }, [0, 0]],
  ])('%s', (_, values, options, expected) => {
    expect(line(values, options)).toEqual(expected);
  });

  test('weights decide nothing that copies would not', () => {
    const rows = [0, 0, 0, 1, 2, 2];
    expect(line(rows, { minSamples: 4 })).toEqual(
      bruteForce(
        rows.map((x) => [x]),
        { maxDistance: 1, minSamples: 4, metric: 'euclidean' },
      ),
    );
  });
});

test('20,000 different points all near one another take no square of the time', () => {
  const values = Float64Array.from({ length: 20_000 }, (_, i) => i / 20_000);
  const labels = dbscan([values, values], { maxDistance: 5, minSamples: 3, metric: 'euclidean' });
  expect(new Set(labels)).toEqual(new Set([0]));
});

test('few points are those whose copies are few', () => {
  const points = (weights: readonly number[]) => ({
    size: weights.length,
    dimensions: 1,
    coordinates: new Float64Array(weights.length),
    weights: Uint32Array.from(weights),
  });
  expect([isFew(points([1e6, 1e6]), 3), isFew(points([200, 200]), 300)]).toEqual([true, false]);
});

test('the nth is in its place, whatever the order and however many are equal', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 1_500 }), fc.nat(), (keys, at) => {
      const items = Uint32Array.from(keys, (_, i) => i);
      const nth = at % keys.length;
      selectNth(items, nth, { first: 0, last: keys.length - 1 }, (item) => keys[item]!);
      const ordered = [...items].map((item) => keys[item]!);
      expect(ordered[nth]).toBe(keys.toSorted((left, right) => left - right)[nth]);
      expect(Math.max(-1, ...ordered.slice(0, nth))).toBeLessThanOrEqual(ordered[nth]!);
      expect([...items].toSorted((left, right) => left - right)).toEqual(keys.map((_, i) => i));
    }),
    { numRuns: 60, seed: 3 },
  );
});
