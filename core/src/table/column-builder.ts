import { PivotKitError } from '../error/pivotkit-error.ts';
import { cellType, isCell } from './cell-type.ts';
import { showCell, type Cell } from './cell.ts';
import type { ColumnSpec, ColumnType } from './column-spec.ts';
import type { Column } from './column.ts';
import { parseCell } from './parse-cell.ts';
import {
  BooleanVectorBuilder,
  CellVectorBuilder,
  NumberVectorBuilder,
  TextVectorBuilder,
  TimeVectorBuilder,
  type VectorBuilder,
} from './vector-builder.ts';
import { vectorReader, type Vector } from './vector.ts';

export interface ColumnBuilderOptions {
  /** Type of the cells; default: that of the values, `any` when they are of several types. */
  readonly type?: ColumnType;
  /** Name of the column, for messages. */
  readonly name?: string;
}

/**
 * Takes the cells of a column one after the other. Undefined counts as null. With a stated type a text is read as that
 * type and anything else is an error; without one the type is that of the values.
 */
export class ColumnBuilder {
  readonly #name: string;
  readonly #declared: ColumnType | undefined;
  #type: ColumnType | undefined;
  #builder: VectorBuilder;
  #nulls = 0;

  constructor(options: ColumnBuilderOptions = {}) {
    this.#name = options.name ?? '';
    this.#declared = options.type;
    this.#type = options.type;
    this.#builder = builderOf(options.type ?? 'any');
  }

  get length(): number {
    return this.#builder.length;
  }

  get type(): ColumnType {
    return this.#type ?? 'any';
  }

  /** Whether a null was pushed. */
  get hasNull(): boolean {
    return this.#nulls > 0;
  }

  /** @throws TABLE_CELL_INVALID when the value is no cell, or not of the stated type. */
  push(value: unknown): void {
    const cell = value === undefined ? null : value;
    if (!isCell(cell)) throw this.#invalid(value);
    if (cell === null) this.#nulls++;
    else if (this.#type === undefined) this.#start(cell);
    if (!this.#builder.push(cell)) this.#pushOther(cell);
  }

  build(): Vector {
    return this.#builder.build();
  }

  /** The column: what `spec` leaves out is taken from the cells. */
  column(spec: Partial<ColumnSpec> = {}): Column {
    const nullRule = this.hasNull ? { nullWhen: 'the source has no value' } : {};
    return { spec: { type: this.type, description: '', ...nullRule, ...spec }, vector: this.build() };
  }

  /** First cell that is not null, without a stated type: nulls so far go into a vector of its type. */
  #start(cell: Cell): void {
    const nulls = this.#builder.length;
    this.#type = cellType(cell) ?? 'any';
    this.#builder = builderOf(this.#type);
    for (let i = 0; i < nulls; i++) this.#builder.push(null);
  }

  #pushOther(cell: Cell): void {
    if (this.#declared === undefined) return this.#mix(cell);
    const converted = convertCell(cell, this.#declared);
    if (converted === undefined || !this.#builder.push(converted)) throw this.#invalid(cell);
  }

  #mix(cell: Cell): void {
    const read = vectorReader(this.#builder.build());
    const mixed = new CellVectorBuilder();
    for (let i = 0; i < this.#builder.length; i++) mixed.push(read(i));
    mixed.push(cell);
    [this.#type, this.#builder] = ['any', mixed];
  }

  #invalid(value: unknown): PivotKitError {
    return cellInvalid(value, { column: this.#name, row: this.length, type: this.#declared ?? 'any' });
  }
}

/** Where a cell is, for the message about it. Rows are counted from 0. */
export interface CellPlace {
  readonly column: string;
  readonly row?: number;
  readonly line?: number;
  readonly type: ColumnType;
}

export function cellInvalid(value: unknown, place: CellPlace): PivotKitError {
  const where = place.line === undefined ? `row ${place.row ?? 0}` : `line ${place.line}`;
  const wanted = wantedText[place.type];
  return new PivotKitError('TABLE_CELL_INVALID', { ...place, where, wanted, value: showCell(value) });
}

const wantedText: Readonly<Record<ColumnType, string>> = {
  text: 'a text',
  number: 'a number',
  bigint: 'a whole number',
  boolean: 'true or false',
  time: 'an ISO 8601 time or a Date',
  list: 'a list',
  object: 'an object',
  any: 'a cell (text, number, bigint, boolean, Date, list, object or null)',
};

/** A cell as another type: texts are read, numbers and booleans can be texts; undefined when it cannot be. */
export function convertCell(cell: Cell, type: ColumnType): Cell | undefined {
  if (type === 'any' || cell === null || cellType(cell) === type) return cell;
  if (typeof cell === 'string') return parseCell(cell, type);
  if (type === 'text' && typeof cell !== 'object') return String(cell);
  if (type === 'bigint' && typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell);
  return undefined;
}

function builderOf(type: ColumnType): VectorBuilder {
  switch (type) {
    case 'text':
      return new TextVectorBuilder();
    case 'number':
      return new NumberVectorBuilder();
    case 'boolean':
      return new BooleanVectorBuilder();
    case 'time':
      return new TimeVectorBuilder();
    case 'any':
      return new CellVectorBuilder();
    case 'bigint':
    case 'list':
    case 'object':
      return new CellVectorBuilder((cell) => cellType(cell) === type);
  }
}
