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
  /** Whether waits end at a period and its jitter; where they only become rarer, the usual wait is no rhythm. */
  readonly isBounded: boolean;
}

/** The rhythms that a train may have, by each way of looking for them. */
export function rhythmsOf(train: Train): Rhythm[] {
  const grid = spectralPeaks(train.times).flatMap((period) => phaseRhythm(train, period) ?? []);
  const waits = frequentIntervals(train.times).flatMap((period) => intervalRhythm(train, period) ?? []);
  return [...waits, ...grid];
}

export const strongest = (rhythms: readonly Rhythm[]): Rhythm | undefined =>
  rhythms.toSorted((left, right) => right.strength - left.strength)[0];

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
  const { mean: best, frequency } = nearestPeak(starts, 1 / candidate);
  // A grid that is met several times within a period is not the events' own.
  if (middleOf(intervalsOf(starts).sort()) * frequency < 0.3) return undefined;
  return {
    period: 1 / frequency,
    strength: starts.length * best * best,
    score: best,
    method: 'phase',
    isBounded: true,
  };
}

/** Frequencies that are tried on either side: a peak tells the frequency to a part of 1 / span. */
const steps = 3;

/** The frequency near one at which the mean of the phases is longest, and its length. */
function nearestPeak(times: Float64Array, frequency: number): { readonly mean: number; readonly frequency: number } {
  const [start, span] = [times[0] ?? 0, (times.at(-1) ?? 0) - (times[0] ?? 0)];
  const tried = 2 * steps + 1;
  const lowest = frequency - steps / (6 * span);
  const [cos, sin] = [new Float64Array(tried), new Float64Array(tried)];
  for (const time of times) {
    let [x, y] = [Math.cos(2 * Math.PI * lowest * (time - start)), Math.sin(2 * Math.PI * lowest * (time - start))];
    // From one frequency to the next the phase of an event turns by the same angle.
    const turn = (2 * Math.PI * (time - start)) / (6 * span);
    const [turnX, turnY] = [Math.cos(turn), Math.sin(turn)];
    for (let i = 0; i < tried; i++) {
      cos[i] = (cos[i] ?? 0) + x;
      sin[i] = (sin[i] ?? 0) + y;
      [x, y] = [x * turnX - y * turnY, x * turnY + y * turnX];
    }
  }
  const means = cos.map((sum, i) => Math.hypot(sum, sin[i] ?? 0) / times.length);
  const best = means.indexOf(means.reduce((most, mean) => Math.max(most, mean)));
  return { mean: means[best] ?? 0, frequency: lowest + best / (6 * span) };
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
  const { count } = near(intervals, centre);
  const part = count / intervals.length;
  if (count < fewestCycles - 1 || part <= usualPart) return undefined;
  const rest = part === 1 ? 0 : (1 - part) * Math.log((1 - part) / (1 - usualPart));
  const strength = intervals.length * (part * Math.log(part / usualPart) + rest);
  const isBounded = endsAbove(intervals, centre);
  return { period: periodOf(intervals, centre), strength, score: part, method: 'intervals', isBounded };
}

/** Of waits a little longer than a period, and of those beyond what jitter makes of it, the part that the former must be. */
const boundedPart = 0.75;

/**
 * Whether there are far fewer waits beyond the jitter than just within. Waits that have a least length and a long tail crowd
 * above the least: a Pareto distribution has a part of 0.57 (exponent 0.8) to 0.67 (2) here, whatever its scale.
 */
function endsAbove(intervals: Float64Array, centre: number): boolean {
  const [within, from, to] = [
    (1 + nearness) * centre,
    centre / (1 - nearness),
    ((1 + nearness) * centre) / (1 - nearness),
  ];
  let [longer, beyond] = [0, 0];
  for (const interval of intervals) {
    if (interval > centre && interval <= within) longer++;
    else if (interval > from && interval <= to) beyond++;
  }
  return longer >= boundedPart * (longer + beyond);
}

interface Near {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** Number, sum and sum of squares of the intervals near a period. */
function near(intervals: Float64Array, period: number): Near {
  const [low, high] = [(1 - nearness) * period, (1 + nearness) * period];
  let [count, sum, squares] = [0, 0, 0];
  for (const interval of intervals) {
    if (interval < low || interval > high) continue;
    count++;
    sum += interval;
    squares += interval * interval;
  }
  return { count, sum, squares };
}

/** Rounds in which the mean of the intervals near a period becomes the period. */
const rounds = 5;

function settle(intervals: Float64Array, candidate: number): number {
  let period = candidate;
  for (let round = 0; round < rounds; round++) {
    const { count, sum } = near(intervals, period);
    if (count === 0 || sum / count === period) return period;
    period = sum / count;
  }
  return period;
}

/** Time over the number of periods in it, where nearly all intervals are whole periods; else the mean of those near one. */
function periodOf(intervals: Float64Array, centre: number): number {
  let [whole, cycles, sum] = [0, 0, 0];
  for (const interval of intervals) {
    if (interval < centre / 2) continue;
    whole++;
    cycles += Math.round(interval / centre);
    sum += interval;
  }
  return whole < 0.9 * intervals.length ? centre : sum / cycles;
}

/** What is known of a rhythm beside its period. */
export interface RhythmDetails {
  /** The j for which intervals spread as if evenly between 1 - j and 1 + j periods. */
  readonly jitter: number;
  /** Part of the periods without an event. */
  readonly loss: number;
}

export function detailsOf({ times, resolution }: Train, { period }: Rhythm): RhythmDetails {
  const starts = burstStarts(times, burstLength(period, resolution));
  const { count, sum, squares } = near(intervalsOf(starts), period);
  const spread = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  const loss = Math.min(1, Math.max(0, 1 - starts.length / (span / period + 1)));
  return { jitter: (Math.sqrt(3) * spread) / period, loss };
}
