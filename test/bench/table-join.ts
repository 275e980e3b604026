/**
 * A left join of 1,000,000 rows (5 columns) with 10,000 (4 columns) on an address, a tenth without a match: tables of
 * this project, plain loops, and other engines. Each way runs in processes of its own, in turns, so that none suffers
 * from the memory of another; all must give the same sum.
 *
 *     npx node --conditions=pivotkit-source test/bench/table-join.ts [rows] [right rows]
 */
import { execFileSync } from 'node:child_process';
import { Table } from '@pivotkit/core';
import { addressList, flowColumns, median, ownerColumns, type Way } from './table-measure.ts';
import { arqueroJoin, duckJoin, polarsJoin } from './table-peers.ts';

type Flows = ReturnType<typeof flowColumns>;
type Owners = ReturnType<typeof ownerColumns>;
interface Owned {
  readonly asn: number | null;
}

const sumOf = (cells: Iterable<number | null>): number =>
  Iterator.from(cells).reduce<number>((sum, asn) => sum + (asn ?? 0), 0);
const nobody = { country: null, asn: null, owner: null };

function tableJoin(left: Flows, right: Owners): Way {
  const [leftTable, rightTable] = [Table.fromColumns(left), Table.fromColumns(right)];
  return {
    run: () => leftTable.join(rightTable, { on: 'ip' }),
    check: (joined: Table<Owned>) => sumOf(joined.cells('asn')),
  };
}

/** The same with all cells of the new columns taken over: a join leaves that until a column is read. */
function tableJoinAndRead(left: Flows, right: Owners): Way {
  const [leftTable, rightTable] = [Table.fromColumns(left), Table.fromColumns(right)];
  return {
    run: () => {
      const joined = leftTable.join(rightTable, { on: 'ip' });
      for (const { vector } of joined.columnar.columns.values())
        if (vector.kind === 'cells') throw new Error('not expected');
      return joined;
    },
    check: (joined: Table<Owned>) => sumOf(joined.cells('asn')),
  };
}

function columnLoop(left: Flows, right: Owners): Way {
  return {
    run: () => {
      const rowOf = new Map(right.ip.map((ip, row) => [ip, row]));
      const country: (string | null)[] = [];
      const asn: (number | null)[] = [];
      const owner: (string | null)[] = [];
      for (const ip of left.ip) {
        const row = rowOf.get(ip) ?? -1;
        country.push(right.country[row] ?? null);
        asn.push(right.asn[row] ?? null);
        owner.push(right.owner[row] ?? null);
      }
      return { ...left, country, asn, owner };
    },
    check: (joined: { readonly asn: (number | null)[] }) => sumOf(joined.asn),
  };
}

function rowLoop(left: Flows, right: Owners): Way {
  const leftRows = Table.fromColumns(left).toRows();
  const rightRows = Table.fromColumns(right).toRows();
  return {
    run: () => {
      const rowOf = new Map(rightRows.map((row) => [row.ip, row]));
      return leftRows.map((row) => {
        const { country, asn, owner } = rowOf.get(row.ip) ?? nobody;
        return { ip: row.ip, host: row.host, bytes: row.bytes, port: row.port, at: row.at, country, asn, owner };
      });
    },
    check: (joined: readonly Owned[]) => sumOf(joined.map((row) => row.asn)),
  };
}

const ways: Readonly<Record<string, (left: Flows, right: Owners) => Way | Promise<Way | undefined>>> = {
  'PivotKit, join': tableJoin,
  'PivotKit, join and all columns read': tableJoinAndRead,
  'loop over columns, Map of right rows': columnLoop,
  'loop over row objects, Map of right rows': rowLoop,
  'Arquero 8.0.3, join_left': arqueroJoin,
  'Polars (nodejs-polars 0.25.2), join': polarsJoin,
  'DuckDB 1.5.5, create table as select': duckJoin,
};

interface Measured {
  readonly wallMs: number;
  readonly processorMs: number;
  readonly sum: number;
}

/** In a process of its own: medians of nine runs after three to warm up. */
async function measure(way: Way): Promise<Measured> {
  const walls: number[] = [];
  const processors: number[] = [];
  const sum = (await way.check?.((await way.run()) as never)) ?? NaN;
  for (let round = -2; round < 9; round++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await way.run();
    if (round < 0) continue;
    walls.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    processors.push((user + system) / 1_000);
  }
  return { wallMs: median(walls), processorMs: median(processors), sum };
}

function inOwnProcess(name: string, sizes: readonly number[]): Measured | undefined {
  const flags = [...process.execArgv, import.meta.filename, ...sizes.map(String), name];
  const output = execFileSync(process.execPath, flags, { encoding: 'utf8', maxBuffer: 1e8 }).trim();
  return output === '' ? undefined : JSON.parse(output);
}

const [size = 1_000_000, rightSize = 10_000] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4];
if (only !== undefined) {
  const addresses = addressList(Math.round(rightSize / 0.9));
  const way = await ways[only]?.(flowColumns(size, addresses), ownerColumns(addresses.slice(0, rightSize)));
  if (way !== undefined) console.log(JSON.stringify(await measure(way)));
} else {
  const turns = [1, 2, 3].map(() => Object.keys(ways).map((name) => inOwnProcess(name, [size, rightSize])));
  console.log(
    `Left join, ${size.toLocaleString('en')} × ${rightSize.toLocaleString('en')} rows, Node ${process.version}`,
  );
  console.log(`${' '.repeat(42)}median of 3 × 9 runs    ratio   processor time`);
  const sums = new Set<number>();
  let base = NaN;
  for (const [j, name] of Object.keys(ways).entries()) {
    const found = turns.flatMap((turn) => turn[j] ?? []);
    if (found.length === 0) {
      console.log(`  ${name.padEnd(42)} not installed: npm install in test/bench/peers (Node 22 or newer)`);
      continue;
    }
    const wall = median(found.map(({ wallMs }) => wallMs));
    const processor = median(found.map(({ processorMs }) => processorMs));
    if (j === 0) base = wall;
    for (const { sum } of found) sums.add(sum);
    console.log(
      `  ${name.padEnd(42)} ${wall.toFixed(1).padStart(14)} ms ${(wall / base).toFixed(1).padStart(8)} × ${processor.toFixed(1).padStart(11)} ms`,
    );
  }
  if (sums.size !== 1) throw new Error(`The joins differ: sums ${[...sums].join(', ')}`);
}
