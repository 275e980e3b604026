import { PivotKitError } from '../error/pivotkit-error.ts';
import { Frame } from '../pivot/frame.ts';
import { prepareCall } from '../pivot/pivot-call.ts';
import { targetOf } from '../pivot/pivot-function.ts';
import type { ColumnCall, JoinedRow, JoinKind, PivotFunction } from '../pivot/pivot-types.ts';
import type { Pivot } from '../pivot/pivot.ts';
import type { Verb, VerbOptions, VerbRow } from '../plugin/verb.ts';
import { Table, type ColumnName, type Row, type SortKey } from '../table/index.ts';
import { concatTables } from './concat-tables.ts';
import { explainSteps, planText, type Plan } from './explain.ts';
import { pivotStep } from './pivot-step.ts';
import { runBatches, runTable, type PipelineRunOptions } from './run.ts';
import type { PipelineRuntime, ShowOptions } from './runtime.ts';
import { isBatchSource, tableOf, type BatchSource, type Source } from './source.ts';
import type { Step } from './step.ts';
import { tableStep } from './table-step.ts';
import { verbStep } from './verb-step.ts';

type VerbNamed<V extends Verb, N> = V extends { readonly name: N } ? V : never;

/**
 * Steps over rows, in order; nothing runs before `run`. Immutable: every step gives a new pipeline, so one can be the
 * beginning of several. Names are checked when a step is added, as far as the columns are known then.
 */
export class Pipeline<R extends object = Row, V extends Verb = Verb> {
  readonly steps: readonly Step[];
  readonly #source: Source<object>;
  readonly #runtime: PipelineRuntime;
  readonly #columns: readonly string[] | undefined;

  private constructor(
    source: Source<object>,
    runtime: PipelineRuntime,
    steps: readonly Step[],
    columns: readonly string[] | undefined,
  ) {
    this.#source = source;
    this.#runtime = runtime;
    this.steps = steps;
    this.#columns = columns;
  }

  static from<R extends object, V extends Verb>(source: Source<R>, runtime: PipelineRuntime): Pipeline<R, V> {
    const table = tableOf(source);
    return new Pipeline(table ?? source, runtime, [], table?.columnNames);
  }

  /**
   * Asks a pivot about a column and joins the answer to the rows.
   * Rows: n → n, order kept, for pivots with at most one row per input; `many` repeats left rows in their order.
   * @throws OPTIONS_INVALID, TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN, TIME_RANGE_MISSING
   */
  pivot<
    P extends Pivot,
    J extends JoinKind = 'left',
    Pre extends string = '',
    Suf extends string = '',
    Chosen extends keyof P['columns'] & string = never,
  >(
    pivot: PivotFunction<P>,
    call: ColumnCall<R, P, J, Pre, Suf, Chosen>,
  ): Pipeline<JoinedRow<R, P, J, Pre, Suf, Chosen>, V> {
    const { target, cls } = targetOf(pivot);
    const prepared = prepareCall(target, cls, call.column, call, this.#runtime.timeRange);
    return this.step(pivotStep(prepared, this.#runtime.policy));
  }

  /** Runs an analysis or transform of a plugin over the table. @throws VERB_UNKNOWN, OPTIONS_INVALID */
  verb<N extends V['name']>(name: N, options: VerbOptions<VerbNamed<V, N>>): Pipeline<VerbRow<R, VerbNamed<V, N>>, V> {
    return this.step(verbStep(this.#runtime.verb(name), options));
  }

  /** Rows: n → ≤ n, order kept. */
  filter<S extends R>(keep: (row: R) => row is S): Pipeline<S, V>;
  filter(keep: (row: R) => boolean): Pipeline<R, V>;
  filter(keep: (row: R) => boolean): Pipeline<R, V> {
    return this.#table({ kind: 'filter', streamable: true, apply: (table) => table.filter(keep) });
  }

  /** These columns, in this order. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING */
  select<N extends ColumnName<R>>(...names: readonly N[]): Pipeline<{ [K in N & keyof R]: R[K] }, V> {
    return this.#table({
      kind: 'select',
      text: `select ${names.join(', ')}`,
      needs: names,
      streamable: true,
      after: () => names,
      apply: (table) => table.select(...names),
    });
  }

  /** Rows: n → n, stable, nulls last. @throws TABLE_COLUMN_MISSING */
  sort(...keys: readonly (ColumnName<R> | SortKey<ColumnName<R>>)[]): Pipeline<R, V> {
    const needs = keys.map((key) => (typeof key === 'string' ? key : key.column));
    const text = `sort by ${needs.join(', ')}`;
    return this.#table({ kind: 'sort', text, needs, streamable: false, apply: (table) => table.sort(...keys) });
  }

  /** Calls `look` with the table as it passes; the rows go on unchanged. Batches come one by one. */
  tee(look: (table: Table<R>) => void | Promise<void>): Pipeline<R, V> {
    return this.step({
      kind: 'tee',
      text: 'look in passing',
      streamable: true,
      columnsAfter: (columns) => columns,
      apply: async (table) => {
        await look(table as Table<R>);
        return table;
      },
    });
  }

  /** Shows the first rows as they pass; the rows go on unchanged. */
  display(options: ShowOptions = {}): Pipeline<R, V> {
    return this.tee((table) => this.#runtime.show(table, options));
  }

  /** Adds a step made elsewhere, such as by a playbook. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN */
  step<S extends object>(step: Step): Pipeline<S, V> {
    return new Pipeline(this.#source, this.#runtime, [...this.steps, step], step.columnsAfter(this.#columns));
  }

  /** Columns after the last step; undefined where they are known only when it runs. */
  get columns(): readonly string[] | undefined {
    return this.#columns;
  }

  /** What a run would do: distinct entities, who is told, what is refused. Asks nobody. */
  plan(): Plan {
    return explainSteps(tableOf(this.#source), this.steps);
  }

  /** The plan as text. */
  explain(): string {
    return planText(this.plan());
  }

  /**
   * Runs the steps. A look-up that fails is a status on its rows; mistakes and cancelling reject.
   * @throws RUN_CANCELLED (`details.partial` is the frame so far), PIVOT_UNAVAILABLE, STEP_FAILED, SESSION_CLOSED
   */
  async run(options: PipelineRunOptions = {}): Promise<Frame<R>> {
    const tables: Table<R>[] = [];
    for await (const frame of this.batches(options)) tables.push(frame.table);
    return new Frame(concatTables(tables), this.#runtime);
  }

  /** Runs the steps and gives the result batch by batch, so that neither input nor result need fit in memory. */
  async *batches(options: PipelineRunOptions = {}): AsyncGenerator<Frame<R>> {
    const tables = isBatchSource(this.#source)
      ? runBatches(this.#source as BatchSource<object>, this.steps, this.#runtime, options)
      : [await runTable(this.#sourceTable(), this.steps, this.#runtime, options)];
    for await (const table of tables) yield new Frame(table as Table<R>, this.#runtime);
  }

  #sourceTable(): Table<object> {
    const table = tableOf(this.#source);
    if (table === undefined) throw new PivotKitError('INTERNAL', { problem: 'a pipeline without rows' });
    return table;
  }

  #table<S extends object>(options: {
    readonly kind: string;
    readonly text?: string;
    readonly needs?: readonly string[];
    readonly streamable: boolean;
    after?(columns: readonly string[]): readonly string[] | undefined;
    // Inside a pipeline tables are of the row type the steps before promise.
    apply(table: Table<R>): Table<object>;
  }): Pipeline<S, V> {
    return this.step(tableStep({ text: options.kind, ...options, apply: (table) => options.apply(table as Table<R>) }));
  }
}
