import type { Random } from '@pivotkit/core';
import { intervalsOf } from './bursts.ts';
import { bestRhythm, type Train } from './rhythm.ts';

/** Trains without a rhythm that a train is compared with; fewer where the first ones are as rhythmic already. */
const surrogates = 40;
const firstSurrogates = 8;

/** How far intervals are blurred: by a factor of e^0.7 up or down. No rhythm survives it, bursts and pauses do. */
const blur = 0.7;

/**
 * How likely a train of events with bursts and pauses like these, but without a rhythm, would seem as rhythmic: its
 * intervals are put in random order and each is made longer or shorter at random, the same search is made in each, and a
 * Gumbel distribution, which the greatest of many chances follows, is fitted to what is found.
 */
export function falseAlarmOf({ times, resolution }: Train, strength: number, random: Random): number {
  const intervals = intervalsOf(times);
  const found: number[] = [];
  while (found.length < surrogates) {
    const surrogate = { times: surrogateOf(intervals, random), resolution };
    found.push(bestRhythm(surrogate)?.strength ?? 0);
    if (found.length === firstSurrogates && strength < meanOf(found) + 1) break;
  }
  const mean = meanOf(found);
  const deviation = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1));
  // Moments of the Gumbel distribution; its scale is at least that of the exponential tails it comes from.
  const scale = Math.max(1, (deviation * Math.sqrt(6)) / Math.PI);
  const location = mean - 0.577_215_664_9 * scale;
  return -Math.expm1(-Math.exp(-(strength - location) / scale));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function surrogateOf(intervals: Float64Array, random: Random): Float64Array {
  const shuffled = intervals.slice();
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? 0, shuffled[last] ?? 0];
  }
  const times = new Float64Array(intervals.length + 1);
  for (let i = 0; i < shuffled.length; i++)
    times[i + 1] = (times[i] ?? 0) + (shuffled[i] ?? 0) * Math.exp(blur * normal(random));
  return times;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
