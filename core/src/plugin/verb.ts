import type { Entity } from '@pivotkit/entities';
import type { z } from 'zod';
import type { Clock } from '../io/clock.ts';
import type { Log } from '../io/log.ts';
import type { OutputColumns, RowOf } from '../pivot/output-column.ts';
import type { RowAsker } from '../pivot/ask-of-rows.ts';
import type { AskablePivot, Asks } from '../pivot/askable-pivot.ts';
import type { SchemaOf } from '../pivot/pivot.ts';
import type { Simplify } from '../pivot/pivot-types.ts';
import type { Table } from '../table/index.ts';

/** That a verb asks pivots of the session about things that the rows of its table name. */
export interface VerbAsks<Options = unknown, State = unknown> extends Pick<
  Asks<Options, State>,
  'choose' | 'optionsFor' | 'whenNone'
> {
  /** The pivots it may ask at all. Asked once, when the session starts. Pivots that submit are never in the catalogue. */
  candidates(catalogue: readonly AskablePivot[]): readonly AskablePivot[];
  /** The column in which the things stand. */
  column(options: Options): string;
  /** What each row names: `things[i]` of row i; undefined = nothing. Pure, since plans ask it too. */
  things(table: Table<object>, options: Options): readonly (Entity | undefined)[];
}

/** What a verb gets besides table and options. Unless it declares `asks`, there are no `pivots` to ask. */
export interface VerbCall<State = unknown> extends RowAsker {
  readonly state: State;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
  /**
   * Number of the table's first row among all that the verb gets in this run: 0 unless they arrive in batches. A verb that
   * can stream and says where in its input something stood counts from here.
   */
  readonly firstRow: number;
  /** Tells how far the verb is, in whatever it counts. Cheap; call it every few thousand rows, say. */
  progress(done: number, total: number): void;
}

/** Whether a verb gives a table of its own columns, or the rows it got with its columns added. */
export type VerbResult = 'new-table' | 'added-columns';

/** A named analysis or transform a plugin contributes: a table in, a table out. */
export interface Verb<
  N extends string = string,
  Options = unknown,
  Cols extends OutputColumns = OutputColumns,
  Result extends VerbResult = VerbResult,
  State = never,
> {
  readonly $state?: (state: State) => void;
  readonly name: N;
  readonly description: string;
  readonly options: z.ZodType;
  /** For the compiler only: the options a caller may write. */
  readonly $options?: Options;
  readonly columns: Cols;
  readonly result: Result;
  /** True when the rows of a batch need nothing of other batches, so that large inputs can stream. */
  readonly streamable: boolean;
  readonly examples?: readonly string[];
  readonly asks?: VerbAsks<never, never>;
  run(table: Table<object>, options: never, call: never): Table<object> | Promise<Table<object>>;
}

export interface VerbDeclaration<
  N extends string,
  OptIn,
  OptOut,
  Cols extends OutputColumns,
  Result extends VerbResult,
  State,
> {
  /** `<plugin>.<verb>`. */
  readonly name: N;
  /** One sentence: what is computed. */
  readonly description: string;
  /** Schema of the options. Default: none. */
  readonly options: SchemaOf<OptIn, OptOut>;
  /** Columns of the result, or those added. */
  readonly columns: Cols;
  readonly result: Result;
  /** Default: false. */
  readonly streamable?: boolean;
  readonly examples?: readonly string[];
  /** For a verb that asks pivots; it cannot stream, since the same thing may stand in many batches. */
  readonly asks?: VerbAsks<NoInfer<OptOut>, State>;
  run(table: Table<object>, options: OptOut, call: VerbCall<State>): Table<object> | Promise<Table<object>>;
}

/** Types a verb's declaration; checks come when a session starts, all at once. */
export function defineVerb<
  const N extends string,
  OptIn,
  OptOut,
  const Cols extends OutputColumns,
  const Result extends VerbResult,
  State = unknown,
>(declaration: VerbDeclaration<N, OptIn, OptOut, Cols, Result, State>): Verb<N, OptIn, Cols, Result, NoInfer<State>> {
  // `SchemaOf` is the part of a zod schema that the compiler looks at; `checkVerb` sees to it that it is one.
  return { streamable: false, ...declaration, options: declaration.options as unknown as z.ZodType };
}

/** Rows of a verb's result over rows `R`. */
export type VerbRow<R, V extends Verb> = V['result'] extends 'new-table'
  ? RowOf<V['columns']>
  : Simplify<R & RowOf<V['columns']>>;

export type VerbOptions<V extends Verb> = V extends { readonly $options?: infer O } ? O : unknown;
