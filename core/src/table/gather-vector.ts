import type { Cell } from './cell.ts';
import { noRow, nullFlag, type NumberVector, type TextVector, type TimeVector, type Vector } from './vector.ts';

/** The cells at `index`, in its order; `noRow` gives null. */
export function gatherVector(vector: Vector, index: Uint32Array): Vector {
  switch (vector.kind) {
    case 'text':
      return gatherText(vector, index);
    case 'number':
      return gatherNumbers(vector, index);
    case 'boolean':
      return { kind: 'boolean', flags: gatherFlags(vector.flags, index, nullFlag) };
    case 'time':
      return gatherTimes(vector, index);
    case 'cells':
      return { kind: 'cells', cells: gatherCells(vector.cells, index) };
  }
}

/** Codes at `index`; `noRow` gives 0, which is "none" for dictionaries and for origins alike. */
export function gatherCodes(codes: Uint32Array, index: Uint32Array): Uint32Array {
  const gathered = new Uint32Array(index.length);
  const last = codes.length;
  const padded = new Uint32Array(last + 1);
  padded.set(codes);
  for (let i = 0; i < index.length; i++) gathered[i] = padded[Math.min(index[i] ?? last, last)] ?? 0;
  return gathered;
}

function gatherText(vector: TextVector, index: Uint32Array): TextVector {
  return { kind: 'text', codes: gatherCodes(vector.codes, index), values: vector.values };
}

function gatherNumbers({ numbers, nulls }: NumberVector, index: Uint32Array): NumberVector {
  const gathered = gatherFloats(numbers, index, 0);
  if (nulls === undefined && !index.includes(noRow)) return { kind: 'number', numbers: gathered };
  return { kind: 'number', numbers: gathered, nulls: gatherFlags(nulls ?? new Uint8Array(numbers.length), index, 1) };
}

function gatherTimes({ times }: TimeVector, index: Uint32Array): TimeVector {
  return { kind: 'time', times: gatherFloats(times, index, NaN) };
}

// The source gets one place more, for `noRow` to fall on: the loop then has no branch, which measured twice as fast.
function gatherFloats(values: Float64Array, index: Uint32Array, none: number): Float64Array {
  const gathered = new Float64Array(index.length);
  const last = values.length;
  const padded = new Float64Array(last + 1);
  padded.set(values);
  padded[last] = none;
  for (let i = 0; i < index.length; i++) gathered[i] = padded[Math.min(index[i] ?? last, last)] ?? none;
  return gathered;
}

function gatherFlags(flags: Uint8Array, index: Uint32Array, none: number): Uint8Array {
  const gathered = new Uint8Array(index.length);
  const last = flags.length;
  const padded = new Uint8Array(last + 1);
  padded.set(flags);
  padded[last] = none;
  for (let i = 0; i < index.length; i++) gathered[i] = padded[Math.min(index[i] ?? last, last)] ?? none;
  return gathered;
}

function gatherCells(cells: readonly Cell[], index: Uint32Array): Cell[] {
  const gathered: Cell[] = [];
  for (let i = 0; i < index.length; i++) gathered.push(cells[index[i] ?? noRow] ?? null);
  return gathered;
}
