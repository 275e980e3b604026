/** Room that is used again: a search for beacons makes many transforms of the same few lengths. */
interface Room {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly power: Float64Array;
  /** Cosines and sines of the first half of the circle, by the number of parts of the whole. */
  readonly turns: ReadonlyMap<number, Turns>;
}

interface Turns {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const rooms = new Map<number, Room>();

function roomOf(size: number): Room {
  const known = rooms.get(size);
  if (known !== undefined) return known;
  const turns = new Map<number, Turns>();
  for (let parts = 2; parts <= size; parts *= 2) turns.set(parts, turnsOf(parts));
  const half = size / 2;
  const made = {
    real: new Float64Array(half),
    imaginary: new Float64Array(half),
    power: new Float64Array(half + 1),
    turns,
  };
  rooms.set(size, made);
  return made;
}

function turnsOf(parts: number): Turns {
  const angles = new Float64Array(parts / 2).map((_, i) => (-2 * Math.PI * i) / parts);
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
}

/**
 * The squared sizes of the Fourier coefficients 0 … n/2 of real values; their number is a power of 2, 4 at least. Cooley and
 * Tukey (1965), over half as many complex numbers (Cooley, Lewis, Welch 1970). Counts until the next call: the room is used
 * again.
 */
export function powerSpectrum(values: Float64Array): Float64Array {
  const room = roomOf(values.length);
  const { real, imaginary, turns } = room;
  for (let i = 0; i < real.length; i++) {
    real[i] = values[2 * i] ?? 0;
    imaginary[i] = values[2 * i + 1] ?? 0;
  }
  reorder(real, imaginary);
  for (let size = 2; size <= real.length; size *= 2) {
    const ofSize = turns.get(size);
    if (ofSize !== undefined) combine(real, imaginary, ofSize);
  }
  return powerOfHalves(room, turns.get(values.length) ?? turnsOf(values.length));
}

/** Each pair of values to the place whose number has its bits reversed. */
function reorder(real: Float64Array, imaginary: Float64Array): void {
  let reversed = 0;
  for (let i = 1; i < real.length; i++) {
    let bit = real.length >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed |= bit;
    if (i >= reversed) continue;
    const [x, y] = [real[i] ?? 0, imaginary[i] ?? 0];
    real[i] = real[reversed] ?? 0;
    imaginary[i] = imaginary[reversed] ?? 0;
    real[reversed] = x;
    imaginary[reversed] = y;
  }
}

function combine(real: Float64Array, imaginary: Float64Array, { cos, sin }: Turns): void {
  const half = cos.length;
  for (let start = 0; start < real.length; start += 2 * half)
    for (let j = 0; j < half; j++) {
      const even = start + j;
      const odd = even + half;
      const c = cos[j] ?? 0;
      const s = sin[j] ?? 0;
      const x = real[odd] ?? 0;
      const y = imaginary[odd] ?? 0;
      const turnedX = x * c - y * s;
      const turnedY = x * s + y * c;
      const evenX = real[even] ?? 0;
      const evenY = imaginary[even] ?? 0;
      real[odd] = evenX - turnedX;
      imaginary[odd] = evenY - turnedY;
      real[even] = evenX + turnedX;
      imaginary[even] = evenY + turnedY;
    }
}

/** Coefficients of the real values from those of the complex numbers that hold two of them each. */
function powerOfHalves({ real, imaginary, power }: Room, { cos, sin }: Turns): Float64Array {
  const half = real.length;
  for (let k = 0; k <= half; k++) {
    const at = k % half;
    const mirrored = (half - k) % half;
    const evenX = 0.5 * ((real[at] ?? 0) + (real[mirrored] ?? 0));
    const evenY = 0.5 * ((imaginary[at] ?? 0) - (imaginary[mirrored] ?? 0));
    const oddX = 0.5 * ((imaginary[at] ?? 0) + (imaginary[mirrored] ?? 0));
    const oddY = -0.5 * ((real[at] ?? 0) - (real[mirrored] ?? 0));
    const c = k === half ? -1 : (cos[k] ?? 0);
    const s = k === half ? 0 : (sin[k] ?? 0);
    power[k] = (evenX + oddX * c - oddY * s) ** 2 + (evenY + oddX * s + oddY * c) ** 2;
  }
  return power;
}
