import { Table } from '../table/index.ts';

/** The rows of all tables, one after the other; a table of nothing from none. */
export function concatTables<R extends object>(tables: readonly Table<R>[]): Table<R> {
  const [first, ...rest] = tables;
  if (first === undefined) return Table.of([]);
  return rest.length === 0 ? first : first.concat(...rest);
}
