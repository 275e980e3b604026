/**
 * Seasonal-trend decomposition beside the peer's stored figures and a plain STL in the same run.
 *
 *     npx node --conditions=pivotkit-source test/bench/timeseries.ts [most rows]
 */
import { createSession, Table } from '@pivotkit/core';
import { decompose, timeseries } from '@pivotkit/plugin-timeseries';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';
import { seededRandom } from './table-measure.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);

/** Seconds of the peer (timeseries_anomalies_stl, compiled STL of statsmodels), from ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peerSeconds: Readonly<Record<number, number>> = { 1_000: 0.0195, 10_000: 0.142 };

/** Each place of each smoothing by a line of its own, weights computed anew: what the definition says. */
function plainStl(series: readonly number[], period: number): number[] {
  const trendWindow = 2 * Math.floor(Math.ceil((1.5 * period) / (1 - 1.5 / 7)) / 2) + 1;
  let trend = series.map(() => 0);
  let season = trend;
  for (let round = 0; round < 5; round++) {
    const detrended = series.map((value, i) => value - trend[i]!);
    const cycles = Array.from({ length: period }, (_, phase) =>
      loess(
        detrended.filter((_value, i) => i % period === phase),
        7,
      ),
    );
    const cycle = series.map((_, i) => cycles[i % period]![Math.floor(i / period)]!);
    const low = loess(cycle, 2 * Math.floor((period + 1) / 2) + 1);
    season = cycle.map((value, i) => value - low[i]!);
    trend = loess(
      series.map((value, i) => value - season[i]!),
      trendWindow,
    );
  }
  return series.map((value, i) => value - trend[i]! - season[i]!);
}

function loess(values: readonly number[], window: number): number[] {
  const n = values.length;
  return values.map((_, at) => {
    const first = Math.min(Math.max(0, at - (window - 1) / 2), Math.max(0, n - window));
    const last = Math.min(first + window, n) - 1;
    const reach = Math.max(at - first, last - at);
    let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
    for (let j = first; j <= last; j++) {
      const weight = Math.max(0, 1 - (Math.abs(j - at) / reach) ** 3) ** 3;
      s0 += weight;
      s1 += weight * (j - at);
      s2 += weight * (j - at) ** 2;
      t0 += weight * values[j]!;
      t1 += weight * (j - at) * values[j]!;
    }
    return (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
  });
}

const random = seededRandom(1);
const session = await createSession({ plugins: [timeseries] });

console.log('Seconds of processor time; the peer: wall time of one thread, STL in compiled code');
console.log('rows        anomalies     robust        peer                plain STL (same run)  memory');
for (const size of [1_000, 10_000, 100_000, 1_000_000].filter((rows) => rows <= most)) {
  const values = Array.from({ length: size }, (_, i) => 100 + 30 * Math.sin((2 * Math.PI * i) / 24) + 10 * random());
  const times = values.map((_, i) => new Date(1_767_225_600_000 + i * 3_600_000));
  const table = Table.fromColumns({ TimeGenerated: times, value: values });
  const work = (): Promise<unknown> => session.from(table).verb('timeseries.anomalies', {}).run();
  const ours = await cpuSeconds(work, size > 100_000 ? 2 : 9);
  const robust = await cpuSeconds(() => decompose(values, { period: 24, robust: true }), 1);
  const slow = size <= 100_000 ? await cpuSeconds(() => plainStl(values, 24), 1) : undefined;
  console.log(
    [
      size.toLocaleString('en').padEnd(11),
      showSeconds(ours).padEnd(13),
      showSeconds(robust).padEnd(13),
      showRatio(peerSeconds[size], ours).padEnd(19),
      showRatio(slow, ours).padEnd(21),
      `${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    ].join(' '),
  );
}
