/**
 * Beacons found in two labelled sets, and the time it takes beside comparing all pairs of times in the same run.
 *
 *     npx node --conditions=pivotkit-source test/bench/beacon.ts [--write]
 *
 * With `--write` the figures of the sets go into the README of the plugin; a test checks that they are those. The peer's
 * stored figures (../shared/oracle/TIMINGS.md) have none for its detection.
 */
import { createSession, seededRandom, Table } from '@pivotkit/core';
import { beacon } from '@pivotkit/plugin-beacon';
import { accuracyText, writeReadme } from '../plugins/beacon/accuracy.ts';
import { behaviourText } from '../plugins/beacon/behaviour-accuracy.ts';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

for (const [part, text] of [
  ['accuracy', accuracyText()],
  ['behaviours', behaviourText()],
] as const) {
  console.log(text, '\n');
  if (process.argv.includes('--write')) writeReadme(part, text);
}

const random = seededRandom(1);
const session = await createSession({ plugins: [beacon] });

/** The histogram of the differences of all pairs of times: what finds a period without any transform. */
function allPairs(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < times.length; i++)
    for (let j = i + 1; j < times.length; j++) {
      const difference = Math.round(times[j]! - times[i]!);
      counts.set(difference, (counts.get(difference) ?? 0) + 1);
    }
  return counts;
}

console.log('\nSeconds of processor time; pairs of 100 events, every tenth a beacon of 60 s ± 20 %');
console.log('pairs     events      beacon.detect   a pair     memory');
for (const pairs of [100, 1_000]) {
  const rows = Array.from({ length: pairs }, (_, pair) => {
    let now = 0;
    return Array.from({ length: 100 }, () => {
      now += pair % 10 === 0 ? 60 * (0.8 + 0.4 * random()) : -60 * Math.log(1 - random());
      return { SourceIp: `10.0.${pair >> 8}.${pair & 255}`, DestinationIp: '203.0.113.9', TimeGenerated: now };
    });
  }).flat();
  const table = Table.fromRows(rows);
  const seconds = await cpuSeconds(() => session.from(table).verb('beacon.detect', {}).run(), 1);
  console.log(
    [
      pairs.toLocaleString('en').padEnd(9),
      rows.length.toLocaleString('en').padEnd(11),
      showSeconds(seconds).padEnd(15),
      showSeconds(seconds / pairs).padEnd(10),
      `${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    ].join(' '),
  );
}

console.log('\nOne pair: a beacon of 60 s ± 20 %, and events at any time');
for (const events of [100, 1_000, 10_000]) {
  const timesOf = (wait: () => number): number[] => {
    let now = 0;
    return Array.from({ length: events }, () => (now += wait()));
  };
  const detect = (times: readonly number[]) => {
    const table = Table.fromColumns({ pair: times.map(() => 'a'), TimeGenerated: times });
    const find = () =>
      session
        .from(table)
        .verb('beacon.detect', { groupBy: ['pair'] })
        .run();
    return cpuSeconds(find, 15);
  };
  const times = timesOf(() => 60 * (0.8 + 0.4 * random()));
  const ours = await detect(times);
  const none = await detect(timesOf(() => -60 * Math.log(1 - random())));
  const naive = await cpuSeconds(() => allPairs(times), events > 1_000 ? 0 : 5);
  console.log(
    `${events.toLocaleString('en').padEnd(9)} ${showSeconds(ours).padEnd(11)} ${showSeconds(none).padEnd(11)} all pairs of times of the beacon, no p-value: ${showRatio(naive, ours)}`,
  );
}
