/** Spread of residuals, as a part of the greatest value, that is nothing but rounding. */
const rounding = 1e-12;

/**
 * Each residual less their mean, over their standard deviation (of the population, as `scipy.stats.zscore` has it). NaN
 * where they do not differ, or by rounding of the values alone.
 */
export function standardScores(residual: Float64Array, values: Float64Array): Float64Array {
  const mean = sum(residual) / residual.length;
  const deviation = Math.sqrt(sum(residual.map((value) => (value - mean) ** 2)) / residual.length);
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (deviation <= rounding * greatest) return residual.map(() => NaN);
  return residual.map((value) => (value - mean) / deviation);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
