import densityClustering from 'density-clustering';
import { addDifference, asCounted, type DbscanOptions, type Points } from './points.ts';

/** Copies of points up to which comparing each with each is quicker than building a tree. */
const mostCopies = 256;

const copiesOf = (weight: number, minSamples: number): number => Math.min(weight, minSamples);

export function isFew({ size, weights }: Points, minSamples: number): boolean {
  if (size > mostCopies) return false;
  return weights.reduce((sum, weight) => sum + copiesOf(weight, minSamples), 0) <= mostCopies;
}

/**
 * DBSCAN by the package density-clustering 1.3.0, which compares each point with each. It knows no weights, so points
 * come as copies, `minSamples` of each being as good as more. It takes `<` for `≤` and 0 for 1 as the distance, so that
 * it is given 0 for near and 2 for far; and its list of noise holds border points too, so only its clusters count.
 */
export function dbscanOfFew(points: Points, { maxDistance, minSamples, metric }: DbscanOptions): Int32Array {
  const limit = asCounted(metric, maxDistance);
  const copies: number[][] = [];
  points.weights.forEach((weight, point) => {
    for (let copy = copiesOf(weight, minSamples); copy > 0; copy--) copies.push([point]);
  });
  const distance = ([left = 0]: readonly number[], [right = 0]: readonly number[]): number => {
    let sum = 0;
    for (let d = 0; d < points.dimensions; d++) {
      const at = (point: number): number => points.coordinates[point * points.dimensions + d] ?? 0;
      sum = addDifference(metric, sum, at(left) - at(right));
    }
    return sum <= limit ? 0 : 2;
  };
  const labels = new Int32Array(points.size).fill(-1);
  const clusters = new densityClustering.DBSCAN().run(copies, 1, minSamples, distance);
  clusters.forEach((members, cluster) => {
    for (const copy of members) labels[copies[copy]?.[0] ?? 0] = cluster;
  });
  return labels;
}
