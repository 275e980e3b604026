import type { Entity, EntityClass } from '@pivotkit/entities';
import type { Table } from '../table/index.ts';
import type { Frame } from './frame.ts';
import type { Status } from './lookup-result.ts';
import type { OutputColumns, RowOf } from './output-column.ts';
import type { Pivot, TimeRange } from './pivot.ts';
import type { SubmissionOptions } from './submission.ts';

export type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** Which rows a joined answer keeps; see `PivotJoinOptions.join`. */
export type JoinKind = 'left' | 'inner' | 'right' | 'outer';

/** Columns of `R` whose cells can be text or entities: those a pivot can be asked about. */
export type InputColumn<R> = {
  [K in keyof R & string]: [Extract<R[K], string | Entity>] extends [never] ? never : K;
}[keyof R & string];

type Renamed<Cols extends OutputColumns, Pre extends string, Suf extends string> = {
  readonly [N in keyof Cols & string as `${Pre}${N}${Suf}`]: Cols[N];
};

type Answer<Cols extends OutputColumns, J extends JoinKind> = J extends 'left' | 'outer'
  ? { readonly [N in keyof RowOf<Cols>]: RowOf<Cols>[N] | null }
  : RowOf<Cols>;

/** A row of the table with a pivot's answer beside it. */
export type JoinedRow<
  R,
  P extends Pivot,
  J extends JoinKind = 'left',
  Pre extends string = '',
  Suf extends string = '',
  Chosen extends string = never,
> = Simplify<
  R &
    Answer<Renamed<[Chosen] extends [never] ? P['columns'] : Pick<P['columns'], Chosen>, Pre, Suf>, J> & {
      readonly [S in `${Pre}${P['name']}.status${Suf}`]: Status;
    }
>;

export interface PivotJoinOptions<J extends JoinKind, Pre extends string, Suf extends string, Chosen extends string> {
  /**
   * Which rows stay. `left` (default) and `outer`: all, unmatched ones with nulls. `inner` and `right`: those with an
   * answer. Left order is always kept; with a pivot every answer belongs to a row, so the pairs are alike.
   */
  readonly join?: J;
  /** Put before each new column's name. Default: nothing, and a name that is taken is an error. */
  readonly prefix?: Pre;
  /** Put after each new column's name. Default: nothing. */
  readonly suffix?: Suf;
  /** The answer's columns to add. Default: all. */
  readonly columns?: readonly Chosen[];
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Overrides the session's time range, for pivots that need one. */
  readonly timeRange?: TimeRange;
}

type PivotOptions<P extends Pivot> = P extends { readonly $options?: infer O }
  ? O extends object
    ? O
    : object
  : object;
type ColumnName<P extends Pivot> = keyof P['columns'] & string;

/** Options that belong to every pivot; a pivot's own options cannot have these names. */
export const reservedOptions = ['column', 'join', 'prefix', 'suffix', 'columns', 'signal', 'timeRange'] as const;

/** Options of a pivot over a table: where the input stands, how the answer is joined, and the pivot's own options. */
export type ColumnCall<
  R,
  P extends Pivot,
  J extends JoinKind,
  Pre extends string,
  Suf extends string,
  Chosen extends ColumnName<P>,
> = { readonly column: InputColumn<R> } & PivotJoinOptions<J, Pre, Suf, Chosen> & RunOptions & PivotOptions<P>;

/** Options of a pivot over values: as over a table, without the column. */
export type ValueCall<
  P extends Pivot,
  J extends JoinKind,
  Pre extends string,
  Suf extends string,
  Chosen extends ColumnName<P>,
> = PivotJoinOptions<J, Pre, Suf, Chosen> & RunOptions & PivotOptions<P>;

/** What follows the input: options, which may be left out unless the pivot submits. */
type CallArguments<P extends Pivot, Options> =
  PivotOptions<P> extends SubmissionOptions ? [call: Options] : [call?: Options];

