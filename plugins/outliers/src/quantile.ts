/** The value below which a part of the values lies, on the line between its two neighbours; NaN of no values. */
export function quantile(values: Float64Array, part: number): number {
  const sorted = values.toSorted();
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
