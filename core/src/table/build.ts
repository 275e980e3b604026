import { ColumnBuilder } from './column-builder.ts';
import type { ColumnSpec, ColumnType } from './column-spec.ts';
import type { Column } from './column.ts';
import { columnMissing, frameOf, type Frame } from './frame.ts';

export interface BuildOptions {
  /** Types of columns by name; default: that of the values. Texts are read as the stated type. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** What columns say about themselves, by name; a type here counts as stated. */
  readonly specs?: Readonly<Record<string, Partial<ColumnSpec>>>;
}

/** Columns of a table: lists, typed arrays or anything that can be iterated. */
export type ColumnInput = Iterable<unknown>;

/**
 * A frame from rows; columns are all names that occur, in order of appearance. A name that a row lacks is null there.
 * @throws TABLE_CELL_INVALID when a value cannot be a cell or not one of the stated type.
 * @throws TABLE_COLUMN_MISSING when `types` or `specs` name a column that no row has.
 */
export function frameFromRows(rows: Iterable<object>, options: BuildOptions = {}): Frame {
  const builders = new Map<string, ColumnBuilder>();
  let size = 0;
  for (const row of rows) {
    for (const [name, cell] of Object.entries(row)) {
      const builder = builders.get(name) ?? addBuilder(builders, name, size, options);
      builder.push(cell);
    }
    size++;
    if (builders.size !== Object.keys(row).length) fillUp(builders, size);
  }
  // Without rows nothing says which columns there are but the options.
  if (size === 0) for (const name of namesOf(options)) addBuilder(builders, name, 0, options);
  return finish(builders, options);
}

/** A frame from columns by name. @throws TABLE_COLUMN_LENGTH when they are not equally long. */
export function frameFromColumns(columns: Readonly<Record<string, ColumnInput>>, options: BuildOptions = {}): Frame {
  const builders = new Map<string, ColumnBuilder>();
  for (const [name, cells] of Object.entries(columns)) {
    const builder = addBuilder(builders, name, 0, options);
    for (const cell of cells) builder.push(cell);
  }
  return finish(builders, options);
}

function addBuilder(
  builders: Map<string, ColumnBuilder>,
  name: string,
  size: number,
  options: BuildOptions,
): ColumnBuilder {
  const type = ownValue(options.types, name) ?? ownValue(options.specs, name)?.type;
  const builder = new ColumnBuilder(type === undefined ? { name } : { name, type });
  for (let i = 0; i < size; i++) builder.push(null);
  builders.set(name, builder);
  return builder;
}

function fillUp(builders: Map<string, ColumnBuilder>, size: number): void {
  for (const builder of builders.values()) if (builder.length < size) builder.push(null);
}

function finish(builders: Map<string, ColumnBuilder>, options: BuildOptions): Frame {
  for (const name of namesOf(options)) if (!builders.has(name)) throw columnMissing(name, builders.keys());
  return frameOf(new Map(Array.from(builders, ([name, builder]) => [name, finishColumn(name, builder, options)])));
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
