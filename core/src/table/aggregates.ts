import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Cell } from './cell.ts';
import { ColumnBuilder } from './column-builder.ts';
import { columnCodes } from './column-codes.ts';
import type { ColumnSpec } from './column-spec.ts';
import type { Column } from './column.ts';
import { columnOf, type Columnar } from './columnar.ts';
import type { RowGroups } from './row-groups.ts';
import { cellReader } from './row-reader.ts';
import { compareCells } from './sort-ranks.ts';

/** Stands, in the type of an aggregate, for the type of a cell of its column. */
export interface SameCell {
  readonly same: 'cell';
}
/** Stands for a list of cells of the column. */
export interface ListOfCells {
  readonly same: 'list';
}

/** Stands for a number, or null where the column may be null. */
export interface NumberOfCells {
  readonly same: 'number';
}

/** One cell from all rows of a group. `N` is the column it reads, `V` the type of what it gives. */
export interface Aggregate<N extends string = string, V = unknown> {
  readonly column?: N;
  /** Never set: carries the type of the result. */
  readonly result?: V;
  /** The new column: cell g for group g. */
  aggregate(columnar: Columnar, groups: RowGroups): Column;
}

const noValue = 'no row of the group has a value';

/** Number of rows, of any content. */
export function count(): Aggregate<never, number> {
  return {
    aggregate(_columnar, { groupOf, firstRows }) {
      const numbers = new Float64Array(firstRows.length);
      for (const group of groupOf) numbers[group] = (numbers[group] ?? 0) + 1;
      return {
        spec: { type: 'number', range: [0, Infinity], description: 'Rows of the group' },
        vector: { kind: 'number', numbers },
      };
    },
  };
}

/** Sum of the numbers; null cells are left out, null when there are no others. @throws TABLE_COLUMN_TYPE */
export function sum<N extends string>(column: N): Aggregate<N, NumberOfCells> {
  return ofNumbers(column, 'Sum', (total) => total);
}

/** Arithmetic mean of the numbers; null cells are left out, null when there are no others. @throws TABLE_COLUMN_TYPE */
export function mean<N extends string>(column: N): Aggregate<N, NumberOfCells> {
  return ofNumbers(column, 'Mean', (total, rows) => total / rows);
}

/** Least cell, in the order of `sort`; null cells are left out. */
export function min<N extends string>(column: N): Aggregate<N, SameCell> {
  return ofCells(column, (least, cell) => (compareCells(cell, least) < 0 ? cell : least));
}

/** Greatest cell, in the order of `sort` (NaN is greater than all numbers); null cells are left out. */
export function max<N extends string>(column: N): Aggregate<N, SameCell> {
  return ofCells(column, (greatest, cell) => (compareCells(cell, greatest) > 0 ? cell : greatest));
}

/** First cell that is not null. */
export function first<N extends string>(column: N): Aggregate<N, SameCell> {
  return ofCells(column, (known) => known);
}

/** Last cell that is not null. */
export function last<N extends string>(column: N): Aggregate<N, SameCell> {
  return ofCells(column, (_known, cell) => cell);
}

/** Number of different cells, null left out. */
export function distinctCount<N extends string>(column: N): Aggregate<N, number> {
  return {
    column,
    aggregate(columnar, { groupOf, firstRows }) {
      const { codes, values } = columnCodes(columnar, column, { nanIsKey: true });
      const seen = new Set<number>();
      const numbers = new Float64Array(firstRows.length);
      for (let i = 0; i < groupOf.length; i++) {
        const [group, code] = [groupOf[i] ?? 0, codes[i] ?? 0];
        if (code === 0 || seen.has(group * (values.length + 1) + code)) continue;
        seen.add(group * (values.length + 1) + code);
        numbers[group] = (numbers[group] ?? 0) + 1;
      }
      return {
        spec: { type: 'number', range: [0, Infinity], description: `Different values of ${column}` },
        vector: { kind: 'number', numbers },
      };
    },
  };
}

/** All cells but nulls as a list, in the order of the rows. */
export function listOf<N extends string>(column: N): Aggregate<N, ListOfCells> {
  return {
    column,
    aggregate(columnar, { groupOf, firstRows }) {
      const read = cellReader(columnar, column);
      const cells: Cell[][] = Array.from(firstRows, () => []);
      for (let i = 0; i < groupOf.length; i++) {
        const cell = read(i);
        if (cell !== null) cells[groupOf[i] ?? 0]?.push(cell);
      }
      return { spec: { type: 'list', description: `Values of ${column}` }, vector: { kind: 'cells', cells } };
    },
  };
}

function ofNumbers<N extends string>(
  column: N,
  word: string,
  finish: (total: number, rows: number) => number,
): Aggregate<N, NumberOfCells> {
  return {
    column,
    aggregate(columnar, { groupOf, firstRows }) {
      const { spec } = columnOf(columnar, column);
      if (spec.type !== 'number')
        throw new PivotKitError('TABLE_COLUMN_TYPE', { column, type: spec.type, wanted: 'number' });
      const read = cellReader(columnar, column);
      const totals = new Float64Array(firstRows.length);
      const rows = new Float64Array(firstRows.length);
      for (let i = 0; i < groupOf.length; i++) {
        const cell = read(i);
        if (typeof cell !== 'number') continue;
        const group = groupOf[i] ?? 0;
        totals[group] = (totals[group] ?? 0) + cell;
        rows[group] = (rows[group] ?? 0) + 1;
      }
      const builder = new ColumnBuilder({ name: column, type: 'number' });
      for (let group = 0; group < totals.length; group++) {
        const [total = 0, count = 0] = [totals[group], rows[group]];
        builder.push(count === 0 ? null : finish(total, count));
      }
      return { spec: { ...aggregated(spec, `${word} of ${column}`), type: 'number' }, vector: builder.build() };
    },
  };
}

/** The range and the entity of the cells are not those of their sum. */
function aggregated({ unit, nullWhen }: ColumnSpec, description: string): Omit<ColumnSpec, 'type'> {
  return { ...(unit !== undefined && { unit }), ...(nullWhen !== undefined && { nullWhen: noValue }), description };
}

function ofCells<N extends string>(column: N, choose: (known: Cell, cell: Cell) => Cell): Aggregate<N, SameCell> {
  return {
    column,
    aggregate(columnar, { groupOf, firstRows }) {
      const { spec } = columnOf(columnar, column);
      const read = cellReader(columnar, column);
      const chosen = Array.from<Cell>({ length: firstRows.length }).fill(null);
      for (let i = 0; i < groupOf.length; i++) {
        const cell = read(i);
        const group = groupOf[i] ?? 0;
        const known = chosen[group] ?? null;
        if (cell !== null) chosen[group] = known === null ? cell : choose(known, cell);
      }
      const builder = new ColumnBuilder({ name: column, type: spec.type });
      for (const cell of chosen) builder.push(cell);
      return { spec, vector: builder.build() };
    },
  };
}
