import type { RowGroups } from '@pivotkit/core';

/** Finite times of each group, in the order of the rows. */
export function timesOfGroups({ groupOf, firstRows }: RowGroups, times: Float64Array): Float64Array[] {
  const counts = new Uint32Array(firstRows.length);
  groupOf.forEach((group, row) => {
    if (Number.isFinite(times[row])) counts[group] = (counts[group] ?? 0) + 1;
  });
  const ofGroups = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  groupOf.forEach((group, row) => {
    const time = times[row] ?? NaN;
    const list = ofGroups[group];
    if (!Number.isFinite(time) || list === undefined) return;
    list[counts[group] ?? 0] = time;
    counts[group] = (counts[group] ?? 0) + 1;
  });
  return ofGroups;
}
