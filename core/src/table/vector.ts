import type { Cell } from './cell.ts';

/** Texts by code: 0 is null, code c is `values[c - 1]`; values are distinct, some may be unused after a filter. */
export interface TextVector {
  readonly kind: 'text';
  readonly codes: Uint32Array;
  readonly values: readonly string[];
}

/** Numbers; `nulls[i]` is 1 where row i has none. NaN is a number. */
export interface NumberVector {
  readonly kind: 'number';
  readonly numbers: Float64Array;
  readonly nulls?: Uint8Array;
}

/** 0 false, 1 true, 2 null. */
export interface BooleanVector {
  readonly kind: 'boolean';
  readonly flags: Uint8Array;
}

/** Milliseconds since 1970-01-01T00:00Z; NaN is null (an invalid Date holds nothing). Cells read as `Date`. */
export interface TimeVector {
  readonly kind: 'time';
  readonly times: Float64Array;
}

/** Everything else, as it is; also texts of which most are different. */
export interface CellVector {
  readonly kind: 'cells';
  readonly cells: readonly Cell[];
}

/** The cells of one column, kept in the form that suits their type. */
export type Vector = TextVector | NumberVector | BooleanVector | TimeVector | CellVector;

/** In an index of rows: no row, so every cell is null. */
export const noRow = 0xffffffff;

export const nullFlag = 2;

export function vectorLength(vector: Vector): number {
  switch (vector.kind) {
    case 'text':
      return vector.codes.length;
    case 'number':
      return vector.numbers.length;
    case 'boolean':
      return vector.flags.length;
    case 'time':
      return vector.times.length;
    case 'cells':
      return vector.cells.length;
  }
}

/** A function from a position to its cell; a position outside is null. */
export function vectorReader(vector: Vector): (position: number) => Cell {
  switch (vector.kind) {
    case 'text':
      return textReader(vector);
    case 'number':
      return numberReader(vector);
    case 'boolean':
      return booleanReader(vector);
    case 'time':
      return timeReader(vector);
    case 'cells':
      return (position) => vector.cells[position] ?? null;
  }
}

function textReader({ codes, values }: TextVector): (position: number) => Cell {
  return (position) => {
    const code = codes[position] ?? 0;
    return code === 0 ? null : (values[code - 1] ?? null);
  };
}

function numberReader({ numbers, nulls }: NumberVector): (position: number) => Cell {
  if (nulls === undefined) return (position) => numbers[position] ?? null;
  return (position) => (nulls[position] === 1 ? null : (numbers[position] ?? null));
}

function booleanReader({ flags }: BooleanVector): (position: number) => Cell {
  return (position) => {
    const flag = flags[position] ?? nullFlag;
    return flag === nullFlag ? null : flag === 1;
  };
}

function timeReader({ times }: TimeVector): (position: number) => Cell {
  return (position) => {
    const time = times[position] ?? NaN;
    return Number.isNaN(time) ? null : new Date(time);
  };
}
