import {
  isEntity,
  parseTlp,
  strictestTlp,
  tlpLevels,
  type Entity,
  type EntityClass,
  type Tlp,
} from '@pivotkit/entities';
import type { LookupResult } from './lookup-result.ts';
import { Table, columnMissing, type Column, type DistinctCells } from '../table/index.ts';
import { strictestMarks, withMarks, type Marks } from '../table/marks.ts';
import type { Lookup } from './lookup.ts';

// Who may be told of a cell travels with it as a rank: 0 = unmarked, else one more than the marking's place in TLP 2.0.

/** The rank of a marking, for columns made by hand (`Column.marks`). */
export const rankOf = (marking: Tlp | undefined): number =>
  marking === undefined ? 0 : tlpLevels.indexOf(marking) + 1;

/** The marking of a rank; undefined for 0. */
export const markingOfRank = (rank: number): Tlp | undefined => tlpLevels[rank - 1];

/** Who may be told of rows: all alike, or as a column of theirs says. */
export interface RowMarking {
  /** Marks every row at least so strictly. */
  readonly tlp?: Tlp;
  /**
   * Column that says how each row is marked (`TLP:AMBER`, `green`). Null or empty: unmarked. A text that is no marking
   * counts as `red`, so that a slip tells nobody.
   */
  readonly column?: string;
}

/**
 * The table with its rows marked; a cell that is marked more strictly stays so. Rows: n → n, order kept.
 * @throws TABLE_COLUMN_MISSING when there is no such column.
 */
export const markRows = <R extends object>(table: Table<R>, marking: RowMarking): Table<R> =>
  markColumns(table, marksOfRows(table, marking));

/** The table with the markings that entities in its cells carry. Rows: n → n, order kept. */
export const markEntities = <R extends object>(table: Table<R>): Table<R> => markColumns(table, undefined);

function markColumns<R extends object>(table: Table<R>, rows: Marks | undefined): Table<R> {
  let changed = false;
  const columns = table.columnNames.map((name) => {
    const column = columnOf(table, name);
    const marked = withMarks(withMarks(column, marksOfEntities(column)), rows);
    changed ||= marked !== column;
    return [name, marked] as const;
  });
  return changed ? Table.of<R>(columns) : table;
}

/** Names that come from the table itself need no check by the compiler. */
const columnOf = (table: Table<object>, name: string): Column => table.column(name);

function marksOfRows(table: Table<object>, { tlp, column }: RowMarking): Marks | undefined {
  const least = rankOf(tlp);
  if (column === undefined) return least === 0 ? undefined : new Uint8Array(table.size).fill(least);
  if (!table.hasColumn(column)) throw columnMissing(column, table.columnNames, ' for markings');
  const marks = new Uint8Array(table.size).fill(least);
  for (const [row, cell] of table.cells(column).entries()) marks[row] = Math.max(least, rankOfText(cell));
  return marks;
}

function rankOfText(cell: unknown): number {
  if (cell === null || (typeof cell === 'string' && cell.trim() === '')) return 0;
  return rankOf(typeof cell === 'string' ? (parseTlp(cell) ?? 'red') : 'red');
}

function marksOfEntities({ vector }: Column): Marks | undefined {
  if (vector.kind !== 'cells') return undefined;
  const ranks = vector.cells.map((cell) => (isEntity(cell) ? rankOf(cell.marking) : 0));
  return ranks.some((rank) => rank > 0) ? Uint8Array.from(ranks) : undefined;
}

/** The strictest marking of each distinct cell of a column, over all rows that hold it; undefined where none is marked. */
export function markingsOfCells(table: Table<object>, column: string, cells: DistinctCells): Marks | undefined {
  const { marks } = table.column(column);
  if (marks === undefined) return undefined;
  const strictest = new Uint8Array(cells.values.length);
  for (const [row, code] of cells.codes.entries())
    if (code > 0) strictest[code - 1] = Math.max(strictest[code - 1] ?? 0, marks[row] ?? 0);
  return strictest;
}

/** The entity marked at least so strictly. */
export function withMarking(cls: EntityClass, entity: Entity, marking: Tlp | undefined): Entity {
  const strictest = strictestTlp([entity.marking, marking]);
  return strictest === entity.marking ? entity : cls.create({ ...entity, marking: strictest });
}

/** How what a look-up answered is marked: as its input was, and as its source says. */
export const markingOfLookup = ({ marking, result }: Lookup): Tlp | undefined =>
  strictestTlp([marking, saidBy(result)]);

const saidBy = (result: LookupResult): Tlp | undefined => (result.status === 'found' ? result.marking : undefined);

/** Ranks of rows that look-ups answered; undefined where none is marked. `lookupOfRow[i]` counts from 1, 0 = none. */
export function marksOfLookups(lookups: readonly Lookup[], lookupOfRow: Uint32Array): Marks | undefined {
  const ranks = lookups.map((lookup) => rankOf(markingOfLookup(lookup)));
  if (ranks.every((rank) => rank === 0)) return undefined;
  return Uint8Array.from(lookupOfRow, (code) => ranks[code - 1] ?? 0);
}

/** How columns came from another table: row i from row i, or in a way nobody can follow. */
export type RowRelation = 'row-by-row' | 'unknown';

/** The table with columns made from `source` at least as restricted as what they were made of. */
export function markedAs(
  table: Table<object>,
  source: Table<object>,
  made: { readonly columns: readonly string[]; readonly rows: RowRelation },
): Table<object> {
  const columns = source.columnNames.map((name) => columnOf(source, name));
  const marks = strictestMarks(columns, source.size);
  if (marks === undefined) return table;
  const follows = made.rows === 'row-by-row' && table.size === source.size;
  const ranks = follows ? marks : new Uint8Array(table.size).fill(strictestRank(marks));
  return Table.of(
    table.columnNames.map((name) => {
      const column = columnOf(table, name);
      return [name, made.columns.includes(name) ? withMarks(column, ranks) : column] as const;
    }),
  );
}

const strictestRank = (marks: Marks): number => marks.reduce((most, rank) => Math.max(most, rank), 0);

/** The strictest marking of a row, or of all rows; undefined where nothing is marked. */
export function markingOfRows(table: Table<object>, row?: number): Tlp | undefined {
  let strictest = 0;
  for (const name of table.columnNames) {
    const { marks } = table.column(name);
    if (marks === undefined) continue;
    if (row === undefined) for (const rank of marks) strictest = Math.max(strictest, rank);
    else strictest = Math.max(strictest, marks[row] ?? 0);
  }
  return markingOfRank(strictest);
}
