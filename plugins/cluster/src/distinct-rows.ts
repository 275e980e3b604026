import type { Work } from '@pivotkit/core';

/** Which rows are equal in all columns. */
export interface DistinctRows {
  /** Number of the distinct row that a row is equal to, in order of first appearance; -1 for rows left out. */
  readonly codes: Int32Array;
  /** First row of each distinct one. */
  readonly firstRows: Uint32Array;
  /** Rows of each distinct one. */
  readonly weights: Uint32Array;
}

/**
 * Finds equal rows of columns of finite numbers; 0 and -0 are equal. `leftOut[i]` is 1 for rows that do not count.
 * One pass with a hash table, so time grows with the rows however many of them differ.
 */
export function* distinctRows(columns: readonly Float64Array[], leftOut: Uint8Array): Work<DistinctRows> {
  const size = leftOut.length;
  const halves = columns.map((column) => new Uint32Array(column.buffer, column.byteOffset, 2 * size));
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2 * size, 2))) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const codes = new Int32Array(size).fill(-1);
  const firstRows = new Uint32Array(size);
  const weights = new Uint32Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) {
    if (row % 65_536 === 65_535) yield [row, size];
    if (leftOut[row] === 1) continue;
    let slot = hashRow(columns, halves, row) & mask;
    let code = slots[slot] ?? -1;
    while (code !== -1 && !equalRows(columns, row, firstRows[code] ?? 0)) {
      slot = (slot + 1) & mask;
      code = slots[slot] ?? -1;
    }
    if (code === -1) {
      code = count++;
      slots[slot] = code;
      firstRows[code] = row;
    }
    codes[row] = code;
    weights[code] = (weights[code] ?? 0) + 1;
  }
  return { codes, firstRows: firstRows.slice(0, count), weights: weights.slice(0, count) };
}

/** Mixes the bits of a row's numbers (the finalizer of MurmurHash3, for its last step is what makes bits even). */
function hashRow(columns: readonly Float64Array[], halves: readonly Uint32Array[], row: number): number {
  let hash = 0;
  for (let i = 0; i < columns.length; i++) {
    const bits = halves[i];
    // 0 and -0 differ in a bit and are equal.
    if (bits === undefined || columns[i]?.[row] === 0) {
      hash = Math.imul(hash, 0x9e3779b1) + 1;
      continue;
    }
    hash = Math.imul(hash ^ (bits[2 * row] ?? 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13) ^ (bits[2 * row + 1] ?? 0), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function equalRows(columns: readonly Float64Array[], left: number, right: number): boolean {
  for (const column of columns) if (column[left] !== column[right]) return false;
  return true;
}
