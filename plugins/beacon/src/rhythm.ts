import { burstStarts, intervalsOf, middleOf } from './bursts.ts';
import { fewestCycles, frequentIntervals, nearness, spectralPeaks } from './candidates.ts';

/** Times in order, in seconds. */
export interface Train {
  readonly times: Float64Array;
  /** What the times are rounded to; 0: nothing that counts. */
  readonly resolution: number;
}

/** How well times keep a period. */
export interface Rhythm {
  readonly period: number;
  /** About the logarithm of how unlikely it is by chance, the choice of the period left out. */
  readonly strength: number;
  /** Part of the events, or of the intervals, that keep the period. */
  readonly score: number;
  /** `phase`: events lie on a grid in time; `intervals`: each waits for about a period after the one before. */
  readonly method: 'phase' | 'intervals';
}

/** The best rhythm of a train; undefined where there are too few events for any. */
export function bestRhythm(train: Train): Rhythm | undefined {
  const grid = spectralPeaks(train.times).flatMap((period) => phaseRhythm(train, period) ?? []);
  const waits = frequentIntervals(train.times).flatMap((period) => intervalRhythm(train, period) ?? []);
  const [best] = [...waits, ...grid].toSorted((left, right) => right.strength - left.strength);
  return best;
}

/** Events of one check-in: a twentieth of a period, and what rounding puts apart. */
const burstLength = (period: number, resolution: number): number =>
  Math.min(0.2 * period, Math.max(0.05 * period, 2 * resolution));

/**
 * Events on a grid: n r², r being the length of the mean of their phases (Rayleigh's test). Events that are lost, and
 * others in between, only make it smaller; delays that add up are its end.
 */
function phaseRhythm({ times, resolution }: Train, candidate: number): Rhythm | undefined {
  const starts = burstStarts(times, burstLength(candidate, resolution));
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  if (starts.length < fewestCycles || span < fewestCycles * candidate) return undefined;
  let [best, frequency] = [0, 1 / candidate];
  // A peak tells the frequency to a part of 1 / span.
  for (let step = -3; step <= 3; step++) {
    const tried = 1 / candidate + step / (6 * span);
    const mean = meanPhase(starts, tried);
    if (mean > best) [best, frequency] = [mean, tried];
  }
  // A grid that is met several times within a period is not the events' own.
  if (middleOf(intervalsOf(starts).sort()) * frequency < 0.3) return undefined;
  return { period: 1 / frequency, strength: starts.length * best * best, score: best, method: 'phase' };
}

function meanPhase(times: Float64Array, frequency: number): number {
  let [cos, sin] = [0, 0];
  const start = times[0] ?? 0;
  for (const time of times) {
    const angle = 2 * Math.PI * frequency * (time - start);
    cos += Math.cos(angle);
    sin += Math.sin(angle);
  }
  return Math.hypot(cos, sin) / times.length;
}

/** Events of a strict grid also lie on grids of a half, a third … of its period; never on one that is longer. */
export function fundamentalOf(train: Train, rhythm: Rhythm): Rhythm {
  if (rhythm.method !== 'phase') return rhythm;
  for (let times = 6; times > 1; times--) {
    const longer = phaseRhythm(train, times * rhythm.period);
    if (longer !== undefined && longer.strength > 0.6 * rhythm.strength) return longer;
  }
  return rhythm;
}

/** Intervals that are near their most frequent length in trains of any kind (log-normal, e^±0.75). */
const usualPart = 0.32;

/**
 * Intervals near a period: n times the divergence of their part from what is usual, which bounds the logarithm of the
 * chance of so many (Chernoff). Delays may add up, and events may be lost or come in between.
 */
function intervalRhythm({ times, resolution }: Train, candidate: number): Rhythm | undefined {
  const intervals = intervalsOf(burstStarts(times, burstLength(candidate, resolution)));
  const centre = settle(intervals, candidate);
  const near = nearIntervals(intervals, centre);
  const part = near.length / intervals.length;
  if (near.length < fewestCycles - 1 || part <= usualPart) return undefined;
  const rest = part === 1 ? 0 : (1 - part) * Math.log((1 - part) / (1 - usualPart));
  const strength = intervals.length * (part * Math.log(part / usualPart) + rest);
  return { period: periodOf(intervals, centre), strength, score: part, method: 'intervals' };
}

const nearIntervals = (intervals: Float64Array, period: number): Float64Array =>
  intervals.filter((interval) => Math.abs(interval / period - 1) <= nearness);

/** Rounds in which the mean of the intervals near a period becomes the period. */
const rounds = 5;

function settle(intervals: Float64Array, candidate: number): number {
  let period = candidate;
  for (let round = 0; round < rounds; round++) period = meanOf(nearIntervals(intervals, period)) || period;
  return period;
}

/** Time over the number of periods in it, where nearly all intervals are whole periods; else the mean of those near one. */
function periodOf(intervals: Float64Array, centre: number): number {
  const whole = intervals.filter((interval) => interval >= centre / 2);
  if (whole.length < 0.9 * intervals.length) return centre;
  const cycles = whole.reduce((sum, interval) => sum + Math.round(interval / centre), 0);
  return whole.reduce((sum, interval) => sum + interval, 0) / cycles;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is known of a rhythm beside its period. */
export interface RhythmDetails {
  /** The j for which intervals spread as if evenly between 1 - j and 1 + j periods. */
  readonly jitter: number;
  /** Part of the periods without an event. */
  readonly loss: number;
}

export function detailsOf({ times, resolution }: Train, { period }: Rhythm): RhythmDetails {
  const starts = burstStarts(times, burstLength(period, resolution));
  const near = nearIntervals(intervalsOf(starts), period);
  const mean = meanOf(near);
  const spread = Math.sqrt(meanOf(near.map((interval) => (interval - mean) ** 2))) || 0;
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  const loss = Math.min(1, Math.max(0, 1 - starts.length / (span / period + 1)));
  return { jitter: (Math.sqrt(3) * spread) / period, loss };
}
