/**
 * Other table engines, from `test/bench/peers` (run `npm install` there, with Node 22 or newer). They are loaded by name
 * so that neither the project nor its type-check needs them; the types here are the few calls that are made.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Way } from './table-measure.ts';

type ColumnData = Readonly<Record<string, readonly string[] | Float64Array>>;

interface ArqueroTable {
  join_left(right: ArqueroTable, on: string): ArqueroTable;
  numRows(): number;
  array(name: string): ArrayLike<number | undefined>;
}
interface Arquero {
  table(columns: ColumnData): ArqueroTable;
}

interface PolarsFrame {
  join(right: PolarsFrame, options: { readonly on: string; readonly how: 'left' }): PolarsFrame;
  getColumn(name: string): { sum(): number };
}
interface Polars {
  readonly default: { DataFrame(columns: Readonly<Record<string, readonly unknown[]>>): PolarsFrame };
}

interface DuckAppender {
  appendVarchar(value: string): void;
  appendDouble(value: number): void;
  endRow(): void;
  closeSync(): void;
}
interface DuckConnection {
  run(sql: string): Promise<unknown>;
  createAppender(table: string): Promise<DuckAppender>;
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>;
}
interface Duck {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection> }> };
}

const require = createRequire(new URL('peers/package.json', import.meta.url));

async function load<M>(name: string): Promise<M | undefined> {
  try {
    // The module is what its name says; nothing is known of it here but the calls above.
    return (await import(pathToFileURL(require.resolve(name)).href)) as M;
  } catch {
    return undefined;
  }
}

export async function arqueroJoin(left: ColumnData, right: ColumnData): Promise<Way | undefined> {
  const arquero = await load<Arquero>('arquero');
  if (arquero === undefined) return undefined;
  const [leftTable, rightTable] = [arquero.table(left), arquero.table(right)];
  return {
    run: () => leftTable.join_left(rightTable, 'ip'),
    check: (joined: ArqueroTable) => Array.from(joined.array('asn')).reduce<number>((sum, asn) => sum + (asn ?? 0), 0),
  };
}

export async function polarsJoin(left: ColumnData, right: ColumnData): Promise<Way | undefined> {
  const polars = await load<Polars>('nodejs-polars');
  if (polars === undefined) return undefined;
  const frame = (columns: ColumnData): PolarsFrame =>
    polars.default.DataFrame(
      Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, Array.from<unknown>(cells)])),
    );
  const [leftFrame, rightFrame] = [frame(left), frame(right)];
  return {
    run: () => leftFrame.join(rightFrame, { on: 'ip', how: 'left' }),
    check: (joined: PolarsFrame) => joined.getColumn('asn').sum(),
  };
}

export async function duckJoin(left: ColumnData, right: ColumnData): Promise<Way | undefined> {
  const duck = await load<Duck>('@duckdb/node-api');
  if (duck === undefined) return undefined;
  const connection = await (await duck.DuckDBInstance.create(':memory:')).connect();
  await fill(connection, 'flows', left);
  await fill(connection, 'owners', right);
  return {
    run: () => connection.run('create or replace table joined as select * from flows left join owners using (ip)'),
    check: async () => Number((await connection.runAndReadAll('select sum(asn) from joined')).getRows()[0]?.[0]),
  };
}

async function fill(connection: DuckConnection, table: string, columns: ColumnData): Promise<void> {
  const entries = Object.entries(columns);
  const types = entries.map(([name, cells]) => `"${name}" ${cells instanceof Float64Array ? 'double' : 'varchar'}`);
  await connection.run(`create table ${table} (${types.join(', ')})`);
  const appender = await connection.createAppender(table);
  const size = entries[0]?.[1].length ?? 0;
  for (let i = 0; i < size; i++) {
    for (const [, cells] of entries) {
      const cell = cells[i];
      if (typeof cell === 'number') appender.appendDouble(cell);
      else appender.appendVarchar(cell ?? '');
    }
    appender.endRow();
  }
  appender.closeSync();
}
