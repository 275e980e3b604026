/**
 * How restricted each cell of a column is, a rank a row: 0 = unmarked, a greater rank is stricter. The table carries
 * ranks along with the rows and gives what is made of several cells the strictest of theirs; what the ranks mean is up
 * to whoever sets them.
 */
export type Marks = Uint8Array;

/** Something with a rank a row; without marks nothing of it is marked. */
export interface Marked {
  readonly marks?: Marks;
}

/** Ranks at `index`; `noRow`, and any other place outside, is unmarked. */
export function gatherMarks(marks: Marks, index: Uint32Array): Marks {
  const gathered = new Uint8Array(index.length);
  for (let i = 0; i < index.length; i++) gathered[i] = marks[index[i] ?? marks.length] ?? 0;
  return gathered;
}

/** Row by row the strictest of the columns; undefined where none is marked. */
export function strictestMarks(columns: Iterable<Marked>, size: number): Marks | undefined {
  const parts = new Set<Marks>();
  for (const { marks } of columns) if (marks !== undefined) parts.add(marks);
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first;
  const strictest = new Uint8Array(size);
  for (const marks of parts) for (let i = 0; i < size; i++) strictest[i] = Math.max(strictest[i] ?? 0, marks[i] ?? 0);
  return strictest;
}

/** The column at least as strict as `marks`, row by row. */
export function withMarks<C extends Marked>(column: C, marks: Marks | undefined): C {
  if (marks === undefined || marks === column.marks) return column;
  const own = column.marks;
  return { ...column, marks: own === undefined ? marks : marks.map((rank, i) => Math.max(rank, own[i] ?? 0)) };
}

/** The ranks of parts one behind the other; `sizes` are their rows. undefined where no part is marked. */
export function concatMarks(parts: readonly (Marks | undefined)[], sizes: readonly number[]): Marks | undefined {
  if (parts.every((part) => part === undefined)) return undefined;
  const whole = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let start = 0;
  for (const [i, size] of sizes.entries()) {
    const part = parts[i];
    if (part !== undefined) whole.set(part.subarray(0, size), start);
    start += size;
  }
  return whole;
}

/** The strictest rank in each group; `groupOf[i]` is the group of row i, counted from 0. */
export function marksOfGroups(marks: Marks, groupOf: Uint32Array, groups: number): Marks {
  const strictest = new Uint8Array(groups);
  for (let i = 0; i < groupOf.length; i++) {
    const group = groupOf[i] ?? 0;
    strictest[group] = Math.max(strictest[group] ?? 0, marks[i] ?? 0);
  }
  return strictest;
}
