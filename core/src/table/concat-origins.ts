import type { Origin } from './column.ts';

/** A source as pivots make them: what all look-ups have in common, and the list that an origin's codes count through. */
interface LookupSource {
  readonly lookups: readonly unknown[];
}

/**
 * A function that puts the origins of a column's parts together; `sizes` are the rows of the parts. Sources that differ
 * in their look-ups only become one with all look-ups; of sources that differ otherwise (two pivots) none is left, since
 * a column has one. Columns that shared their origins share the new one.
 */
export function originJoiner(
  sizes: readonly number[],
): (origins: readonly (Origin | undefined)[]) => Origin | undefined {
  const made: { readonly origins: readonly (Origin | undefined)[]; readonly joined: Origin | undefined }[] = [];
  return (origins) => {
    const known = made.find((entry) => entry.origins.every((origin, i) => origin === origins[i]));
    if (known !== undefined) return known.joined;
    const joined = joinOrigins(origins, sizes);
    made.push({ origins, joined });
    return joined;
  };
}

function joinOrigins(origins: readonly (Origin | undefined)[], sizes: readonly number[]): Origin | undefined {
  const sources = [...new Set(origins.flatMap((origin) => (origin === undefined ? [] : [origin.source])))];
  const source = joinSources(sources);
  if (source === undefined) return undefined;
  const offsets = offsetsOf(sources);
  const codes = new Uint32Array(sizes.reduce((sum, size) => sum + size, 0));
  let next = 0;
  for (const [i, size] of sizes.entries()) {
    const origin = origins[i];
    const offset = offsets.get(origin?.source) ?? 0;
    for (let row = 0; row < size; row++) {
      const code = origin?.codes[row] ?? 0;
      codes[next++] = code === 0 ? 0 : code + offset;
    }
  }
  return { codes, source };
}

function joinSources(sources: readonly unknown[]): unknown {
  const [first, ...others] = sources;
  if (others.length === 0) return first;
  if (!isLookupSource(first)) return undefined;
  const lookups: unknown[] = [...first.lookups];
  for (const other of others) {
    if (!isLookupSource(other) || !differInLookupsOnly(first, other)) return undefined;
    for (const lookup of other.lookups) lookups.push(lookup);
  }
  return { ...first, lookups };
}

function offsetsOf(sources: readonly unknown[]): ReadonlyMap<unknown, number> {
  const offsets = new Map<unknown, number>();
  let offset = 0;
  for (const source of sources) {
    offsets.set(source, offset);
    offset += isLookupSource(source) ? source.lookups.length : 0;
  }
  return offsets;
}

function isLookupSource(source: unknown): source is LookupSource {
  return typeof source === 'object' && source !== null && 'lookups' in source && Array.isArray(source.lookups);
}

function differInLookupsOnly(one: LookupSource, other: LookupSource): boolean {
  const [fields, otherFields] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return [...fields.keys(), ...otherFields.keys()].every(
    (name) => name === 'lookups' || fields.get(name) === otherFields.get(name),
  );
}
