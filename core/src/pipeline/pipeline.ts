import { PivotKitError } from '../error/pivotkit-error.ts';
import { Frame } from '../pivot/frame.ts';
import { prepareCall } from '../pivot/pivot-call.ts';
import { referenceOf } from '../pivot/pivot-function.ts';
import { markRows, type RowMarking } from '../pivot/markings.ts';
import type { ColumnCall, JoinedRow, JoinKind, PivotFunction } from '../pivot/pivot-types.ts';
import type { Pivot } from '../pivot/pivot.ts';
import type { Verb, VerbOptions, VerbRow } from '../plugin/verb.ts';
import type {
  Aggregate,
  Cell,
  ColumnName,
  DeriveOptions,
  Deriver,
  FlattenOptions,
  Joined,
  JoinOptionsOf,
  ParseJsonOptions,
  Renamed,
  Row,
  SortKey,
  Summarized,
  Table,
  With,
} from '../table/index.ts';
import type { Derived, Exploded } from '../table/table-types.ts';
import { afterAdding, afterJoining, afterRenaming, joinKeys } from './columns-after.ts';
import { concatTables } from './concat-tables.ts';
import { explainSteps, planText, type Plan } from './explain.ts';
import { pivotStep } from './pivot-step.ts';
import { runBatches, runTable, type PipelineRunOptions } from './run.ts';
import type { PipelineRuntime, ShowOptions } from './runtime.ts';
import { isBatchSource, markedSource, tableOf, type Source } from './source.ts';
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
    const marked = markedSource(source);
    return new Pipeline<R, V>(marked, runtime, [], tableOf(marked)?.columnNames);
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
    const prepared = prepareCall(referenceOf(pivot), call.column, call);
    return this.step(pivotStep(prepared));
  }

  /** Runs an analysis or transform of a plugin over the table. @throws VERB_UNKNOWN, OPTIONS_INVALID */
  verb<N extends V['name']>(name: N, options: VerbOptions<VerbNamed<V, N>>): Pipeline<VerbRow<R, VerbNamed<V, N>>, V> {
    return this.step(verbStep(this.#runtime.verb(name), options));
  }

  /**
   * Rows: n → ≤ n, order kept.
   * The row is a view that reads a column when it is asked for (thirty times quicker where there are forty of them):
   * take its columns by name; `{...row}` is empty, `JSON.stringify(row)` is whole.
   */
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

  /** All columns but these. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING */
  drop<N extends ColumnName<R>>(...names: readonly N[]): Pipeline<Omit<R, N>, V> {
    return this.#table({
      kind: 'drop',
      text: `drop ${names.join(', ')}`,
      needs: names,
      streamable: true,
      after: (columns) => columns.filter((name) => !names.some((dropped) => dropped === name)),
      apply: (table) => table.drop(...names),
    });
  }

  /** New names by the old ones. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN */
  rename<const M extends { readonly [N in ColumnName<R>]?: string }>(
    names: M & { readonly [N in Exclude<keyof M, ColumnName<R>>]: never },
  ): Pipeline<Renamed<R, M>, V> {
    const text = `rename ${Object.keys(names).join(', ')}`;
    return this.#table({
      kind: 'rename',
      text,
      needs: Object.keys(names),
      streamable: true,
      after: (columns) => afterRenaming(columns, names, text),
      apply: (table) => table.rename<M>(names),
    });
  }

  /** New columns, each from a function of the row as it was before. Rows: n → n, order kept. @throws TABLE_COLUMN_TAKEN */
  derive<D extends Readonly<Record<string, Deriver<R>>>>(
    columns: D,
    options: DeriveOptions = {},
  ): Pipeline<With<R, Derived<D>>, V> {
    const added = Object.keys(columns);
    const text = `derive ${added.join(', ')}`;
    return this.#table({
      kind: 'derive',
      text,
      streamable: true,
      after: (before) => afterAdding(before, added, { text, overwrite: options.overwrite === true }),
      apply: (table) => table.derive(columns, options),
    });
  }

  /** The first of rows that are equal in the columns, or in all. Rows: n → ≤ n, order kept. @throws TABLE_COLUMN_MISSING */
  distinct(...names: readonly ColumnName<R>[]): Pipeline<R, V> {
    const text = names.length === 0 ? 'distinct' : `distinct ${names.join(', ')}`;
    const apply = (table: Table<R>): Table<R> => table.distinct(...names);
    return this.#table({ kind: 'distinct', text, needs: names, streamable: false, apply });
  }

  /** Rows `start` up to but not including `end`; negative numbers count from the end. Rows: n → ≤ n, order kept. */
  slice(start?: number, end?: number): Pipeline<R, V> {
    const text = `rows ${start ?? 0} to ${end ?? 'the last'}`;
    return this.#table({ kind: 'slice', text, streamable: false, apply: (table) => table.slice(start, end) });
  }

  /** The first rows. Rows: n → ≤ n, order kept. */
  head(rows: number): Pipeline<R, V> {
    const text = `first ${rows} rows`;
    return this.#table({ kind: 'slice', text, streamable: false, apply: (table) => table.head(rows) });
  }

  /** Groups of rows with equal cells in the columns; `summarize` makes a row of each. */
  groupBy<N extends ColumnName<R>>(...names: readonly N[]): GroupedPipeline<R, N, V> {
    return {
      summarize: (aggregates) =>
        this.#table({
          kind: 'group',
          text: names.length === 0 ? 'summarize' : `group by ${names.join(', ')}`,
          needs: [...names, ...Object.values(aggregates).flatMap(({ column }) => column ?? [])],
          streamable: false,
          after: () => [...names, ...Object.keys(aggregates)],
          apply: (table) => table.groupBy(...names).summarize(aggregates),
        }),
    };
  }

  /** A row for each element of the column's list; an empty list or null stays one row. Rows: n → m ≥ n, order kept. @throws TABLE_COLUMN_MISSING */
  explode<N extends ColumnName<R>>(name: N): Pipeline<Exploded<R, N>, V> {
    const apply = (table: Table<R>): Table<object> => table.explode(name);
    return this.#table({ kind: 'explode', text: `explode ${name}`, needs: [name], streamable: true, apply });
  }

  /** The JSON texts of a column as the values they say. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING */
  parseJson<N extends ColumnName<R>>(
    name: N,
    options: ParseJsonOptions = {},
  ): Pipeline<Omit<R, N> & { readonly [C in N]: Cell }, V> {
    const apply = (table: Table<R>): Table<object> => table.parseJson(name, options);
    return this.#table({ kind: 'parseJson', text: `parse JSON of ${name}`, needs: [name], streamable: true, apply });
  }

  /** The fields of a column's objects as columns `name.field`. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING */
  flatten(name: ColumnName<R>, options: FlattenOptions = {}): Pipeline<Row, V> {
    return this.#table({
      kind: 'flatten',
      text: `flatten ${name}`,
      needs: [name],
      // Which fields there are differs from batch to batch, and a result has the same columns throughout.
      streamable: false,
      after: () => undefined,
      apply: (table) => table.flatten(name, options),
    });
  }

  /** The rows of another table behind these; both have the same columns. Rows: n → n + m. @throws TABLE_COLUMN_MISSING */
  concat(other: Table<R>): Pipeline<R, V> {
    const text = `append ${other.size} rows`;
    return this.#table({ kind: 'concat', text, streamable: false, apply: (table) => table.concat(other) });
  }

  /**
   * The columns of another table's rows with the same key. Rows: n → n for `left` with `matches: 'one'`, left order kept.
   * @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN, TABLE_KEY_REPEATED
   */
  join<S extends object, const O extends JoinOptionsOf<R, S>>(
    right: Table<S>,
    options: O,
  ): Pipeline<Joined<R, S, O>, V> {
    const needs = joinKeys(options);
    const text = `join by ${needs.join(', ')}`;
    return this.#table({
      kind: 'join',
      text,
      needs,
      // Rows that only the right has come once, after all of the left.
      streamable: options.how === undefined || options.how === 'left' || options.how === 'inner',
      after: (columns) => afterJoining(columns, right.columnNames, options, text),
      apply: (table) => table.join<S, O>(right, options),
    });
  }

  /**
   * Says who may be told of the rows (TLP 2.0): all alike, or as a column says. What pivots answer about them, and what is
   * made of them, is held to the same. Rows: n → n, order kept. @throws TABLE_COLUMN_MISSING
   */
  mark(marking: Omit<RowMarking, 'column'> & { readonly column?: ColumnName<R> }): Pipeline<R, V> {
    const { tlp, column } = marking;
    const text = column === undefined ? `mark TLP:${(tlp ?? 'clear').toUpperCase()}` : `mark as '${column}' says`;
    const apply = (table: Table<R>): Table<R> => markRows(table, marking);
    return this.#table({ kind: 'mark', text, needs: column === undefined ? [] : [column], streamable: true, apply });
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

  /** What a run would do: distinct entities, kept answers, who is told, what is refused, quotas. Asks nobody. */
  plan(): Promise<Plan> {
    const { signal } = new AbortController();
    const context = this.#runtime.createContext({ signal, timeRange: undefined, onAsked: () => {}, isPlan: true });
    return explainSteps(tableOf(this.#source), this.steps, context);
  }

  /** The plan as text. */
  async explain(): Promise<string> {
    return planText(await this.plan());
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
      ? runBatches(this.#source, this.steps, this.#runtime, options)
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

/** Rows in groups, waiting to be summarised. */
export interface GroupedPipeline<R extends object, N extends string, V extends Verb> {
  /**
   * One row for each group: its cells in the columns grouped by, and the aggregates by name. Rows: n → number of groups,
   * in order of first appearance. @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TYPE
   */
  summarize<A extends Readonly<Record<string, Aggregate<ColumnName<R>>>>>(
    aggregates: A,
  ): Pipeline<Summarized<R, N, A>, V>;
}
