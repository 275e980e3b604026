import { seededRandom, type Random } from '@pivotkit/core';
import { falseAlarmOf } from './false-alarm.ts';
import {
  detailsOf,
  fundamentalOf,
  rhythmsOf,
  strongest,
  type Rhythm,
  type RhythmDetails,
  type Train,
} from './rhythm.ts';

export interface BeaconOptions {
  /** Fewer events cannot be told from chance. Default: 8. */
  readonly minEvents?: number;
  /** What the times are rounded to, in seconds. Default: 1 where all are whole seconds, else 0. */
  readonly resolution?: number;
  /** Same seed, same false-alarm rates. Default: 42. */
  readonly seed?: number;
}

/** What is found in the times of one pair. */
export interface Beacon extends RhythmDetails {
  /** Seconds. */
  readonly period: number;
  /** How likely events without a rhythm would seem as rhythmic. */
  readonly pValue: number;
  readonly score: number;
  readonly method: Rhythm['method'];
}

/**
 * The rhythm of times in seconds, in any order; undefined where there are too few events, or none that could be one. Two
 * ways are tried: events on a grid in time, found by a periodogram, and waits of about a period, each up to 30 % off and
 * some of them lost.
 */
export function findBeacon(seconds: ArrayLike<number>, options: BeaconOptions = {}): Beacon | undefined {
  const { minEvents = 8, seed = 42 } = options;
  if (seconds.length < minEvents) return undefined;
  const times = Float64Array.from(seconds).sort();
  const train = { times, resolution: options.resolution ?? resolutionOf(times) };
  const random = seededRandom(seed);
  const unrounded = withoutGrid(train, random);
  const rhythm = strongest(rhythmsOf(unrounded).filter(({ isBounded }) => isBounded));
  // What comes round within twice the rounding cannot be told from it.
  if (rhythm === undefined || rhythm.period < 2 * train.resolution) return undefined;
  const pValue = falseAlarmOf(unrounded, rhythm, random);
  const own = fundamentalOf(unrounded, rhythm);
  const { period, score, method } = own;
  return { period, ...detailsOf(train, own), pValue, score, method };
}

/** A second where all times are whole ones: coarser rounding looks like a rhythm and must be stated. */
const resolutionOf = (times: Float64Array): number => (times.every((time) => Number.isInteger(time)) ? 1 : 0);

/** Times that are rounded lie on a grid that is not theirs: they are spread over what they were rounded from. */
function withoutGrid({ times, resolution }: Train, random: Random): Train {
  if (resolution === 0) return { times, resolution };
  return { times: times.map((time) => time + resolution * random()).sort(), resolution };
}
