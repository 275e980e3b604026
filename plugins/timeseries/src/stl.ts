import { atOnce, type Work } from '@pivotkit/core';
import { smooth, smoothAt, type LoessOptions } from './loess.ts';

export interface StlOptions {
  /** Points of one season, 2 or more. */
  readonly period: number;
  /** Seasons that count for one season's shape, odd, 3 or more. Default: 7. */
  readonly seasonal?: number;
  /** Points that count for the trend, odd, more than a season. Default: the least odd ≥ 1.5 period / (1 - 1.5 / seasonal). */
  readonly trend?: number;
  /** Outliers count for less, in 15 rounds. Default: false. */
  readonly robust?: boolean;
  /**
   * Every how many points the trend is fitted; between them are straight lines. Default: 1, and for long windows over
   * long series, where that would take minutes, a tenth of the window, as the authors of STL have it.
   */
  readonly jump?: number;
}

/** A series taken apart: value = trend + seasonal + residual. */
export interface StlParts {
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly residual: Float64Array;
  /** How much each point counted, from 0 to 1; 1 without `robust`. */
  readonly weights: Float64Array;
  /** Every how many points the trend was fitted. */
  readonly jump: number;
}

/** The least odd number that is not less. */
const oddFrom = (number: number): number => 2 * Math.floor(Math.ceil(number) / 2) + 1;

/** Products of window and series up to which every point gets a line of its own. */
const mostProducts = 4e8;

/**
 * Seasonal-trend decomposition by loess: Cleveland, Cleveland, McRae, Terpenning, "STL: A Seasonal-Trend Decomposition
 * Procedure Based on Loess", Journal of Official Statistics 6 (1990), with the defaults of statsmodels (degree 1
 * throughout; 5 inner rounds, or 2 in each of 16 with `robust`). Series of finite numbers longer than two periods.
 */
export function* stl(series: Float64Array, options: StlOptions): Work<StlParts> {
  const { period, seasonal: seasons = 7, robust = false } = options;
  const window = options.trend ?? trendWindow(period, seasons);
  const lowPass = oddFrom(period + 1);
  const tenth = (points: number): number =>
    options.jump ?? (points * series.length > mostProducts ? Math.ceil(points / 10) : 1);
  const [inner, outer] = robust ? [2, 15] : [5, 0];
  let trend: Float64Array = new Float64Array(series.length);
  let seasonal: Float64Array = new Float64Array(series.length);
  let weights: Float64Array | undefined;
  for (let round = 0; round <= outer; round++) {
    const robustness = weights === undefined ? {} : { robustness: weights };
    for (let step = 0; step < inner; step++) {
      const cycles = yield* smoothCycles(difference(series, trend), period, {
        window: seasons,
        jump: 1,
        ...robustness,
      });
      const low = yield* smooth(averages(cycles, period), { window: lowPass, jump: tenth(lowPass) });
      seasonal = low.map((value, i) => (cycles[period + i] ?? 0) - value);
      trend = yield* smooth(difference(series, seasonal), { window, jump: tenth(window), ...robustness });
    }
    if (round < outer) weights = robustnessOf(difference(difference(series, trend), seasonal));
  }
  return {
    trend,
    seasonal,
    residual: difference(difference(series, seasonal), trend),
    weights: weights ?? new Float64Array(series.length).fill(1),
    jump: tenth(window),
  };
}

/** `stl`, in one go. */
export const decompose = (series: ArrayLike<number>, options: StlOptions): StlParts =>
  atOnce(stl(Float64Array.from(series), options));

/** The window of the trend that keeps what is seasonal out of it (section 3.4 of the paper). */
const trendWindow = (period: number, seasons: number): number => oddFrom((1.5 * period) / (1 - 1.5 / seasons));

const difference = (left: Float64Array, right: Float64Array): Float64Array =>
  left.map((value, i) => value - (right[i] ?? 0));

/** Each cycle (all first hours of a day, all second …) smoothed, and carried on one season before and one behind. */
function* smoothCycles(series: Float64Array, period: number, options: LoessOptions): Work<Float64Array> {
  const { robustness } = options;
  const cycles = new Float64Array(series.length + 2 * period);
  for (let phase = 0; phase < period; phase++) {
    const cycle = everyNth(series, phase, period);
    const ofCycle =
      robustness === undefined ? options : { ...options, robustness: everyNth(robustness, phase, period) };
    const smoothed = yield* smooth(cycle, ofCycle);
    cycles[phase] = beyond(cycle, smoothed, 0, ofCycle);
    for (let i = 0; i < smoothed.length; i++) cycles[(i + 1) * period + phase] = smoothed[i] ?? 0;
    cycles[(smoothed.length + 1) * period + phase] = beyond(cycle, smoothed, cycle.length + 1, ofCycle);
  }
  return cycles;
}

function everyNth(series: Float64Array, start: number, step: number): Float64Array {
  const values = new Float64Array(Math.ceil((series.length - start) / step));
  for (let i = 0; i < values.length; i++) values[i] = series[start + i * step] ?? 0;
  return values;
}

/** The smoothed cycle at place 0 or n + 1; where no point there has weight, its nearest value. */
function beyond(cycle: Float64Array, smoothed: Float64Array, place: number, options: LoessOptions): number {
  if (options.robustness !== undefined && !hasWeight(options.robustness, place, options.window))
    return smoothed[place === 0 ? 0 : smoothed.length - 1] ?? 0;
  return smoothAt(cycle, place, options);
}

function hasWeight(weights: Float64Array, place: number, window: number): boolean {
  const part = place === 0 ? weights.subarray(0, window) : weights.subarray(Math.max(0, weights.length - window));
  return part.some((weight) => weight > 0);
}

/** Moving averages of a season, of a season again, and of three: what is seasonal is gone. */
const averages = (cycles: Float64Array, period: number): Float64Array =>
  movingAverage(movingAverage(movingAverage(cycles, period), period), 3);

function movingAverage(series: Float64Array, length: number): Float64Array {
  const averaged = new Float64Array(series.length - length + 1);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += series[i] ?? 0;
  averaged[0] = sum / length;
  for (let i = 1; i < averaged.length; i++) {
    sum += (series[i + length - 1] ?? 0) - (series[i - 1] ?? 0);
    averaged[i] = sum / length;
  }
  return averaged;
}

/** Bisquare weights: 1 for small residuals, 0 from six times their median on. */
function robustnessOf(residual: Float64Array): Float64Array {
  const sizes = residual.map(Math.abs);
  const sorted = sizes.toSorted();
  const middle = sorted.length >> 1;
  const limit = 3 * ((sorted[middle] ?? 0) + (sorted[sorted.length - 1 - middle] ?? 0));
  return sizes.map((size) => {
    if (limit === 0 || size <= 0.001 * limit) return 1;
    return size > 0.999 * limit ? 0 : (1 - (size / limit) ** 2) ** 2;
  });
}
