/**
 * What masking costs, beside a loop that replaces each cell by one HMAC of it, which keeps neither form nor network.
 * `npx node --conditions=pivotkit-source test/bench/mask.ts [rows]`
 */
import { createHmac } from 'node:crypto';
import { createSession, seededRandom, Table, wholeBelow } from '@pivotkit/core';
import { mask } from '@pivotkit/plugin-mask';
import { cpuSeconds } from './cpu-time.ts';

const rows = Number(process.argv[2] ?? 100_000);
const random = seededRandom(11);
const below = (limit: number): number => wholeBelow(random, limit);

interface LogRow {
  readonly Computer: string;
  readonly Account: string;
  readonly sourceIp: string;
  readonly Path: string;
}

/** A network of so many hosts, people and addresses. */
const logOf = (hosts: number, people: number, addresses: number): Table<LogRow> =>
  Table.fromRows(
    Array.from({ length: rows }, () => {
      const address = below(addresses);
      return {
        Computer: `srv${below(hosts)}.corp.local`,
        Account: `CORP\\user${below(people)}`,
        sourceIp: `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
        Path: `C:\\Users\\user${below(people)}\\app${below(hosts)}.exe`,
      };
    }),
  );

const tables = { 'an office': logOf(500, 2_000, 20_000), 'all different': logOf(1e9, 1e9, 2 ** 24) };

function naive(table: Table<LogRow>): void {
  for (const name of ['Computer', 'Account', 'sourceIp', 'Path'] as const)
    for (const cell of table.cells(name)) createHmac('sha256', 'bench').update(cell).digest('hex');
}

console.log('four columns of        rows   seconds   rows/s   one HMAC a cell, s   ratio');
for (const [name, table] of Object.entries(tables)) {
  // A new session each time, so that nothing is known before.
  const seconds = await cpuSeconds(async () => {
    await using session = await createSession({ plugins: [mask], config: { mask: { key: 'bench' } } });
    await session.from(table).verb('mask.data', {}).run();
  }, 3);
  const loop = await cpuSeconds(() => naive(table), 3);
  const figures = [seconds.toFixed(3), (rows / seconds).toFixed(0), loop.toFixed(3).padStart(14), (loop / seconds).toFixed(2).padStart(10)]; // prettier-ignore
  console.log(name.padEnd(16), String(rows).padStart(10), ...figures.map((figure) => figure.padStart(9)));
}
