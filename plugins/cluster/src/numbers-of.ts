/** Numbers by their place. A loop, because `Float64Array.from` with a function is ten times slower. */
export function numbersOf(length: number, at: (i: number) => number | undefined): Float64Array {
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) numbers[i] = at(i) ?? NaN;
  return numbers;
}
