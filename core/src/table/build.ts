import { ColumnBuilder } from './column-builder.ts';
import type { ColumnSpec, ColumnType } from './column-spec.ts';
import type { Column } from './column.ts';
import { columnMissing, columnarOf, type Columnar } from './columnar.ts';

export interface BuildOptions {
  /** Types of columns by name; default: that of the values. Texts are read as the stated type. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** What columns say about themselves, by name; a type here counts as stated. */
  readonly specs?: Readonly<Record<string, Partial<ColumnSpec>>>;
}

/** Columns of a table: lists, typed arrays or anything that can be iterated. */
export type ColumnInput = Iterable<unknown>;

/**
 * Takes rows one after the other; columns are all names that occur, in order of appearance. A name that a row lacks is
 * null there. Without any row the columns are those that the options name.
 */
export class RowsBuilder {
  readonly #options: BuildOptions;
  readonly #builders = new Map<string, ColumnBuilder>();
  #size = 0;

  constructor(options: BuildOptions = {}) {
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  /** @throws TABLE_CELL_INVALID when a value cannot be a cell or not one of the stated type. */
  push(row: object): void {
    const cells = Object.entries(row);
    for (const [name, cell] of cells) this.#builderOf(name).push(cell);
    this.#size++;
    if (this.#builders.size !== cells.length) this.#fillUp();
  }

  /** Makes the columns that the options name, whether or not a row has them. */
  addStated(): void {
    for (const name of namesOf(this.#options)) this.#builderOf(name);
  }

  /** @throws TABLE_COLUMN_MISSING when `types` or `specs` name a column that no row has. */
  build(): Columnar {
    if (this.#size === 0) this.addStated();
    return finish(this.#builders, this.#options);
  }

  #builderOf(name: string): ColumnBuilder {
    const known = this.#builders.get(name);
    if (known !== undefined) return known;
    const builder = newBuilder(name, this.#options);
    for (let i = 0; i < this.#size; i++) builder.push(null);
    this.#builders.set(name, builder);
    return builder;
  }

  #fillUp(): void {
    for (const builder of this.#builders.values()) if (builder.length < this.#size) builder.push(null);
  }
}

/**
 * Columns from rows.
 * @throws TABLE_CELL_INVALID when a value cannot be a cell or not one of the stated type.
 * @throws TABLE_COLUMN_MISSING when `types` or `specs` name a column that no row has.
 */
export function columnarFromRows(rows: Iterable<object>, options: BuildOptions = {}): Columnar {
  const builder = new RowsBuilder(options);
  for (const row of rows) builder.push(row);
  return builder.build();
}

/** A columnar from columns by name. @throws TABLE_COLUMN_LENGTH when they are not equally long. */
export function columnarFromColumns(
  columns: Readonly<Record<string, ColumnInput>>,
  options: BuildOptions = {},
): Columnar {
  const builders = new Map<string, ColumnBuilder>();
  for (const [name, cells] of Object.entries(columns)) {
    const builder = newBuilder(name, options);
    for (const cell of cells) builder.push(cell);
    builders.set(name, builder);
  }
  return finish(builders, options);
}

function newBuilder(name: string, options: BuildOptions): ColumnBuilder {
  const type = ownValue(options.types, name) ?? ownValue(options.specs, name)?.type;
  return new ColumnBuilder(type === undefined ? { name } : { name, type });
}

function finish(builders: ReadonlyMap<string, ColumnBuilder>, options: BuildOptions): Columnar {
  for (const name of namesOf(options)) if (!builders.has(name)) throw columnMissing(name, builders.keys());
  return columnarOf(new Map(Array.from(builders, ([name, builder]) => [name, finishColumn(name, builder, options)])));
}

function finishColumn(name: string, builder: ColumnBuilder, options: BuildOptions): Column {
  return builder.column({ ...ownValue(options.specs, name), type: builder.type });
}

function namesOf(options: BuildOptions): string[] {
  return [...Object.keys(options.types ?? {}), ...Object.keys(options.specs ?? {})];
}

function ownValue<V>(record: Readonly<Record<string, V>> | undefined, name: string): V | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
