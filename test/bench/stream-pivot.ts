/**
 * A pipeline over a CSV larger than memory: 5 GB by default (`npx node … stream-pivot.ts 1` for 1 GB), made on the fly,
 * left-joined with two pivots batch by batch. Prints rows a second and the highest memory in use, and the ratio of the
 * time to reading the same CSV without any pivot, over its first fifth.
 */
import { csvBatches, createSession, type BatchSource, type Row } from '@pivotkit/core';
import { geolocation } from '@pivotkit/plugin-geolocation';
import { ip } from '@pivotkit/plugin-ip';

const gigabytes = Number(process.argv[2] ?? 5);
const blockRows = 20_000;

/** Blocks of rows with 20,000 distinct addresses in all. */
function* blocks(bytes: number): Generator<string> {
  yield 'time,host,sourceIp,destinationIp,bytes,note\n';
  let made = 0;
  for (let row = 0; made < bytes;) {
    let text = '';
    for (const end = row + blockRows; row < end; row++) {
      const n = (row * 7919) % 20_000;
      text += `2026-01-01T00:00:00.000Z,host-${row % 500},10.1.${row % 200}.${row % 250},${11 + (n % 80)}.${(n >> 3) % 256}.${n % 251}.${(n >> 5) % 256},${row},some text that is as long as such texts are in logs\n`;
    }
    made += text.length;
    yield text;
  }
}

async function* stream(bytes: number): AsyncGenerator<string> {
  yield* blocks(bytes);
}

const source = (bytes: number): BatchSource<Row> => ({
  text: 'made on the fly',
  batches: () => csvBatches(stream(bytes)),
});

async function measure(bytes: number, withPivots: boolean) {
  const session = await createSession({ plugins: [ip, geolocation] });
  const { IpAddress } = session.entities;
  const read = session.from(source(bytes));
  const pipeline = withPivots
    ? read
        .pivot(IpAddress.ipType, { column: 'destinationIp', columns: ['scope'] })
        .pivot(IpAddress.geolocation, { column: 'destinationIp', columns: ['countryCode'] })
    : read;
  const started = performance.now();
  let rows = 0;
  let peak = 0;
  for await (const batch of pipeline.batches()) {
    rows += batch.size;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  const seconds = (performance.now() - started) / 1000;
  await session.close();
  return { rows, seconds, peak };
}

const bytes = gigabytes * 1e9;
const plain = await measure(bytes / 5, false);
const pivoted = await measure(bytes, true);
const line = (name: string, { rows, seconds, peak }: typeof plain): void =>
  console.log(
    `${name.padEnd(24)} ${rows.toLocaleString('en').padStart(12)} rows  ${seconds.toFixed(1).padStart(6)} s  ${Math.round(
      rows / seconds,
    )
      .toLocaleString('en')
      .padStart(10)} rows/s  peak ${Math.round(peak / 1e6)} MB`,
  );
line('reading alone (a fifth)', plain);
line('with two pivots', pivoted);
console.log(
  `time per row: ${(pivoted.seconds / pivoted.rows / (plain.seconds / plain.rows)).toFixed(2)} × reading alone`,
);
