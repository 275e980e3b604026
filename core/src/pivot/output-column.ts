import type { Entity, EntityClass } from '@pivotkit/entities';
import type { ColumnSpec, ColumnType } from '../table/index.ts';

/**
 * One output column of a pivot or verb, declared as data: from it come the row type, the checks on every answer, help,
 * and what can be done next with the cells. `$cell` exists for the compiler only.
 */
export interface OutputColumn<T = unknown> extends ColumnSpec {
  readonly $cell?: T;
}

export type OutputColumns = { readonly [column: string]: OutputColumn };

/** The rows a user sees. */
export type RowOf<C extends OutputColumns> = { readonly [N in keyof C & string]: CellOf<C[N]> };

/** The rows an author gives: columns that may be null may also be left out. */
export type RowInput<C extends OutputColumns> = {
  readonly [N in keyof C & string as null extends CellOf<C[N]> ? never : N]: CellOf<C[N]>;
} & { readonly [N in keyof C & string as null extends CellOf<C[N]> ? N : never]?: CellOf<C[N]> | undefined };

type CellOf<O> = O extends OutputColumn<infer T> ? T : never;

export interface OutputColumnOptions {
  /** When a cell is null, in words. Absent = never null, and an answer with null there is refused. */
  readonly nullWhen?: string;
  /** Unit of the values, such as `seconds`, `bytes`, `percent`. */
  readonly unit?: string;
  /** Smallest and largest value allowed, both inclusive. */
  readonly range?: readonly [number, number];
}

type Cell<T, O> = O extends { readonly nullWhen: string } ? T | null : T;

const column =
  <T>(type: ColumnType) =>
  <const O extends OutputColumnOptions = object>(description: string, options?: O): OutputColumn<Cell<T, O>> => ({
    type,
    description,
    ...options,
  });

/** A column of text. `@example text('Registered owner', { nullWhen: 'the registry hides it' })` */
export const text = column<string>('text');
/** A column of finite numbers; say the unit and, where there is one, the range. */
export const number = column<number>('number');
export const boolean = column<boolean>('boolean');
/** A column of instants: `Date`, UTC. */
export const time = column<Date>('time');
/** A column of lists. */
export const list = column<readonly unknown[]>('list');
/** A column of objects. */
export const object = column<{ readonly [key: string]: unknown }>('object');

/** A column whose text names an entity by its key, so that the next pivot and the entity graph know what it is. */
export function entity<E extends Entity, const O extends OutputColumnOptions = object>(
  cls: EntityClass<E>,
  description: string,
  options?: O,
): OutputColumn<Cell<string, O>> {
  return { type: 'text', description, ...options, entity: cls.kind };
}
