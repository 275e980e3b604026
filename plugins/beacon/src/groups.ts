import { distinctCells, type Table } from '@pivotkit/core';

/** Rows by the cells of some columns. */
export interface Groups {
  /** Number of the group of each row, in order of first appearance. */
  readonly codes: Uint32Array;
  readonly firstRows: readonly number[];
}

/** Rows with equal cells in all the columns, null being a cell like others. @throws TABLE_COLUMN_MISSING */
export function groupsOf(table: Table<object>, columns: readonly string[]): Groups {
  let codes = new Uint32Array(table.size);
  let firstRows: number[] = table.size === 0 ? [] : [0];
  for (const name of columns) {
    const { codes: cells, values } = distinctCells(table, name);
    const known = new Map<number, number>();
    firstRows = [];
    codes = codes.map((code, row) => {
      const pair = code * (values.length + 1) + (cells[row] ?? 0);
      const group = known.get(pair) ?? firstRows.push(row) - 1;
      known.set(pair, group);
      return group;
    });
  }
  return { codes, firstRows };
}

/** Finite times of each group, in the order of the rows. */
export function timesOfGroups({ codes, firstRows }: Groups, times: Float64Array): Float64Array[] {
  const counts = new Uint32Array(firstRows.length);
  codes.forEach((group, row) => {
    if (Number.isFinite(times[row])) counts[group] = (counts[group] ?? 0) + 1;
  });
  const ofGroups = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  codes.forEach((group, row) => {
    const time = times[row] ?? NaN;
    const list = ofGroups[group];
    if (!Number.isFinite(time) || list === undefined) return;
    list[counts[group] ?? 0] = time;
    counts[group] = (counts[group] ?? 0) + 1;
  });
  return ofGroups;
}
