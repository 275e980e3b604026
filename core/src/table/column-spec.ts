/** What the cells of a column are: `any` when they are of several types. */
export type ColumnType = 'text' | 'number' | 'bigint' | 'boolean' | 'time' | 'list' | 'object' | 'any';

/** What a column says about its cells. */
export interface ColumnSpec {
  readonly type: ColumnType;
  readonly unit?: string;
  /** Least and greatest value, both included. */
  readonly range?: readonly [number, number];
  /** The null rule in words; absent: never null. */
  readonly nullWhen?: string;
  readonly description: string;
  /** Kind of the entity that a text cell names. */
  readonly entity?: string;
}

/** The same column, now also null for a reason of its own. */
export function alsoNullWhen(spec: ColumnSpec, reason: string): ColumnSpec {
  if (spec.nullWhen === undefined) return { ...spec, nullWhen: reason };
  if (spec.nullWhen === reason || spec.nullWhen.endsWith(`; ${reason}`)) return spec;
  return { ...spec, nullWhen: `${spec.nullWhen}; ${reason}` };
}
