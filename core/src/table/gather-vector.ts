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
  for (let i = 0; i < index.length; i++) {
    const position = index[i] ?? noRow;
    if (position !== noRow) gathered[i] = codes[position] ?? 0;
  }
  return gathered;
}

function gatherText(vector: TextVector, index: Uint32Array): TextVector {
  return { kind: 'text', codes: gatherCodes(vector.codes, index), values: vector.values };
}

function gatherNumbers({ numbers, nulls }: NumberVector, index: Uint32Array): NumberVector {
  const gathered = gatherFloats(numbers, index, 0);
  const needsMask = nulls !== undefined || index.includes(noRow);
  if (!needsMask) return { kind: 'number', numbers: gathered };
  return { kind: 'number', numbers: gathered, nulls: gatherFlags(nulls, index, 1) };
}

function gatherTimes({ times }: TimeVector, index: Uint32Array): TimeVector {
  return { kind: 'time', times: gatherFloats(times, index, NaN) };
}

function gatherFloats(values: Float64Array, index: Uint32Array, none: number): Float64Array {
  const gathered = new Float64Array(index.length);
  for (let i = 0; i < index.length; i++) {
    const position = index[i] ?? noRow;
    gathered[i] = position === noRow ? none : (values[position] ?? none);
  }
  return gathered;
}

function gatherFlags(flags: Uint8Array | undefined, index: Uint32Array, none: number): Uint8Array {
  const gathered = new Uint8Array(index.length);
  for (let i = 0; i < index.length; i++) {
    const position = index[i] ?? noRow;
    gathered[i] = position === noRow ? none : (flags?.[position] ?? 0);
  }
  return gathered;
}

function gatherCells(cells: readonly Cell[], index: Uint32Array): Cell[] {
  const gathered: Cell[] = [];
  for (let i = 0; i < index.length; i++) gathered.push(cells[index[i] ?? noRow] ?? null);
  return gathered;
}
