import { ColumnBuilder } from './column-builder.ts';
import { vectorLength, vectorReader, type TextVector, type Vector } from './vector.ts';

/** The cells of all vectors, one vector behind the other; of different kinds they become plain cells. */
export function concatVectors(vectors: readonly Vector[]): Vector {
  const texts = vectors.filter((vector) => vector.kind === 'text');
  if (texts.length > 0 && texts.length === vectors.length) return concatTexts(texts);
  const kinds = new Set(vectors.filter((vector) => !holdsNothing(vector)).map((vector) => vector.kind));
  const [kind] = kinds;
  const builder = new ColumnBuilder(
    kinds.size > 1 || kind === undefined || kind === 'cells' ? { type: 'any' } : { type: kind },
  );
  for (const vector of vectors) {
    const read = vectorReader(vector);
    for (let i = 0; i < vectorLength(vector); i++) builder.push(read(i));
  }
  return builder.build();
}

/** True for cells that are all null: nothing yet says what type they are of. */
export const holdsNothing = (vector: Vector): boolean =>
  vector.kind === 'cells' && vector.cells.every((cell) => cell === null);

/** One dictionary for all: each vector's values are looked up once, then its codes are translated. */
function concatTexts(vectors: readonly TextVector[]): TextVector {
  const codes = new Uint32Array(vectors.reduce((sum, vector) => sum + vector.codes.length, 0));
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  let next = 0;
  for (const vector of vectors) {
    const translated = vector.values.map((value) => codeOf.get(value) ?? add(value));
    for (const code of vector.codes) codes[next++] = code === 0 ? 0 : (translated[code - 1] ?? 0);
  }
  return { kind: 'text', codes, values };

  function add(value: string): number {
    const code = values.push(value);
    codeOf.set(value, code);
    return code;
  }
}
