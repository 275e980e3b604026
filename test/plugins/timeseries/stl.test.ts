import { atOnce } from '@pivotkit/core';
import { decompose } from '@pivotkit/plugin-timeseries';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smooth } from '../../../plugins/timeseries/src/loess.ts';

/** Loess as Cleveland (1979) writes it: for each place the nearest points, tricube weights, a weighted line. */
function loessByHand(values: readonly number[], window: number, robustness?: readonly number[]): number[] {
  const n = values.length;
  return values.map((_, at) => {
    const first = Math.min(Math.max(0, at - (window - 1) / 2), Math.max(0, n - window));
    const places = Array.from({ length: Math.min(window, n) }, (_place, i) => first + i);
    const farthest = Math.max(...places.map((place) => Math.abs(place - at)));
    const reach = farthest + Math.max(0, Math.floor((window - n) / 2));
    const weight = (place: number): number => {
      const distance = Math.abs(place - at) / reach;
      return (distance > 0.999 ? 0 : distance <= 0.001 ? 1 : (1 - distance ** 3) ** 3) * (robustness?.[place] ?? 1);
    };
    const total = (of: (place: number) => number): number =>
      places.reduce((sum, place) => sum + weight(place) * of(place), 0);
    const [s0, s1, s2] = [total(() => 1), total((x) => x - at), total((x) => (x - at) ** 2)];
    const [t0, t1] = [total((x) => values[x]!), total((x) => (x - at) * values[x]!)];
    const determinant = s0 * s2 - s1 * s1;
    return (s2 * t0 - s1 * t1) / determinant;
  });
}

test('smoothing is a line of its own for each place', () => {
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 5, maxLength: 60 }), fc.integer({ min: 2, max: 15 }), (values, half) => {
      const window = 2 * half + 1;
      const ours = atOnce(smooth(Float64Array.from(values), { window, jump: 1 }));
      loessByHand(values, window).forEach((expected, i) => expect(ours[i]).toBeCloseTo(expected, 6));
      const robustness = values.map((_, i) => 0.2 + (i % 5) / 5);
      const weighted = atOnce(
        smooth(Float64Array.from(values), { window, jump: 1, robustness: Float64Array.from(robustness) }),
      );
      loessByHand(values, window, robustness).forEach((expected, i) => expect(weighted[i]).toBeCloseTo(expected, 6));
    }),
    { numRuns: 100, seed: 1 },
  );
});

test('with a jump some places are fitted, the others lie between them', () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i));
  const each = atOnce(smooth(values, { window: 11, jump: 1 }));
  const some = atOnce(smooth(values, { window: 11, jump: 4 }));
  for (const place of [0, 4, 48, 49]) expect(some[place]).toBeCloseTo(each[place]!, 12);
  expect(some[2]).toBeCloseTo((each[0]! + each[4]!) / 2, 12);
});

const hours = (length: number, of: (hour: number) => number): number[] => Array.from({ length }, (_, i) => of(i));
const daily = (hour: number): number => 10 * Math.sin((2 * Math.PI * hour) / 24) + (hour % 24 === 7 ? 5 : 0);

describe('a series of known parts', () => {
  test.each([
    ['a line and a season', (hour: number) => 100 + 0.5 * hour],
    ['no trend', () => 3],
  ])('%s: what comes out is what was put in', (_, line) => {
    const parts = decompose(
      hours(24 * 30, (hour) => line(hour) + daily(hour)),
      { period: 24 },
    );
    const mean = 5 / 24; // what the peak at seven adds to the trend
    for (let hour = 0; hour < 24 * 30; hour++) {
      expect(parts.trend[hour]).toBeCloseTo(line(hour) + mean, 6);
      expect(parts.seasonal[hour]).toBeCloseTo(daily(hour) - mean, 6);
      expect(parts.residual[hour]).toBeCloseTo(0, 6);
    }
  });

  test('the parts add up to the series, and weights are 1 without robustness', () => {
    const series = hours(200, (hour) => daily(hour) + ((hour * 7919) % 13));
    const { trend, seasonal, residual, weights } = decompose(series, { period: 24 });
    series.forEach((value, i) => expect(trend[i]! + seasonal[i]! + residual[i]!).toBeCloseTo(value, 9));
    expect(new Set(weights)).toEqual(new Set([1]));
  });

  test('with robustness an outlier counts for nothing, and leaves trend and season as they are', () => {
    const series = hours(24 * 20, (hour) => 50 + daily(hour) + ((hour * 7919) % 13) / 100);
    const spoilt = series.map((value, i) => (i === 200 ? value + 500 : value));
    const [plain, robust] = [decompose(spoilt, { period: 24 }), decompose(spoilt, { period: 24, robust: true })];
    expect(robust.weights[200]).toBe(0);
    expect(Math.abs(robust.trend[200]! - 50)).toBeLessThan(1);
    expect(Math.abs(plain.trend[200]! - 50)).toBeGreaterThan(5);
    expect(robust.residual[200]).toBeGreaterThan(498);
  });
});

test('a long window over a long series is fitted at some places, and comes out near', () => {
  const length = 40_000;
  const period = 8_000;
  const series = hours(length, (i) => i / 1_000 + Math.sin((2 * Math.PI * i) / period));
  const { jump, residual } = decompose(series, { period });
  expect(jump).toBeGreaterThan(1);
  expect(residual.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.02);
});
