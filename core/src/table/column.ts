import type { ColumnSpec } from './column-spec.ts';
import { gatherCodes, gatherVector } from './gather-vector.ts';
import { gatherMarks, type Marks } from './marks.ts';
import type { Vector } from './vector.ts';

/**
 * Where cells came from: `codes[i]` says which of the source's records produced row i, 0 none. The table carries the
 * codes along with the rows and never looks at the source. Columns that came together share one origin object.
 */
export interface Origin {
  readonly codes: Uint32Array;
  readonly source: unknown;
}

/** A column: what it says about itself, its cells, where they came from, and how restricted they are. */
export interface Column {
  readonly spec: ColumnSpec;
  readonly vector: Vector;
  readonly origin?: Origin;
  /** Absent: no cell is marked. */
  readonly marks?: Marks;
}

/** Columns by name, in the order of the table. */
export type Columns = ReadonlyMap<string, Column>;

/**
 * A function that takes columns at `index`. Nothing is copied before it is read: of forty columns that a join adds only
 * those are gathered that somebody looks at. An origin shared by several columns is taken once and stays shared, so
 * use one such function per operation.
 */
export function columnGatherer(index: Uint32Array): (column: Column) => Column {
  const origins = new Map<Origin, Origin>();
  const gatherOrigin = (origin: Origin): Origin => {
    const gathered = origins.get(origin) ?? lazyOrigin(origin, index);
    origins.set(origin, gathered);
    return gathered;
  };
  const marks = new Map<Marks, Marks>();
  const gatherMarked = (known: Marks): Marks => {
    const gathered = marks.get(known) ?? gatherMarks(known, index);
    marks.set(known, gathered);
    return gathered;
  };
  return (column) => {
    const { spec, origin, marks: known } = column;
    const carried = {
      ...(origin !== undefined && { origin: gatherOrigin(origin) }),
      ...(known !== undefined && { marks: gatherMarked(known) }),
    };
    return lazyColumn(spec, () => gatherVector(column.vector, index), carried);
  };
}

/** The same cells under another spec, still unread. */
export function withSpec(column: Column, spec: ColumnSpec): Column {
  const { origin, marks } = column;
  const carried = { ...(origin !== undefined && { origin }), ...(marks !== undefined && { marks }) };
  return lazyColumn(spec, () => column.vector, carried);
}

/** The vector is an own property, so that a copy by `{...column}` has it, too; it is made once. */
function lazyColumn(spec: ColumnSpec, make: () => Vector, carried: Pick<Column, 'origin' | 'marks'>): Column {
  const vector = once(make);
  return {
    ...carried,
    spec,
    get vector() {
      return vector();
    },
  };
}

function lazyOrigin(origin: Origin, index: Uint32Array): Origin {
  const gathered = once(() => gatherCodes(origin.codes, index));
  return {
    source: origin.source,
    get codes() {
      return gathered();
    },
  };
}

/** A function that makes its value when first asked, and then lets go of what it was made from. */
function once<T>(make: () => T): () => T {
  let value: () => T = () => {
    const made = make();
    value = () => made;
    return made;
  };
  return () => value();
}
