/**
 * What finding observables costs in command lines and in one long line, beside one regular expression a type over the
 * same texts, and the peer's figures.
 * `npx node --conditions=pivotkit-source test/bench/ioc.ts [largest]`
 */
import { createSession, Table } from '@pivotkit/core';
import { extractIocs, ioc } from '@pivotkit/plugin-ioc';

const largest = Number(process.argv[2] ?? 1_000_000);

/** Seconds of msticpy 3.0.2 over command lines: ../shared/oracle/TIMINGS.md, 2026-11-20. */
const peer: Readonly<Record<string, number>> = { '10000': 1.505, '100000': 14.775, '10000 paths': 2.999 };

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = random(5);
const below = (limit: number): number => Math.floor(next() * limit);
const hex = (length: number): string => Array.from({ length }, () => below(16).toString(16)).join('');

const templates: readonly (() => string)[] = [
  () => String.raw`C:\Windows\System32\svchost.exe -k netsvcs -p -s Service` + below(500),
  () => `ping ${1 + below(223)}.${below(256)}.${below(256)}.${below(256)} -n 4`,
  () => `curl -s https://host${below(9_999)}.example${below(99)}.com/a/b?id=${below(99_999)} -o out.bin`,
  () => `certutil -hashfile file${below(999)}.exe SHA256 ${hex(64)}`,
  () => `powershell -nop -w hidden -c "Get-Item C:\\Users\\u${below(999)}\\AppData\\x.ps1"`,
  () => String.raw`reg add HKLM\Software\Vendor` + below(999) + String.raw`\Run /v x /d y`,
  () => `cmd.exe /c echo ${below(99_999)} > out${below(99)}.txt`,
  () => `/usr/bin/python3 /opt/tool/run.py --level ${below(9)} --name job${below(99_999)}`,
];

const commandLines = (size: number): string[] =>
  Array.from({ length: size }, () => templates[below(templates.length)]?.() ?? '');

/** One pattern a type, nothing checked: what a script of a few lines does. */
const naive: readonly RegExp[] = [
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  /\b(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}\b/gi,
  /\b(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b/gi,
  /\b(?:https?|ftp):\/\/[^\s"'<>]+/gi,
  /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g,
  /\b[0-9a-f]{32}\b/gi,
  /\b[0-9a-f]{40}\b/gi,
  /\b[0-9a-f]{64}\b/gi,
  /\bHK(?:LM|CU)\\[^\s"]+/g,
  /\bCVE-\d{4}-\d{4,7}\b/gi,
];

function naiveCount(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) for (const pattern of naive) for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}

/** Seconds of processor time: other programs on the machine do not count. */
async function cpuSeconds(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const figure = (value: number): string => value.toFixed(3).padStart(9);

const session = await createSession({ plugins: [ioc] });
console.log('rows      paths  seconds    us/row    naive     ratio     peer s  peer/here');
for (const size of [10_000, 100_000, 1_000_000].filter((one) => one <= largest)) {
  const texts = commandLines(size);
  const table = Table.fromColumns({ commandLine: texts });
  const loop = await cpuSeconds(() => naiveCount(texts));
  for (const includePaths of [false, true]) {
    const verb = session.from(table).verb('ioc.extract', { columns: ['commandLine'], includePaths });
    const seconds = await cpuSeconds(() => verb.run());
    const other = peer[includePaths ? `${size} paths` : String(size)];
    const beside = other === undefined ? '' : `${figure(other)} ${figure(other / seconds)}`;
    console.log(String(size).padEnd(9), String(includePaths).padEnd(5), figure(seconds), figure((seconds / size) * 1e6), figure(loop), figure(seconds / loop), beside); // prettier-ignore
  }
}
await session.close();

console.log('\none line, MB   found   seconds   seconds/MB');
for (const megabytes of [1, 2, 5, 10]) {
  const line = commandLines(megabytes * 16_000).join(' ');
  let found = 0;
  const seconds = await cpuSeconds(() => (found = extractIocs(line, { includePaths: true, nested: true }).length));
  const size = line.length / 1e6;
  console.log(size.toFixed(2).padStart(12), String(found).padStart(7), figure(seconds), figure(seconds / size));
}