/** Row of a call over values: the value as it was given, then the answer. */
export interface ValueRow {
  readonly input: string | null;
}

type InputValue<P extends Pivot> = string | null | undefined | InstanceType<P['from'][number]>;

/**
 * A pivot of one kind of entity, ready to be asked: over one value, a list, entities (n → n rows for at-most-one pivots,
 * order kept, column `input` first), or over a column of a table (the answer is joined to its rows).
 */
export interface PivotFunction<P extends Pivot = Pivot> {
  <
    R extends object,
    J extends JoinKind = 'left',
    Pre extends string = '',
    Suf extends string = '',
    Chosen extends ColumnName<P> = never,
  >(
    table: Table<R> | Frame<R>,
    call: ColumnCall<R, P, J, Pre, Suf, Chosen>,
  ): Promise<Frame<JoinedRow<R, P, J, Pre, Suf, Chosen>>>;
  <J extends JoinKind = 'left', Pre extends string = '', Suf extends string = '', Chosen extends ColumnName<P> = never>(
    input: InputValue<P> | Iterable<InputValue<P>>,
    ...call: CallArguments<P, ValueCall<P, J, Pre, Suf, Chosen>>
  ): Promise<Frame<JoinedRow<ValueRow, P, J, Pre, Suf, Chosen>>>;
  /** The declaration behind the function. */
  readonly pivot: P;
  /** The kind of entity it is asked about. */
  readonly kind: string;
}

/** A pivot of an entity in hand. */
export type BoundPivot<P extends Pivot> = <
  J extends JoinKind = 'left',
  Pre extends string = '',
  Suf extends string = '',
  Chosen extends ColumnName<P> = never,
>(
  ...call: CallArguments<P, ValueCall<P, J, Pre, Suf, Chosen>>
) => Promise<Frame<JoinedRow<ValueRow, P, J, Pre, Suf, Chosen>>>;

/** The pivots among `P` that can be asked about the kind `K`. */
export type PivotsFor<P extends Pivot, K extends string> = P extends Pivot
  ? K extends P['from'][number]['kind']
    ? P
    : never
  : never;

type Container<N> = N extends `${infer G}.${string}` ? G : never;
type InContainer<N, G extends string> = N extends `${G}.${infer M}` ? M : never;
type Direct<N> = N extends `${string}.${string}` ? never : N;

/** `a.b` → `{ a: { b } }`, shortcuts beside them; `F` turns a pivot into what stands there. */
export type PivotTree<P extends Pivot> = {
  readonly [Q in P as Direct<Q['name']>]: PivotFunction<Q>;
} & {
  readonly [G in Container<P['name']>]: { readonly [Q in P as InContainer<Q['name'], G>]: PivotFunction<Q> };
} & { readonly [Q in P as Shortcut<Q>]: PivotFunction<Q> };

export type BoundTree<P extends Pivot> = {
  readonly [Q in P as Direct<Q['name']>]: BoundPivot<Q>;
} & {
  readonly [G in Container<P['name']>]: { readonly [Q in P as InContainer<Q['name'], G>]: BoundPivot<Q> };
} & { readonly [Q in P as Shortcut<Q>]: BoundPivot<Q> };

type Shortcut<Q extends Pivot> = Q extends { readonly shortcut?: infer S } ? Extract<S, string> : never;

/** One kind of entity in a session: its class with the pivots of the session's plugins on it. */
export type SessionEntityClass<C extends EntityClass, P extends Pivot> = {
  readonly kind: C['kind'];
  readonly description: string;
  readonly attributeNames: readonly string[];
  /** @throws ENTITY_INVALID with the reason when the input is no entity of this kind. */
  create(input: string | CreateInput<C>): InstanceType<C> & BoundTree<PivotsFor<P, C['kind']>>;
} & PivotTree<PivotsFor<P, C['kind']>>;

type CreateInput<C> = C extends new (attributes: infer In) => infer E ? In | E : never;
