import { burstStarts, intervalsOf } from './bursts.ts';
import { powerSpectrum } from './fft.ts';

/** Periods must come round this often to be told from chance. */
export const fewestCycles = 4;

/** Bins of a periodogram; more would only tell periods that a few events cannot have. */
const mostBins = 16_384;

/** How near to a period an interval must be to count as one: 30 % of jitter. */
export const nearness = 0.3;

/** The intervals that are most frequent, for each length of bursts that makes a difference. The times are in order. */
export function frequentIntervals(times: Float64Array): number[] {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const modes: number[] = [];
  let known = 0;
  for (let length = span / 2 ** 18; length * fewestCycles < span; length *= 4) {
    const starts = burstStarts(times, length);
    if (starts.length === known) continue;
    known = starts.length;
    if (starts.length <= fewestCycles) break;
    const mode = modeOf(intervalsOf(starts));
    if (mode * fewestCycles <= span && !modes.some((other) => Math.abs(mode / other - 1) < 0.02)) modes.push(mode);
  }
  return modes;
}

/** The mean of the intervals around the place where most lie near one another. */
function modeOf(intervals: Float64Array): number {
  const sorted = intervals.toSorted();
  const widest = (1 + nearness) / (1 - nearness);
  let [best, mode, sum] = [0, 0, 0];
  for (let start = 0, end = 0; start < sorted.length; start++) {
    while (end < sorted.length && (sorted[end] ?? 0) <= widest * (sorted[start] ?? 0)) sum += sorted[end++] ?? 0;
    if (end - start > best) [best, mode] = [end - start, sum / (end - start)];
    sum -= sorted[start] ?? 0;
  }
  return mode;
}

const binsOf = (events: number): number => Math.min(mostBins, 2 ** Math.ceil(Math.log2(4 * events)));

/** The least coefficient that is looked at: they are at half cycles. */
const lowest = 2 * fewestCycles;

/** Number of frequencies among which the highest peak is chosen. */
export const frequenciesOf = (events: number): number => Math.max(1, binsOf(events) - lowest);

/**
 * The periods of the highest peak of a periodogram and of its fundamental. A strict beacon is as strong at 2, 3, 4 …
 * times its frequency, so that the lowest frequency that is nearly as strong as the highest peak is the beacon's own.
 */
export function spectralPeaks(times: Float64Array): number[] {
  const start = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - start;
  if (!(span > 0)) return [];
  const bins = binsOf(times.length);
  // As many bins of nothing behind them: frequencies at half the distance, so that none falls between two.
  const counts = new Float64Array(2 * bins).fill(-times.length / bins, 0, bins);
  for (const time of times) {
    const bin = Math.min(bins - 1, Math.floor(((time - start) / span) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const power = powerSpectrum(counts);
  let highest = lowest;
  for (let k = lowest; k < bins; k++) if ((power[k] ?? 0) > (power[highest] ?? 0)) highest = k;
  let fundamental = lowest;
  while ((power[fundamental] ?? 0) < 0.5 * (power[highest] ?? 0)) fundamental++;
  while ((power[fundamental + 1] ?? 0) > (power[fundamental] ?? 0)) fundamental++;
  return [...new Set([(2 * span) / highest, (2 * span) / fundamental])];
}
