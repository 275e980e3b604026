/** Distinct points with how many rows are at each. */
export interface Points {
  readonly size: number;
  readonly dimensions: number;
  /** Point after point, each with all its coordinates. */
  readonly coordinates: Float64Array;
  readonly weights: Uint32Array;
}

export const metrics = ['euclidean', 'manhattan', 'chebyshev'] as const;
export type Metric = (typeof metrics)[number];

export interface DbscanOptions {
  /** Distance up to which points are neighbours, inclusive (`eps`). */
  readonly maxDistance: number;
  /** Rows near a row, itself included, that make it a core of a cluster (`min_samples`). */
  readonly minSamples: number;
  readonly metric: Metric;
}

/** Takes one more difference of coordinates into a distance; Euclidean distances stay squared. */
export function addDifference(metric: Metric, sum: number, difference: number): number {
  if (metric === 'euclidean') return sum + difference * difference;
  const size = Math.abs(difference);
  return metric === 'manhattan' ? sum + size : Math.max(sum, size);
}

/** A distance as `addDifference` counts it. */
export const asCounted = (metric: Metric, distance: number): number =>
  metric === 'euclidean' ? distance * distance : distance;
