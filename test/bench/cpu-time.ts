import { median } from './table-measure.ts';

/**
 * Median seconds of processor time of some rounds after one to warm up. What else the machine does counts for little;
 * threads of the process that collect garbage or compile count too.
 */
export async function cpuSeconds(work: () => unknown, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    if (round > 0 || rounds === 0) times.push((user + system) / 1e6);
  }
  return median(times);
}

/** `1.23 s`, `12.3 ms`; – for what was not measured. */
export function showSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  return seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

/** How many times longer than `ours`. */
export const showRatio = (other: number | undefined, ours: number): string =>
  other === undefined ? '–' : `${showSeconds(other)} (${(other / ours).toFixed(other / ours < 10 ? 1 : 0)} ×)`;
