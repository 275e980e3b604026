const digitBits = 16;
const digits = 1 << digitBits;

/** Positions of the values from the least to the greatest, equal ones in their order. Values are whole, below 2⁵³. */
export function ascending(values: Float64Array): Uint32Array {
  const order = rowNumbers(values.length);
  if (isAscending(values)) return order;
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return radixSorted(values, order, { least, span: greatest - least });
}

/** 0, 1, … up to before `size`. */
export function rowNumbers(size: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return rows;
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) < (values[i - 1] ?? 0)) return false;
  return true;
}

/** Sorts by one digit after the other from the lowest: time grows with the number of values alone. */
function radixSorted(
  values: Float64Array,
  order: Uint32Array<ArrayBuffer>,
  { least, span }: { readonly least: number; readonly span: number },
): Uint32Array {
  let from = order;
  let to = new Uint32Array(order.length);
  for (let unit = 1; unit <= span; unit *= digits) {
    const digitOf = (position: number): number => Math.floor(((values[position] ?? 0) - least) / unit) % digits;
    const starts = new Uint32Array(digits + 1);
    for (const position of from) starts[digitOf(position) + 1] = (starts[digitOf(position) + 1] ?? 0) + 1;
    for (let digit = 0; digit < digits; digit++) starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    for (const position of from) {
      const digit = digitOf(position);
      const at = starts[digit] ?? 0;
      to[at] = position;
      starts[digit] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
