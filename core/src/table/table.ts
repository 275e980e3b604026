import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Aggregate } from './aggregates.ts';
import { columnarFromColumns, columnarFromRows, type BuildOptions, type ColumnInput } from './build.ts';
import type { Cell, Row } from './cell.ts';
import type { ColumnSpec, ColumnType } from './column-spec.ts';
import { columnGatherer, type Column } from './column.ts';
import { columnOf, columnarOf, type Columnar } from './columnar.ts';
import { cellReader, rowReader } from './row-reader.ts';
import type {
  ColumnName,
  Derived,
  Exploded,
  Filled,
  Flat,
  Joined,
  JoinOptionsOf,
  Renamed,
  Retyped,
  Summarized,
  With,
} from './table-types.ts';
import { concat } from './verbs/concat.ts';
import { derive, type DeriveOptions, type Deriver } from './verbs/derive.ts';
import { distinct } from './verbs/distinct.ts';
import { drop } from './verbs/drop.ts';
import { explode } from './verbs/explode.ts';
import { filterBy } from './verbs/filter-by.ts';
import { filter } from './verbs/filter.ts';
import { flatten, type FlattenOptions } from './verbs/flatten.ts';
import { join } from './verbs/join.ts';
import { parseJson, type ParseJsonOptions } from './verbs/parse-json.ts';
import { rename } from './verbs/rename.ts';
import { retype } from './verbs/retype.ts';
import { select } from './verbs/select.ts';
import { slice } from './verbs/slice.ts';
import { sort, type SortKey } from './verbs/sort.ts';
import { summarize } from './verbs/summarize.ts';

/**
 * Rows and columns that never change: every verb gives a new table and shares what it can with the old one. `R` is the
 * type of a row; column names are checked by the compiler where it is known and when the verb is called.
 */
export class Table<out R extends object = Row> {
  /** What the table is made of, for code that works on columns. */
  readonly columnar: Columnar;
  #rowAt: ((row: number) => Row) | undefined;
  #gather: ((column: Column) => Column) | undefined;
  readonly #gathered = new Map<string, Column>();

  constructor(columnar: Columnar) {
    this.columnar = columnar;
  }

  /**
   * A table of the rows; a name that a row lacks, and undefined, is null there.
   * @throws TABLE_CELL_INVALID when a value cannot be a cell or not one of the stated type.
   */
  static fromRows<R extends object = Row>(rows: Iterable<R>, options: BuildOptions = {}): Table<R> {
    return new Table(columnarFromRows(rows, options));
  }

  /**
   * A table of columns by name: lists, typed arrays or anything that can be iterated.
   * @throws TABLE_COLUMN_LENGTH when they are not equally long.
   */
  static fromColumns<const C extends Readonly<Record<string, ColumnInput>>>(
    columns: C,
    options: BuildOptions = {},
  ): Table<{ [N in keyof C]: C[N] extends Iterable<infer V> ? V : never }> {
    return new Table(columnarFromColumns(columns, options));
  }

  /** A table of finished columns. @throws TABLE_COLUMN_LENGTH when they are not equally long. */
  static of<R extends object = Row>(columns: Iterable<readonly [string, Column]>): Table<R> {
    return new Table(columnarOf(new Map(columns)));
  }

  /** Number of rows. */
  get size(): number {
    return this.columnar.size;
  }

  /** What each column says about itself, in order. */
  get columns(): ReadonlyMap<string, ColumnSpec> {
    return new Map(Array.from(this.columnar.columns, ([name, column]) => [name, column.spec]));
  }

  get columnNames(): readonly string[] {
    return [...this.columnar.columns.keys()];
  }

  hasColumn(name: string): boolean {
    return this.columnar.columns.has(name);
  }

  /** The column with its cells in the order of the rows. @throws TABLE_COLUMN_MISSING */
  column(name: ColumnName<R>): Column {
    const column = columnOf(this.columnar, name);
    const { index } = this.columnar;
    if (index === undefined) return column;
    this.#gather ??= columnGatherer(index);
    const gathered = this.#gathered.get(name) ?? this.#gather(column);
    this.#gathered.set(name, gathered);
    return gathered;
  }

