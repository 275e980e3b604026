import type { Row } from './cell.ts';
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
