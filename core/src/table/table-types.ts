import type { Aggregate, ListOfCells, NumberOfCells, SameCell } from './aggregates.ts';
import type { Cell, Row } from './cell.ts';
import type { JoinKeys, JoinSettings, OneOrMore } from './verbs/join.ts';

/** Names of a row type's columns; any text where the type names none. */
export type ColumnName<R extends object> = [keyof R] extends [never] ? string : keyof R & string;

/** An intersection written as one object, as editors should show it. */
export type Flat<R> = { [C in keyof R]: R[C] };

/** The columns that may be null. */
export type Missing<R> = { [C in keyof R]: R[C] | null };

/** R with the columns of D instead of or beside its own. */
export type With<R, D> = Flat<Omit<R, keyof D> & D>;

/** R with columns renamed by M: old name → new name. */
export type Renamed<R, M> = Flat<{ [C in keyof R as C extends keyof M ? (M[C] extends string ? M[C] : C) : C]: R[C] }>;

type Names<N> = N extends OneOrMore<infer Name> ? Name : never;

/** Key columns that have one name on both sides and so are one column afterwards. */
type SharedKeys<O> = O extends { readonly on: infer N }
  ? Names<N>
  : O extends { readonly left: infer L; readonly right: infer R }
    ? Names<L> & Names<R>
    : never;

type How<O> = O extends { readonly how: infer H } ? H : 'left';
type Text<T> = T extends string ? T : '';
type Prefix<O> = O extends { readonly prefix: infer P } ? Text<P> : '';
type Suffix<O> = O extends { readonly suffix: infer S } ? Text<S> : '';
type Affixed<R, O> = { [C in keyof R as C extends string ? `${Prefix<O>}${C}${Suffix<O>}` : C]: R[C] };
type Optional<R, When, H> = [H] extends [When] ? R : Missing<R>;

/** Row of a join: the side that may lack a row is nullable, keys of the same name are not. */
export type Joined<L, R, O> = string extends keyof L | keyof R
  ? Row
  : Flat<
      Pick<L, keyof L & SharedKeys<O>> &
        Optional<Omit<L, SharedKeys<O>>, 'left' | 'inner', How<O>> &
        Optional<Affixed<Omit<R, SharedKeys<O>>, O>, 'right' | 'inner', How<O>>
    >;

/** Options of a join between two row types. */
export type JoinOptionsOf<L extends object, R extends object> = JoinSettings & JoinKeys<ColumnName<L>, ColumnName<R>>;

type CellIn<R, N> = N extends keyof R ? R[N] : Cell;

/** What an aggregate gives for rows of type R. */
type Aggregated<R, A> =
  A extends Aggregate<infer N, infer V>
    ? V extends SameCell
      ? CellIn<R, N>
      : V extends ListOfCells
        ? NonNullable<CellIn<R, N>>[]
        : V extends NumberOfCells
          ? number | (null extends CellIn<R, N> ? null : never)
          : V
    : never;

/** Row of a summary: the columns grouped by, and one for each aggregate. */
export type Summarized<R, N, A> = Flat<Pick<R, N & keyof R> & { [C in keyof A]: Aggregated<R, A[C]> }>;

/** What functions from rows to cells give: undefined is null. */
export type Derived<D> = {
  [C in keyof D]: D[C] extends (...parameters: never) => infer V
    ? Exclude<V, undefined> | (undefined extends V ? null : never)
    : never;
};

/** Row of tables put together with `fill`: what one of them lacks is null. */
export type Filled<R, S> = string extends keyof R | keyof S
  ? Row
  : Flat<{ [C in keyof R & keyof S]: R[C] | S[C] } & Missing<Omit<R, keyof S>> & Missing<Omit<S, keyof R>>>;

/** R with the lists of one column taken apart: a row for each element, null for none. */
export type Exploded<R, N> = Flat<{ [C in keyof R]: C extends N ? ElementOf<R[C]> : R[C] }>;

type ElementOf<V> = V extends readonly (infer E)[] ? E | null : V;

/** R with one column of another type. */
export type Retyped<R, M> = Flat<{
  [C in keyof R]: C extends keyof M ? CellOfType<M[C]> | (null extends R[C] ? null : never) : R[C];
}>;

type CellOfType<T> = T extends keyof CellTypes ? CellTypes[T] : Cell;

interface CellTypes {
  text: string;
  number: number;
  bigint: bigint;
  boolean: boolean;
  time: Date;
  list: readonly unknown[];
  object: { readonly [key: string]: unknown };
}
