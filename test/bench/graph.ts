/**
 * Graphs of entities and related alerts beside loops over the same texts, in the same run.
 *
 *     npx node --conditions=pivotkit-source test/bench/graph.ts [most rows]
 *
 * The loops know no kinds, keys, spellings or attributes: they count pairs of texts, and group alerts by the texts they
 * name. Rows are logons of one account in ten rows to one host in twenty, and alerts with a host, an account and an
 * address each, of which five alerts share one.
 */
import { cellText, createSession, Table } from '@pivotkit/core';
import { alerts } from '@pivotkit/plugin-alerts';
import { entities } from '@pivotkit/plugin-entities';
import { cpuSeconds, showRatio, showSeconds } from './cpu-time.ts';

const [most = 1_000_000] = process.argv.slice(2).map(Number);
const day = Date.UTC(2026, 0, 1);

const logonsOf = (rows: number): Table<object> =>
  Table.fromColumns({
    Account: Array.from({ length: rows }, (_, i) => `user${(i * 7919) % Math.ceil(rows / 10)}`),
    Computer: Array.from({ length: rows }, (_, i) => `ws${(i * 104_729) % Math.ceil(rows / 20)}.example.org`),
    TimeGenerated: Array.from({ length: rows }, (_, i) => new Date(day + i * 1_000)),
  });

interface Named {
  readonly HostName: string;
  readonly Name: string;
  readonly Address: string;
}

const namedIn = (i: number, rows: number): Named => {
  const groups = Math.ceil(rows / 5);
  const number = i % groups;
  return {
    HostName: `ws${number}`,
    Name: `user${(number * 31) % groups}`,
    Address: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
  };
};

const alertsOf = (rows: number): Table<object> =>
  Table.fromRows(
    Array.from({ length: rows }, (_, i) => {
      const { HostName, Name, Address } = namedIn(i, rows);
      return {
        SystemAlertId: `a${i}`,
        AlertName: 'odd',
        AlertType: 'odd',
        StartTimeUtc: new Date(day + i * 1_000).toISOString(),
        Entities: JSON.stringify([
          { $id: '1', Type: 'host', HostName },
          { $id: '2', Type: 'account', Name },
          { $id: '3', Type: 'ip', Address },
        ]),
      };
    }),
  );

/** Pairs of texts with a count, and the first and last time. */
function countPairs(table: Table<object>): number {
  const pairs = new Map<string, { rows: number; first: unknown; last: unknown }>();
  const [accounts, hosts, times] = ['Account', 'Computer', 'TimeGenerated'].map((name) => table.cells(name));
  for (let row = 0; row < table.size; row++) {
    const key = `${cellText(accounts?.[row] ?? null)}\n${cellText(hosts?.[row] ?? null)}`;
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { rows: 1, first: times?.[row], last: times?.[row] });
    else {
      known.rows += 1;
      known.last = times?.[row];
    }
  }
  return pairs.size;
}

/** Alerts that name an equal text, by reading each JSON once and looking up its texts. */
function relate(table: Table<object>): number {
  const naming = new Map<string, number[]>();
  const texts = table.cells('Entities').map((cell) => {
    const list: readonly Partial<Named>[] = JSON.parse(cellText(cell));
    return list.map(({ HostName, Name, Address }) => `${HostName} ${Name} ${Address}`);
  });
  for (const [row, each] of texts.entries())
    for (const text of each) {
      const known = naming.get(text);
      if (known === undefined) naming.set(text, [row]);
      else known.push(row);
    }
  const pairs: { row: number; other: number; shared: string[] }[] = [];
  for (const [row, each] of texts.entries()) {
    const shared = new Map<number, string[]>();
    for (const text of each)
      for (const other of naming.get(text) ?? [])
        if (other !== row) {
          const known = shared.get(other);
          if (known === undefined) shared.set(other, [text]);
          else known.push(text);
        }
    for (const [other, list] of shared) pairs.push({ row, other, shared: list });
  }
  return pairs.length;
}

await using session = await createSession({ plugins: [alerts, entities] });

async function report(
  name: string,
  table: Table<object>,
  run: () => Promise<{ readonly size: number }>,
  loop: (table: Table<object>) => number,
): Promise<void> {
  const rounds = table.size < 1_000_000 ? 3 : 0;
  let size = 0;
  const ours = await cpuSeconds(async () => ({ size } = await run()), rounds);
  const bare = await cpuSeconds(() => loop(table), rounds);
  const cells = [
    name.padEnd(16),
    table.size.toLocaleString('en').padStart(10),
    size.toLocaleString('en').padStart(10),
    showSeconds(ours).padStart(9),
    `${((1e6 * ours) / table.size).toFixed(1)} µs`.padStart(9),
    showRatio(bare, ours).padStart(18),
    `${Math.round(process.memoryUsage.rss() / 1e6)} MB`.padStart(8),
  ];
  console.log(cells.join('  '));
}

console.log('Seconds of processor time');
console.log('verb                  rows     result       ours    per row          bare loop    memory');
for (const rows of [10_000, 100_000, 1_000_000].filter((size) => size <= most)) {
  const logons = logonsOf(rows);
  const options = { columns: { Account: 'Account', Computer: 'Host' }, timeColumn: 'TimeGenerated' };
  await report('entities.graph', logons, () => session.from(logons).verb('entities.graph', options).run(), countPairs);
  await report('entities.nodes', logons, () => session.from(logons).verb('entities.nodes', options).run(), countPairs);
  // A million alerts are some gigabytes of entities.
  if (rows > 100_000) continue;
  const told = alertsOf(rows);
  await report('alerts.related', told, () => session.from(told).verb('alerts.related', {}).run(), relate);
}
