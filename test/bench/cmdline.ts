/**
 * What stable forms of command lines cost over size, beside what a first script does, in one run: once where all lines are
 * different, once where 2,000 repeat.
 *
 *     npx node --expose-gc --conditions=pivotkit-source test/bench/cmdline.ts [most rows]
 *
 * The peer has no such function.
 */
import { createSession, seededRandom, Table } from '@pivotkit/core';
import { cmdline } from '@pivotkit/plugin-cmdline';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);
const random = seededRandom(1);
const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join(''); // prettier-ignore

/** Lines as Windows and Linux hosts log them, with what changes from run to run. */
const makers: readonly ((i: number) => string)[] = [
  (i) => String.raw`"C:\Windows\System32\svchost.exe" -k netsvcs -p -s Schedule ${i}`,
  (i) => String.raw`C:\Users\user${i % 900}\AppData\Local\Temp\is-${digits(5)}.tmp\setup.exe /SL5="$${i},${3 * i}" /VERYSILENT`, // prettier-ignore
  (i) => `powershell.exe -NoProfile -EncodedCommand ${Buffer.from(`Get-Item ${i}`, 'utf16le').toString('base64')}`,
  (i) => `rundll32.exe {${digits(8)}-${digits(4)}-${digits(4)}-${digits(4)}-${digits(12)}} ${i}`,
  (i) => `/usr/bin/curl -s https://203.0.113.${i % 250}/api/v1/items/${i} -o /tmp/tmp.${digits(8)}`,
  (i) => `sshd: user${i % 900} [priv] ${i}`,
  (i) => `/bin/sh -c "test -f /var/run/app.${i}.pid && kill -0 ${i}"`,
];
const lineOf = (i: number): string => makers[i % makers.length]!(i);

const few = Array.from({ length: 2_000 }, (_, i) => lineOf(i));

/** Nine patterns over the whole line, one after the other: no words, no quotes, no case, no programs. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/\S+/g, '<url>'],
  [/\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?/gi, '<guid>'],
  [/\b[0-9a-f]{32,128}\b/gi, '<hash>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '<ip>'],
  [/[A-Za-z0-9+/]{24,}={0,2}/g, '<base64>'],
  [/C:\\Users\\[^\\\s]+/gi, '<home>'],
  [/\/home\/[^/\s]+/g, '<home>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b\d+\b/g, '<n>'],
];

/** Rows of the line and its form. */
const plainForms = (lines: readonly string[]): Table<object> =>
  Table.fromRows(
    lines.map((line) => ({ line, form: patterns.reduce((text, [pattern, by]) => text.replace(pattern, by), line) })),
  );

const session = await createSession({ plugins: [cmdline] });
console.log('Processor time; in brackets how many times as long nine patterns take, in the same run');
console.log('rows        lines        cmdline.normalize   a row     patterns');
for (const size of [10_000, 100_000, 1_000_000].filter((rows) => rows <= most))
  for (const [kind, lines] of [
    ['different', Array.from({ length: size }, (_, i) => lineOf(i))],
    ['2,000', Array.from({ length: size }, (_, i) => few[i % few.length]!)],
  ] as const) {
    globalThis.gc?.();
    const rounds = size > 100_000 ? 1 : 5;
    const table: Table<object> = Table.fromColumns({ CommandLine: lines });
    const seconds = await cpuSeconds(() => session.from(table).verb('cmdline.normalize', {}).run(), rounds);
    const plain = await cpuSeconds(() => plainForms(lines), rounds);
    console.log(`${size.toLocaleString('en').padEnd(11)} ${kind.padEnd(12)} ${showSeconds(seconds).padEnd(19)} ${`${((1e6 * seconds) / size).toFixed(2)} µs`.padEnd(9)} ${showRatio(plain, seconds)}`); // prettier-ignore
  }
await session.close();
