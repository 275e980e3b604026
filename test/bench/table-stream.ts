/**
 * Memory and speed of reading a CSV that does not fit, in batches: a generated stream (no file), its rows filtered and
 * written again. Prints the growth of the resident memory, which must not depend on the size.
 *
 *     npx node --conditions=pivotkit-source test/bench/table-stream.ts [megabytes, default 200]
 */
import { Writable } from 'node:stream';
import { csvBatches, csvWriter } from '@pivotkit/core';

const [megabytes = 200] = process.argv.slice(2).map(Number);

function* csvBytes(bytes: number): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode('at,ip,host,bytes,note\n');
  let row = 0;
  for (let sent = 0; sent < bytes;) {
    let text = '';
    for (let i = 0; i < 1_000; i++, row++) {
      text += `2026-01-02T03:04:${row % 60},10.0.${(row >> 8) % 256}.${row % 256},host-${row % 977},${row},"no ""${row}"", ö"\n`;
    }
    const chunk = encoder.encode(text);
    sent += chunk.length;
    yield chunk;
  }
}

const megabytesResident = (): number => process.memoryUsage.rss() / 1e6;
const nowhere = new Writable({
  write(_chunk, _encoding, done) {
    done();
  },
});

const before = megabytesResident();
let most = before;
let rows = 0;
const start = performance.now();
const writer = csvWriter(nowhere);
for await (const batch of csvBatches(csvBytes(megabytes * 1e6), { types: { bytes: 'number' } })) {
  rows += batch.size;
  await writer.write(batch.filterBy('host', (host) => host !== 'host-7'));
  most = Math.max(most, megabytesResident());
}
await writer.close();
const seconds = (performance.now() - start) / 1_000;
console.log(
  `${megabytes} MB, ${rows.toLocaleString('en')} rows read, filtered and written in ${seconds.toFixed(1)} s ` +
    `(${(megabytes / seconds).toFixed(0)} MB/s); resident ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
);
