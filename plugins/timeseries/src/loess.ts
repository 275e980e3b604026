import type { Work } from '@pivotkit/core';

/** How a series is smoothed by local straight lines. */
export interface LoessOptions {
  /** Points that count for one, odd. */
  readonly window: number;
  /** Every how many points a line is fitted; those between are joined by straight lines. */
  readonly jump: number;
  /** Weights of the points beside those of their distance. */
  readonly robustness?: Float64Array;
}

/** Points smoothed after which others may have a turn, counted in products. */
const stretch = 1_000_000;

/**
 * Loess of degree 1 over points at 1, 2, 3 …, as the program STL has it (procedure `ess`; Cleveland, Cleveland, McRae,
 * Terpenning 1990). The result has as many points as the series.
 */
export function* smooth(series: Float64Array, options: LoessOptions): Work<Float64Array> {
  const n = series.length;
  const smoothed = new Float64Array(n);
  if (n < 2) return series.slice();
  const jump = Math.max(1, Math.min(options.jump, n - 1));
  const kernel = middleWeights(options.window, n);
  const half = (options.window - 1) / 2;
  let products = 0;
  for (let i = 0; i < n; i += jump) {
    const inside = kernel !== undefined && i >= half && i < n - half;
    smoothed[i] = inside ? smoothInside(series, kernel, i - half, options) : smoothAt(series, i + 1, options);
    products += Math.min(options.window, n);
    if (products < stretch) continue;
    products = 0;
    yield [i, n];
  }
  if (jump > 1) joinUp(smoothed, series, jump, options);
  return smoothed;
}

/**
 * The value of the line fitted around place `x`, counted from 1; it may lie one place outside of the series. Where no
 * point has a weight it is that of the nearest point.
 */
export function smoothAt(series: Float64Array, x: number, options: LoessOptions): number {
  const { window, robustness } = options;
  const n = series.length;
  const first = window >= n ? 1 : Math.min(Math.max(1, x - (window - 1) / 2), n - window + 1);
  const last = Math.min(first + window - 1, n);
  let weights = 0;
  let places = 0;
  const weightAt = weightsAround(x, reach(x, first, last, window - n));
  for (let j = first; j <= last; j++) {
    const weight = weightAt(j) * (robustness?.[j - 1] ?? 1);
    weights += weight;
    places += weight * j;
  }
  if (weights <= 0) return series[Math.min(Math.max(x, 1), n) - 1] ?? 0;
  const centre = places / weights;
  let spread = 0;
  for (let j = first; j <= last; j++) spread += weightAt(j) * (robustness?.[j - 1] ?? 1) * (j - centre) ** 2;
  spread /= weights;
  // A line through points that lie on one another has no slope.
  const slope = Math.sqrt(spread) > 0.001 * (n - 1) ? (x - centre) / spread : 0;
  let value = 0;
  for (let j = first; j <= last; j++) {
    const weight = (weightAt(j) * (robustness?.[j - 1] ?? 1)) / weights;
    value += weight * (slope * (j - centre) + 1) * (series[j - 1] ?? 0);
  }
  return value;
}

/** Distance at which weights end: to the farthest point, and more where the window is wider than the series. */
function reach(x: number, first: number, last: number, excess: number): number {
  return Math.max(x - first, last - x) + (excess > 0 ? Math.floor(excess / 2) : 0);
}

/** The tricube weights of Cleveland (1979); within a thousandth of the reach 1, beyond 999 of them 0. */
function weightsAround(x: number, reachOfX: number): (j: number) => number {
  return (j) => {
    const distance = Math.abs(j - x);
    if (distance > 0.999 * reachOfX) return 0;
    if (distance <= 0.001 * reachOfX) return 1;
    const ratio = distance / reachOfX;
    const under = 1 - ratio * ratio * ratio;
    return under * under * under;
  };
}

/** Inside of the series all windows are alike and symmetric, so that the slope counts for nothing. */
function middleWeights(window: number, n: number): Float64Array | undefined {
  if (window >= n) return undefined;
  const half = (window - 1) / 2;
  const weightAt = weightsAround(0, half);
  const weights = new Float64Array(window);
  for (let j = 0; j < window; j++) weights[j] = weightAt(j - half);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : undefined;
}

function product(series: Float64Array, weights: Float64Array, start: number): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += (weights[j] ?? 0) * (series[start + j] ?? 0);
  return sum;
}

/** `smoothAt` where the window lies inside of the series, around place `start` + half of it. */
function smoothInside(series: Float64Array, kernel: Float64Array, start: number, options: LoessOptions): number {
  const { robustness } = options;
  if (robustness === undefined) return product(series, kernel, start);
  const half = (kernel.length - 1) / 2;
  let [weights, places, squares, values, products] = [0, 0, 0, 0, 0];
  for (let j = 0; j < kernel.length; j++) {
    const weight = (kernel[j] ?? 0) * (robustness[start + j] ?? 0);
    const place = j - half;
    const weighted = weight * (series[start + j] ?? 0);
    weights += weight;
    places += weight * place;
    squares += weight * place * place;
    values += weighted;
    products += weighted * place;
  }
  if (weights <= 0) return series[start + half] ?? 0;
  const centre = places / weights;
  const spread = squares / weights - centre * centre;
  const mean = values / weights;
  if (!(Math.sqrt(spread) > 0.001 * (series.length - 1))) return mean;
  return mean - (centre / spread) * (products / weights - centre * mean);
}

/** Straight lines between the points that were fitted; the last point is fitted in any case. */
function joinUp(smoothed: Float64Array, series: Float64Array, jump: number, options: LoessOptions): void {
  const n = series.length;
  smoothed[n - 1] = smoothAt(series, n, options);
  for (let start = 0; start < n - 1; start += jump) {
    const end = Math.min(start + jump, n - 1);
    const from = smoothed[start] ?? 0;
    const step = ((smoothed[end] ?? 0) - from) / (end - start);
    for (let i = start + 1; i < end; i++) smoothed[i] = from + step * (i - start);
  }
}
