/**
 * Reorders `items` between `first` and `last` (both included) so that the item that belongs at `nth` by its key is
 * there, smaller ones before it and greater ones behind it. Floyd and Rivest, "Algorithm 489: SELECT", CACM 18 (1975).
 */
export function selectNth(
  items: Uint32Array,
  nth: number,
  range: { readonly first: number; readonly last: number },
  keyOf: (item: number) => number,
): void {
  let { first, last } = range;
  while (last > first) {
    if (last - first > 600) selectNth(items, nth, sampleAround(nth, first, last), keyOf);
    const [start, end] = partition(items, keyOf(items[nth] ?? 0), { first, last }, keyOf);
    if (end < nth) first = start;
    if (nth < start) last = end;
    if (end >= nth && nth >= start) return;
  }
}

/** A part of the range that most likely holds the item wanted. */
function sampleAround(nth: number, first: number, last: number): { readonly first: number; readonly last: number } {
  const size = last - first + 1;
  const before = nth - first + 1;
  const log = Math.log(size);
  const sample = 0.5 * Math.exp((2 * log) / 3);
  const spread = 0.5 * Math.sqrt((log * sample * (size - sample)) / size) * Math.sign(before - size / 2);
  return {
    first: Math.max(first, Math.floor(nth - (before * sample) / size + spread)),
    last: Math.min(last, Math.floor(nth + ((size - before) * sample) / size + spread)),
  };
}

/** Hoare's partition: items up to `end` are at most the pivot, those from `start` on at least. */
function partition(
  items: Uint32Array,
  pivot: number,
  range: { readonly first: number; readonly last: number },
  keyOf: (item: number) => number,
): [start: number, end: number] {
  let { first: start, last: end } = range;
  while (start <= end) {
    while (keyOf(items[start] ?? 0) < pivot) start++;
    while (keyOf(items[end] ?? 0) > pivot) end--;
    if (start > end) break;
    const item = items[start] ?? 0;
    items[start++] = items[end] ?? 0;
    items[end--] = item;
  }
  return [start, end];
}