  /** @throws TABLE_COLUMN_MISSING TABLE_ROW_MISSING */
  cell<N extends keyof R & string>(row: number, name: N): R[N];
  cell(row: number, name: ColumnName<R>): Cell;
  cell(row: number, name: string): unknown {
    columnOf(this.columnar, name);
    return cellReader(this.columnar, name)(this.#checked(row));
  }

  /** @throws TABLE_ROW_MISSING when there is no row of that number, counted from 0. */
  row(row: number): R {
    return typed(this.#readRow(this.#checked(row)));
  }

  /** All cells of a column, in the order of the rows. @throws TABLE_COLUMN_MISSING */
  cells<N extends keyof R & string>(name: N): R[N][];
  cells(name: ColumnName<R>): Cell[];
  cells(name: string): unknown[] {
    columnOf(this.columnar, name);
    return this.#cellsOf(name);
  }

  *rows(): IterableIterator<R> {
    for (let i = 0; i < this.size; i++) yield typed(this.#readRow(i));
  }

  [Symbol.iterator](): IterableIterator<R> {
    return this.rows();
  }

  toRows(): R[] {
    const rows: R[] = [];
    for (let i = 0; i < this.size; i++) rows.push(typed(this.#readRow(i)));
    return rows;
  }

  /** The cells of every column by its name. */
  toColumns(): { [N in keyof R & string]: R[N][] } {
    return typed(Object.fromEntries(this.columnNames.map((name) => [name, this.#cellsOf(name)])));
  }

  toJSON(): R[] {
    return this.toRows();
  }

  select<N extends ColumnName<R>>(...names: readonly N[]): Table<Flat<Pick<R, N & keyof R>>> {
    return new Table(select(this.columnar, names));
  }

  /**
   * Rows: n → ≤ n, order kept.
   * The row is a view that reads a column when it is asked for (thirty times quicker where there are forty of them):
   * take its columns by name; `{...row}` is empty, `JSON.stringify(row)` is whole.
   */
  filter<S extends R>(keep: (row: R, i: number) => row is S): Table<S>;
  filter(keep: (row: R, i: number) => boolean): Table<R>;
  filter(keep: (row: R, i: number) => boolean): Table<R> {
    return new Table(filter<R>(this.columnar, keep));
  }

  sort(...keys: readonly (ColumnName<R> | SortKey<ColumnName<R>>)[]): Table<R> {
    return new Table(sort(this.columnar, keys));
  }

  drop<N extends ColumnName<R>>(...names: readonly N[]): Table<Flat<Omit<R, N>>> {
    return new Table(drop(this.columnar, names));
  }

  /** New names by the old ones. */
  rename<const M extends { readonly [N in ColumnName<R>]?: string }>(names: M & NoOther<M, R>): Table<Renamed<R, M>> {
    return new Table(rename(this.columnar, names));
  }

  /** New columns, each from a function of the row. */
  derive<D extends Readonly<Record<string, Deriver<R>>>>(
    columns: D,
    options?: DeriveOptions,
  ): Table<With<R, Derived<D>>> {
    return new Table(derive<R>(this.columnar, columns, options));
  }

  /** Columns as other types, by name. */
  retype<const M extends { readonly [N in ColumnName<R>]?: ColumnType }>(
    types: M & NoOther<M, R>,
  ): Table<Retyped<R, M>> {
    return new Table(retype(this.columnar, types));
  }

  filterBy<N extends keyof R & string>(name: N, keep: (cell: R[N]) => boolean): Table<R>;
  filterBy(name: ColumnName<R>, keep: (cell: Cell) => boolean): Table<R>;
  filterBy(name: string, keep: (cell: never) => boolean): Table<R> {
    return new Table(filterBy(this.columnar, name, (cell) => keep(typed(cell))));
  }

  distinct(...names: readonly ColumnName<R>[]): Table<R> {
    return new Table(distinct(this.columnar, names));
  }

  slice(start?: number, end?: number): Table<R> {
    return new Table(slice(this.columnar, start, end));
  }

  head(rows: number): Table<R> {
    return new Table(slice(this.columnar, 0, Math.max(0, rows)));
  }

  /** The rows of all tables, which have the same columns. */
  concat(...others: readonly Table<R>[]): Table<R> {
    return new Table(concat([this.columnar, ...others.map((other) => other.columnar)]));
  }

  /** The rows of both tables; what one of them lacks is null. */
  concatFill<S extends object>(other: Table<S>): Table<Filled<R, S>> {
    return new Table(concat([this.columnar, other.columnar], { fill: true }));
  }

  /** Groups of rows with equal cells in the columns; `summarize` makes a row of each. */
  groupBy<N extends ColumnName<R>>(...names: readonly N[]): GroupedTable<R, N> {
    return new GroupedTable(this, names);
  }

  explode<N extends ColumnName<R>>(name: N): Table<Exploded<R, N>> {
    return new Table(explode(this.columnar, name));
  }

  parseJson<N extends ColumnName<R>>(
    name: N,
    options?: ParseJsonOptions,
  ): Table<Flat<Omit<R, N> & { readonly [C in N]: Cell }>> {
    return new Table(parseJson(this.columnar, name, options));
  }

  /** The fields of objects as columns `name.field`; which there are is known at run time only. */
  flatten(name: ColumnName<R>, options?: FlattenOptions): Table {
    return new Table(flatten(this.columnar, name, options));
  }

  join<S extends object, const O extends JoinOptionsOf<R, S>>(right: Table<S>, options: O): Table<Joined<R, S, O>> {
    return new Table(join(this.columnar, right.columnar, options));
  }

  #cellsOf(name: string): Cell[] {
    const read = cellReader(this.columnar, name);
    return Array.from({ length: this.size }, (_, i) => read(i));
  }

  #readRow(row: number): Row {
    this.#rowAt ??= rowReader(this.columnar);
    return this.#rowAt(row);
  }

  #checked(row: number): number {
    if (Number.isInteger(row) && row >= 0 && row < this.size) return row;
    throw new PivotKitError('TABLE_ROW_MISSING', { row, size: this.size });
  }
}

/** Rows in groups, waiting to be summarised. */
export class GroupedTable<R extends object, N extends string> {
  readonly #table: Table<R>;
  readonly #names: readonly N[];

  constructor(table: Table<R>, names: readonly N[]) {
    this.#table = table;
    this.#names = names;
  }

  /** One row for each group: its cells in the columns grouped by, and the aggregates by name. */
  summarize<A extends Readonly<Record<string, Aggregate<ColumnName<R>>>>>(aggregates: A): Table<Summarized<R, N, A>> {
    return new Table(summarize(this.#table.columnar, this.#names, aggregates));
  }
}

/** No names but those of columns: without it the compiler lets other names through beside right ones. */
type NoOther<M, R extends object> = { readonly [N in Exclude<keyof M, ColumnName<R>>]: never };

/** The row type is a promise of whoever made the table: here cells read at run time take that type. */
function typed<T>(value: unknown): T {
  return value as T;
}
