/**
 * The squared sizes of the Fourier coefficients 0 … n/2 of real values; their number is a power of 2. Cooley and Tukey
 * (1965), in place.
 */
export function powerSpectrum(values: Float64Array): Float64Array {
  const real = values.slice();
  const imaginary = new Float64Array(values.length);
  reorder(real);
  for (let size = 2; size <= real.length; size *= 2) combine(real, imaginary, size);
  const power = new Float64Array(values.length / 2 + 1);
  for (let i = 0; i < power.length; i++) power[i] = (real[i] ?? 0) ** 2 + (imaginary[i] ?? 0) ** 2;
  return power;
}

/** Each value to the place whose number has its bits reversed. */
function reorder(values: Float64Array): void {
  let reversed = 0;
  for (let i = 1; i < values.length; i++) {
    let bit = values.length >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed |= bit;
    if (i >= reversed) continue;
    const value = values[i] ?? 0;
    values[i] = values[reversed] ?? 0;
    values[reversed] = value;
  }
}

/** Cosines and sines of the first half of the circle, by the number of parts of the whole; there are few lengths. */
const turns = new Map<number, { readonly cos: Float64Array; readonly sin: Float64Array }>();

function turnsOf(parts: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  const known = turns.get(parts);
  if (known !== undefined) return known;
  const angles = new Float64Array(parts / 2).map((_, i) => (-2 * Math.PI * i) / parts);
  const made = { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
  turns.set(parts, made);
  return made;
}

function combine(real: Float64Array, imaginary: Float64Array, size: number): void {
  const half = size / 2;
  const { cos, sin } = turnsOf(size);
  for (let start = 0; start < real.length; start += size)
    for (let j = 0; j < half; j++) {
      const even = start + j;
      const odd = even + half;
      const [c, s] = [cos[j] ?? 0, sin[j] ?? 0];
      const [x, y] = [real[odd] ?? 0, imaginary[odd] ?? 0];
      const turnedX = x * c - y * s;
      const turnedY = x * s + y * c;
      real[odd] = (real[even] ?? 0) - turnedX;
      imaginary[odd] = (imaginary[even] ?? 0) - turnedY;
      real[even] = (real[even] ?? 0) + turnedX;
      imaginary[even] = (imaginary[even] ?? 0) + turnedY;
    }
}
