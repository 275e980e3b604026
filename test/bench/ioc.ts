/**
 * What finding observables costs in command lines and in one long line, beside one regular expression a type over the
 * same texts, and the peer's figures. Cold is the first run of the process, warm the median of five after three.
 * `npx node --conditions=pivotkit-source test/bench/ioc.ts [largest] [--write FILE]`; FILE gets the texts as JSON, for the peer.
 */
import { writeFileSync } from 'node:fs';
import { createSession, Table } from '@pivotkit/core';
import { extractIocs, ioc } from '@pivotkit/plugin-ioc';
import { median } from './table-measure.ts';

const largest = Number(process.argv[2] ?? 1_000_000);
const target = process.argv[3] === '--write' ? process.argv[4] : undefined;

interface Texts {
  readonly name: string;
  /** Seconds of processor time of msticpy 3.0.2 by rows and whether paths are asked for. */
  readonly peer: Readonly<Record<string, number>>;
  readonly templates: readonly (() => string)[];
}

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

const address = (): string => `${1 + below(223)}.${below(256)}.${below(256)}.${below(256)}`;

/** One observable in every second line. The peer ran over these very texts on the machine of TIMINGS.md, 2026-11-28. */
const mixed: Texts = {
  name: 'mixed commands',
  peer: { '10000': 1.426, '100000': 15.564, '10000 paths': 1.823 },
  templates: [
    () => String.raw`C:\Windows\System32\svchost.exe -k netsvcs -p -s Service` + below(500),
    () => `ping ${address()} -n 4`,
    () => `curl -s https://host${below(9_999)}.example${below(99)}.com/a/b?id=${below(99_999)} -o out.bin`,
    () => `certutil -hashfile file${below(999)}.exe SHA256 ${hex(64)}`,
    () => `powershell -nop -w hidden -c "Get-Item C:\\Users\\u${below(999)}\\AppData\\x.ps1"`,
    () => String.raw`reg add HKLM\Software\Vendor` + below(999) + String.raw`\Run /v x /d y`,
    () => `cmd.exe /c echo ${below(99_999)} > out${below(99)}.txt`,
    () => `/usr/bin/python3 /opt/tool/run.py --level ${below(9)} --name job${below(99_999)}`,
  ],
};

/**
 * Like the texts of ../shared/oracle/TIMINGS.md, which are not there any more: the peer took 1.505 s and, with paths, 2.999 s
 * for 10,000 of those, with 0.44 observables and 1.26 paths in a line.
 */
const windows: Texts = {
  name: 'Windows processes',
  peer: { '10000': 1.395, '100000': 14.069, '10000 paths': 3.025, '100000 paths': 32.362 },
  templates: [
    () =>
      `"C:\\Program Files\\Vendor${below(99)}\\Agent\\svc.exe" -config C:\\ProgramData\\Vendor${below(99)}\\c${below(999)}.xml`,
    () => String.raw`C:\Windows\System32\svchost.exe -k netsvcs -p -s Service` + below(500),
    () => String.raw`\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`,
    () => String.raw`C:\Windows\system32\cmd.exe /c ping ` + `${address()} -n ${below(9)}`,
    () =>
      `"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" -nop -c "iwr https://host${below(9_999)}.example${below(99)}.com/a.ps1 -OutFile C:\\Users\\u${below(999)}\\x.ps1"`,
    () => `certutil -hashfile C:\\Users\\u${below(999)}\\f${below(999)}.exe ${below(2) === 0 ? `MD5 ${hex(32)}` : ''}`,
    () => `"C:\\Windows\\system32\\taskhostw.exe" Install $(Arg${below(9)})`,
    () => String.raw`reg add HKLM\Software\Vendor` + below(999) + String.raw`\Run /v x /d C:\Temp\y.exe`,
  ],
};

const textsOf = ({ templates }: Texts, size: number): string[] =>
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

const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3)).padStart(9);

const session = await createSession({ plugins: [ioc] });
if (target !== undefined)
  writeFileSync(target, JSON.stringify({ mixed: textsOf(mixed, 100_000), windows: textsOf(windows, 100_000) }));
console.log(
  'texts                 rows  paths    found     cold     warm   us/row    naive  naive/warm   peer s  peer/warm',
);
for (const texts of [mixed, windows])
  for (const size of [10_000, 100_000, 1_000_000].filter((one) => one <= largest)) {
    const lines = textsOf(texts, size);
    const table = Table.fromColumns({ commandLine: lines });
    const naive = await cpuSeconds(() => naiveCount(lines));
    for (const includePaths of [false, true]) {
      const verb = session.from(table).verb('ioc.extract', { columns: ['commandLine'], includePaths });
      const runs: number[] = [];
      let found = 0;
      for (let run = 0; run < 8; run++) runs.push(await cpuSeconds(async () => (found = (await verb.run()).size)));
      const warm = median(runs.slice(3));
      const peer = texts.peer[includePaths ? `${size} paths` : String(size)];
      console.log(texts.name.padEnd(18), String(size).padStart(7), String(includePaths).padStart(6), String(found).padStart(8), figure(runs[0]), figure(warm), figure((warm / size) * 1e6), figure(naive), figure(naive / warm), '  ', figure(peer), figure(peer && peer / warm)); // prettier-ignore
    }
  }
await session.close();

console.log('\none line, MB   found   seconds   seconds/MB');
for (const megabytes of [1, 2, 5, 10]) {
  const line = textsOf(mixed, megabytes * 16_000).join(' ');
  let found = 0;
  const seconds = await cpuSeconds(() => (found = extractIocs(line, { includePaths: true, nested: true }).length));
  const size = line.length / 1e6;
  console.log(size.toFixed(2).padStart(12), String(found).padStart(7), figure(seconds), figure(seconds / size));
}
