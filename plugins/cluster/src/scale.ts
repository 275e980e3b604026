import type { Points } from './points.ts';

/** How coordinates are made comparable: each row to length 1, each column to mean 0 and deviation 1, or not at all. */
export type Scaling = 'row' | 'column' | 'none';

/** The points scaled; weights stay. A row or column without any length or deviation stays as it is (less its mean). */
export function scalePoints(points: Points, scaling: Scaling): Points {
  if (scaling === 'none') return points;
  const coordinates = points.coordinates.slice();
  const scaled = { ...points, coordinates };
  if (scaling === 'row') scaleRows(scaled);
  else for (let dimension = 0; dimension < points.dimensions; dimension++) scaleColumn(scaled, dimension);
  return scaled;
}

/** Euclidean length 1 for each row, as `normalize` of scikit-learn has it. */
function scaleRows({ coordinates, dimensions }: Points): void {
  for (let start = 0; start < coordinates.length; start += dimensions) {
    const row = coordinates.subarray(start, start + dimensions);
    const length = lengthOf(row);
    if (length > 0) for (let i = 0; i < dimensions; i++) row[i] = (row[i] ?? 0) / length;
  }
}

/** Squares of numbers beyond 1e154 are infinite, below 1e-162 zero: then by way of the greatest. */
function lengthOf(row: Float64Array): number {
  let sum = 0;
  for (const value of row) sum += value * value;
  if (sum > 0 && sum < Infinity) return Math.sqrt(sum);
  return Math.hypot(...row);
}

/** Mean 0 and standard deviation 1 (of the population) over all rows, as `StandardScaler` of scikit-learn has it. */
function scaleColumn({ coordinates, dimensions, weights, size }: Points, dimension: number): void {
  const at = (point: number): number => point * dimensions + dimension;
  let [rows, mean, squares] = [0, 0, 0];
  for (let point = 0; point < size; point++) {
    // West's weighted form of Welford's sums (1979): no difference of large sums.
    const weight = weights[point] ?? 0;
    rows += weight;
    const difference = (coordinates[at(point)] ?? 0) - mean;
    mean += (difference * weight) / rows;
    squares += weight * difference * ((coordinates[at(point)] ?? 0) - mean);
  }
  const deviation = Math.sqrt(squares / rows) || 1;
  for (let point = 0; point < size; point++)
    coordinates[at(point)] = ((coordinates[at(point)] ?? 0) - mean) / deviation;
}
