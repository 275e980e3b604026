import { atOnce, type Work } from '@pivotkit/core';
import { dbscanOfFew, isFew } from './dbscan-of-few.ts';
import { distinctRows } from './distinct-rows.ts';
import { PointTree } from './point-tree.ts';
import type { DbscanOptions, Points } from './points.ts';

/**
 * Number of the cluster of each point, -1 for none: density-based clusters as Ester, Kriegel, Sander and Xu define them
 * (KDD 1996), with the conventions of scikit-learn: distances up to `maxDistance` inclusive, a point counts itself,
 * clusters are numbered by their first core point, and a border point belongs to the first cluster that reaches it. A
 * point counts as many times as it weighs.
 */
export function* clusterPoints(points: Points, options: DbscanOptions): Work<Int32Array> {
  if (isFew(points, options.minSamples)) return dbscanOfFew(points, options);
  const near = { distance: options.maxDistance, metric: options.metric };
  const tree = yield* PointTree.of(points, near);
  const cores = yield* corePoints(points, tree, options.minSamples);
  return yield* expandClusters(points, tree, cores);
}

const at = ({ coordinates, dimensions }: Points, point: number): Float64Array =>
  coordinates.subarray(point * dimensions, (point + 1) * dimensions);

function* corePoints(points: Points, tree: PointTree, minSamples: number): Work<Uint8Array> {
  const cores = new Uint8Array(points.size);
  for (let point = 0; point < points.size; point++) {
    if (point % 512 === 511) yield [point, 2 * points.size];
    const alone = (points.weights[point] ?? 0) >= minSamples;
    if (alone || tree.weighs(at(points, point), minSamples)) cores[point] = 1;
  }
  return cores;
}

function* expandClusters(points: Points, tree: PointTree, cores: Uint8Array): Work<Int32Array> {
  const labels = new Int32Array(points.size).fill(-1);
  let clusters = 0;
  let done = 0;
  for (let seed = 0; seed < points.size; seed++) {
    if (cores[seed] === 0 || labels[seed] !== -1) continue;
    const cluster = clusters++;
    const waiting = [seed];
    for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
      if (done++ % 512 === 511) yield [points.size + done, 2 * points.size];
      tree.takeNear(at(points, point), (found) => {
        labels[found] = cluster;
        if (cores[found] === 1) waiting.push(found);
      });
    }
  }
  return labels;
}

/**
 * Number of the cluster of each row, -1 for none, from columns of finite numbers, one for each dimension. What it
 * conforms to is said at `clusterPoints`; equal rows are looked at once.
 */
export function dbscan(columns: readonly ArrayLike<number>[], options: DbscanOptions): Int32Array {
  const numbers = columns.map((column) => Float64Array.from(column));
  const rows = atOnce(distinctRows(numbers, new Uint8Array(numbers[0]?.length ?? 0)));
  const labels = atOnce(clusterPoints(pointsAt(numbers, rows), options));
  return rows.codes.map((code) => labels[code] ?? -1);
}

/** The distinct rows as points. */
export function pointsAt(
  columns: readonly Float64Array[],
  { firstRows, weights }: { readonly firstRows: Uint32Array; readonly weights: Uint32Array },
): Points {
  const dimensions = columns.length;
  const coordinates = new Float64Array(dimensions * firstRows.length);
  columns.forEach((column, dimension) => {
    for (let i = 0; i < firstRows.length; i++) coordinates[i * dimensions + dimension] = column[firstRows[i] ?? 0] ?? 0;
  });
  return { size: firstRows.length, dimensions, coordinates, weights };
}
