import type { ColumnSpec } from './column-spec.ts';
import { gatherCodes, gatherVector } from './gather-vector.ts';
import type { Vector } from './vector.ts';

/**
 * Where cells came from: `codes[i]` says which of the source's records produced row i, 0 none. The table carries the
 * codes along with the rows and never looks at the source. Columns that came together share one origin object.
 */
export interface Origin {
  readonly codes: Uint32Array;
  readonly source: unknown;
}

/** A column: what it says about itself, its cells, and where they came from. */
export interface Column {
  readonly spec: ColumnSpec;
  readonly vector: Vector;
  readonly origin?: Origin;
}

/** Columns by name, in the order of the table. */
export type Columns = ReadonlyMap<string, Column>;

/**
 * A function that takes columns at `index`. An origin shared by several columns is taken once and stays shared, so use
 * one such function per operation.
 */
export function columnGatherer(index: Uint32Array): (column: Column) => Column {
  const origins = new Map<Origin, Origin>();
  const gatherOrigin = (origin: Origin): Origin => {
    const known = origins.get(origin);
    if (known !== undefined) return known;
    const gathered = { codes: gatherCodes(origin.codes, index), source: origin.source };
    origins.set(origin, gathered);
    return gathered;
  };
  return (column) => {
    const gathered = { spec: column.spec, vector: gatherVector(column.vector, index) };
    return column.origin === undefined ? gathered : { ...gathered, origin: gatherOrigin(column.origin) };
  };
}
