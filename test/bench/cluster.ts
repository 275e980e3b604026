/**
 * Features and clusters of process events beside the peer's stored figures and a naive way in the same run.
 *
 *     npx node --conditions=pivotkit-source --expose-gc test/bench/cluster.ts [most rows]
 *
 * Rows are the 22,979 processes of ../shared/oracle/eventcluster-procs23k drawn with a seed where they are at hand (the
 * peer's cases `real…`), else made up.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cellText, createSession, gather, readCsv, Table } from '@pivotkit/core';
import { cluster, dbscan } from '@pivotkit/plugin-cluster';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';
import { seededRandom } from './table-measure.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);
const input = '../shared/oracle/eventcluster-procs23k/input.csv';

/** Seconds of the peer (add_process_features + dbcluster_events), from ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peerSeconds: Readonly<Record<number, number>> = { 363: 0.137, 5_000: 0.495, 20_000: 1.777, 50_000: 6.947 };
const peerMegabytes: Readonly<Record<number, number>> = { 363: 194, 5_000: 263, 20_000: 796, 50_000: 3_511 };

const random = seededRandom(1);
const source = existsSync(input)
  ? readCsv(readFileSync(input, 'utf8'), { types: { TimeCreatedUtc: 'time', TimeGenerated: 'time' } })
  : madeUp(20_000);

function madeUp(size: number): Table {
  const pick = (count: number): number => Math.floor(random() ** 3 * count);
  return Table.fromColumns({
    NewProcessName: Array.from({ length: size }, () => `C:\\Windows\\System32\\tool${pick(200)}.exe`),
    CommandLine: Array.from({ length: size }, () => `tool /run -f ${'a '.repeat(pick(40))}{${random()}}`),
    SubjectLogonId: Array.from({ length: size }, () => (random() < 0.7 ? '0x3e7' : `0x${pick(9_999).toString(16)}`)),
    TimeCreatedUtc: Array.from({ length: size }, (_, i) => new Date(1_767_225_600_000 + i * 1_000)),
  });
}

const session = await createSession({ plugins: [cluster] });

/** A regular expression a feature and cell, every row compared with every other. */
function naive(table: Table): number[] {
  const delimiters = /[\s\-\\/.,"'|&:;%$()]/g;
  const points = table.toRows().map((row) => {
    const [path, command] = [cellText(row['NewProcessName'] ?? ''), cellText(row['CommandLine'] ?? '')];
    const score = Array.from(path).reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
    const values = [command.match(delimiters)?.length ?? 0, score, row['SubjectLogonId'] === '0x3e7' ? 1 : 0];
    const length = Math.hypot(...values) || 1;
    return values.map((value) => value / length);
  });
  const near = (i: number): number[] =>
    points.flatMap((point, j) => (distance(points[i]!, point) <= 0.0001 ? [j] : []));
  const labels = points.map(() => -1);
  points.forEach((_, seed) => {
    if (labels[seed] !== -1) return;
    const waiting = [seed];
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      const neighbours = near(i);
      if (neighbours.length < 2) continue;
      for (const j of neighbours) {
        if (labels[j] !== -1) continue;
        labels[j] = seed;
        waiting.push(j);
      }
    }
  });
  return labels;
}

const distance = (left: readonly number[], right: readonly number[]): number =>
  Math.hypot(...left.map((value, d) => value - (right[d] ?? 0)));

console.log('Seconds of processor time; the peer: wall time of one thread, its arithmetic in compiled code');
console.log('rows        features + DBSCAN     peer                        naive (same run)      memory');
for (const size of [363, 5_000, 20_000, 50_000, 200_000, 1_000_000].filter((rows) => rows <= most)) {
  const table = gather(
    source,
    Int32Array.from({ length: size }, () => Math.floor(random() * source.size)),
  );
  let rows = 0;
  const work = async (): Promise<void> => {
    const features = session.from(table).verb('cluster.features', {});
    rows = (await features.verb('cluster.dbscan', { timeColumn: 'TimeCreatedUtc' }).run()).size;
  };
  const ours = await cpuSeconds(work, size > 100_000 ? 3 : 15);
  const slow = size <= 5_000 ? await cpuSeconds(() => naive(table), 0) : undefined;
  const peer = peerSeconds[size];
  console.log(
    [
      size.toLocaleString('en').padEnd(11),
      `${showSeconds(ours)} (${rows} rows)`.padEnd(21),
      (peer === undefined ? '–' : `${showRatio(peer, ours)}, ${peerMegabytes[size]} MB`).padEnd(27),
      showRatio(slow, ours).padEnd(21),
      `${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    ].join(' '),
  );
}

console.log('\nDBSCAN of points that all differ, 3 dimensions');
for (const size of [10_000, 100_000, 1_000_000].filter((rows) => rows <= most)) {
  const columns = [1, 2, 3].map(() => Float64Array.from({ length: size }, random));
  const maxDistance = size ** (-1 / 3) / 2;
  const seconds = await cpuSeconds(() => dbscan(columns, { maxDistance, minSamples: 3, metric: 'euclidean' }), 1);
  console.log(
    `${size.toLocaleString('en').padEnd(11)} ${seconds.toFixed(2)} s, ${((1e6 * seconds) / size).toFixed(2)} µs a point`,
  );
}
