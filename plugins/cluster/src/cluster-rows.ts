import { numberCells, PivotKitError, showCell, timeCells, type Table, type Work } from '@pivotkit/core';
import { numberOfRows, profileColumn } from './column-profiles.ts';
import { clusterPoints, pointsAt } from './dbscan.ts';
import { distinctRows } from './distinct-rows.ts';
import type { ClusterColumn, ClusterOptions } from './options.ts';
import { scalePoints } from './scale.ts';
import { textFeatures, type TextFeature } from './text-features.ts';

/** Rows with their clusters. */
export interface ClusteredRows {
  /** Number of the cluster of each row, -1 for none. */
  readonly labels: Int32Array;
  /** Rows of each cluster. */
  readonly sizes: Uint32Array;
}

/**
 * The clusters of a table's rows.
 * @throws TABLE_COLUMN_MISSING TABLE_COLUMN_TYPE
 * @throws TABLE_CELL_INVALID when a cell is no finite number and such rows are not asked to be noise.
 */
export function* clusterRows(table: Table<object>, options: ClusterOptions): Work<ClusteredRows> {
  const columns: Float64Array[] = [];
  for (const column of options.clusterColumns) columns.push(yield* numbersFor(table, column));
  const leftOut = notFinite(columns, table.size);
  if (options.missing === 'error') requireFinite(columns, leftOut, options.clusterColumns);
  const rows = yield* distinctRows(columns, leftOut);
  const points = scalePoints(pointsAt(columns, rows), options.normalize);
  const { maxClusterDistance: maxDistance, minClusterSamples: minSamples, metric } = options;
  const labelOfPoint = yield* clusterPoints(points, { maxDistance, minSamples, metric });
  const labels = rows.codes.map((code) => labelOfPoint[code] ?? -1);
  return { labels, sizes: sizesOf(labels) };
}

const columnName = (column: ClusterColumn): string => (typeof column === 'string' ? column : column.column);

function* numbersFor(table: Table<object>, column: ClusterColumn): Work<Float64Array> {
  if (typeof column === 'string') return numberCells(table, column);
  return numberOfRows(yield* profileColumn(table, column.column), textFeatures[column.feature as TextFeature]);
}

function notFinite(columns: readonly Float64Array[], size: number): Uint8Array {
  const leftOut = new Uint8Array(size);
  for (const column of columns) for (let i = 0; i < size; i++) if (!Number.isFinite(column[i])) leftOut[i] = 1;
  return leftOut;
}

function requireFinite(columns: readonly Float64Array[], leftOut: Uint8Array, names: readonly ClusterColumn[]): void {
  const row = leftOut.indexOf(1);
  if (row === -1) return;
  const at = columns.findIndex((column) => !Number.isFinite(column[row]));
  const [cell, column] = [columns[at]?.[row] ?? NaN, columnName(names[at] ?? '')];
  throw new PivotKitError('TABLE_CELL_INVALID', {
    column,
    row,
    where: `row ${row}`,
    value: Number.isNaN(cell) ? 'an empty cell' : showCell(String(cell)),
    wanted:
      "a finite number; leave the column out of `clusterColumns`, or such rows out of clusters with `missing: 'noise'`",
  });
}

function sizesOf(labels: Int32Array): Uint32Array {
  let clusters = 0;
  for (const label of labels) if (label >= clusters) clusters = label + 1;
  const sizes = new Uint32Array(clusters);
  for (const label of labels) if (label >= 0) sizes[label] = (sizes[label] ?? 0) + 1;
  return sizes;
}

/** Size of the cluster that a row is in; 1 when it is in none. */
export const sizeAt = ({ labels, sizes }: ClusteredRows, row: number): number => sizes[labels[row] ?? -1] ?? 1;

const usualTimes = ['TimeCreatedUtc', 'TimeGenerated', 'Timestamp'];

/** Times of the rows, NaN for none. @throws TABLE_COLUMN_MISSING TABLE_CELL_INVALID */
export function timesFor(table: Table<object>, given: string | undefined): Float64Array {
  const name = given ?? usualTimes.find((usual) => table.hasColumn(usual));
  return name === undefined ? new Float64Array(table.size).fill(NaN) : timeCells(table, name);
}
