/** First times of bursts, a burst being no longer than `length`. The times are in order. */
export function burstStarts(times: Float64Array, length: number): Float64Array {
  const starts = new Float64Array(times.length);
  let count = 0;
  let start = -Infinity;
  for (const time of times) {
    if (time - start < length) continue;
    start = time;
    starts[count++] = time;
  }
  return starts.slice(0, count);
}

/** Differences of times in order. */
export function intervalsOf(times: Float64Array): Float64Array {
  const intervals = new Float64Array(Math.max(0, times.length - 1));
  for (let i = 0; i < intervals.length; i++) intervals[i] = (times[i + 1] ?? 0) - (times[i] ?? 0);
  return intervals;
}

/** The middle value of sorted ones; NaN of none. */
export const middleOf = (sorted: Float64Array): number => sorted[sorted.length >> 1] ?? NaN;
