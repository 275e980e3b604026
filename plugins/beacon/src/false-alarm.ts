import type { Random } from '@pivotkit/core';
import { intervalsOf } from './bursts.ts';
import { frequenciesOf } from './candidates.ts';
import { rhythmsOf, strongest, type Rhythm, type Train } from './rhythm.ts';

/** Trains without a rhythm that a train is compared with, where fewer do not tell. */
const surrogates = 40;
/** Numbers of trains after which it is asked whether more would change the answer. */
const looks: ReadonlySet<number> = new Set([2, 4, 8, 16]);

/** How far intervals are blurred: by a factor of e^0.7 up or down. No rhythm survives it, bursts and pauses do. */
const blur = 0.7;

/** Where events at any time would seem as rhythmic this often, other trains need not be made. */
const oftenByChance = 0.05;

/**
 * How likely events without a rhythm would seem as rhythmic: events at any time, and trains with bursts and pauses like
 * these, whichever is more likely.
 */
export function falseAlarmOf(train: Train, rhythm: Rhythm, random: Random): number {
  const atAnyTime = rhythm.method === 'phase' ? chanceOfPeak(train.times.length, rhythm.strength) : 0;
  return atAnyTime > oftenByChance ? atAnyTime : Math.max(atAnyTime, chanceOfTrain(train, rhythm.strength, random));
}

/** Of each frequency n r² is above z with probability e^-z (Rayleigh's test); the highest of many is chosen. */
const chanceOfPeak = (events: number, strength: number): number =>
  -Math.expm1(-frequenciesOf(events) * Math.exp(-strength));

/**
 * How likely a train of events with bursts and pauses like these, but without a rhythm, would seem as rhythmic: its
 * intervals are put in random order and each is made longer or shorter at random, the same search is made in each, and a
 * Gumbel distribution, which the greatest of many chances follows, is fitted to what is found.
 */
function chanceOfTrain({ times, resolution }: Train, strength: number, random: Random): number {
  const intervals = intervalsOf(times);
  const found: number[] = [];
  while (found.length < surrogates) {
    found.push(strongest(rhythmsOf({ times: surrogateOf(intervals, random), resolution }))?.strength ?? 0);
    if (looks.has(found.length) && isClear(found, strength)) break;
  }
  const { location, scale } = gumbelOf(found);
  return -Math.expm1(-Math.exp(-(strength - location) / scale));
}

/** Moments of the Gumbel distribution; its scale is at least that of the exponential tails it comes from. */
function gumbelOf(found: readonly number[]): { readonly location: number; readonly scale: number } {
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const deviation = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1));
  const scale = Math.max(1, (deviation * Math.sqrt(6)) / Math.PI);
  return { location: mean - 0.577_215_664_9 * scale, scale };
}

/** How many scales above a strength is beyond doubt after 16 trains; after fewer, as many times more. */
const beyondDoubt = 12;

/** As rhythmic as chance, or so much more that the p-value is tiny even were the scale of few trains far too small. */
function isClear(found: readonly number[], strength: number): boolean {
  const { location, scale } = gumbelOf(found);
  const above = (strength - location) / scale;
  return above > (beyondDoubt * 16) / found.length || (found.length > 2 && above < 1.5);
}

function surrogateOf(intervals: Float64Array, random: Random): Float64Array {
  const times = new Float64Array(intervals.length + 1);
  const shuffled = intervals.slice();
  for (let at = 0; at < shuffled.length; at++) {
    const other = at + Math.floor(random() * (shuffled.length - at));
    const interval = shuffled[other] ?? 0;
    shuffled[other] = shuffled[at] ?? 0;
    times[at + 1] = (times[at] ?? 0) + interval * (factors[Math.floor(random() * factors.length)] ?? 1);
  }
  return times;
}

/** Numbers of the standard normal distribution (Box and Muller 1958), each as likely as the others: taking one is quick. */
const normals = Float64Array.from({ length: 4096 }, (_, i) => {
  const [radius, angle] = [((i >> 6) + 0.5) / 64, ((i & 63) + 0.5) / 64];
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
});
const factors = normals.map((normal) => Math.exp(blur * normal));
