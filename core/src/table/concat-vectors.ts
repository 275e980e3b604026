import type { Cell } from './cell.ts';
import { nullFlag, vectorLength, vectorReader, type TextVector, type Vector } from './vector.ts';

/** The cells of all vectors, one vector behind the other; of different kinds they become plain cells. */
export function concatVectors(vectors: readonly Vector[]): Vector {
  const kinds = new Set(vectors.filter((vector) => !holdsNothing(vector)).map((vector) => vector.kind));
  const [kind = 'cells', ...others] = kinds;
  if (others.length > 0) return concatCells(vectors);
  const alike = vectors.map((vector) => (vector.kind === kind ? vector : nullVector(kind, vectorLength(vector))));
  switch (kind) {
    case 'text':
      return concatTexts(alike.filter((vector) => vector.kind === kind));
    case 'number':
      return concatNumbers(alike);
    case 'boolean':
      return { kind, flags: joined(new Uint8Array(sizeOf(alike)), alike, (vector) => vector.kind === kind && vector.flags) }; // prettier-ignore
    case 'time':
      return { kind, times: joined(new Float64Array(sizeOf(alike)), alike, (vector) => vector.kind === kind && vector.times) }; // prettier-ignore
    case 'cells':
      return concatCells(alike);
  }
}

/** True for cells that are all null: nothing yet says what type they are of. */
export const holdsNothing = (vector: Vector): boolean =>
  vector.kind === 'cells' && vector.cells.every((cell) => cell === null);

/** Nothing but nulls, in the form of a kind. */
export function nullVector(kind: Vector['kind'], size: number): Vector {
  switch (kind) {
    case 'text':
      return { kind, codes: new Uint32Array(size), values: [] };
    case 'number':
      return { kind, numbers: new Float64Array(size), nulls: new Uint8Array(size).fill(1) };
    case 'boolean':
      return { kind, flags: new Uint8Array(size).fill(nullFlag) };
    case 'time':
      return { kind, times: new Float64Array(size).fill(NaN) };
    case 'cells':
      return { kind, cells: Array.from({ length: size }, () => null) };
  }
}

const sizeOf = (vectors: readonly Vector[]): number => vectors.reduce((sum, vector) => sum + vectorLength(vector), 0);

/** Copies typed arrays whole: cell by cell it is the costliest step of putting tables together. */
function joined<A extends Uint8Array | Float64Array>(
  whole: A,
  vectors: readonly Vector[],
  partOf: (vector: Vector) => A | false | undefined,
): A {
  let next = 0;
  for (const vector of vectors) {
    whole.set(partOf(vector) || [], next);
    next += vectorLength(vector);
  }
  return whole;
}

function concatNumbers(vectors: readonly Vector[]): Vector {
  const size = sizeOf(vectors);
  const numbers = joined(new Float64Array(size), vectors, (vector) => vector.kind === 'number' && vector.numbers);
  const hasNulls = vectors.some((vector) => vector.kind === 'number' && vector.nulls !== undefined);
  if (!hasNulls) return { kind: 'number', numbers };
  const nulls = joined(new Uint8Array(size), vectors, (vector) => vector.kind === 'number' && vector.nulls);
  return { kind: 'number', numbers, nulls };
}

function concatCells(vectors: readonly Vector[]): Vector {
  const cells: Cell[] = [];
  for (const vector of vectors) {
    const read = vectorReader(vector);
    const size = vectorLength(vector);
    for (let i = 0; i < size; i++) cells.push(read(i));
  }
  return { kind: 'cells', cells };
}

/** One dictionary for all: each vector's values are looked up once, then its codes are translated. */
function concatTexts(vectors: readonly TextVector[]): TextVector {
  const codes = new Uint32Array(sizeOf(vectors));
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  let next = 0;
  for (const vector of vectors) {
    const translated = Uint32Array.from([0, ...vector.values.map((value) => codeOf.get(value) ?? add(value))]);
    for (const code of vector.codes) codes[next++] = translated[code] ?? 0;
  }
  return { kind: 'text', codes, values };

  function add(value: string): number {
    const code = values.push(value);
    codeOf.set(value, code);
    return code;
  }
}
