import { PivotKitError } from '../error/pivotkit-error.ts';
import { inSpan, reasonOf, type Span } from '../io/telemetry/telemetry.ts';
import { Frame } from '../pivot/frame.ts';
import type { LookupEvent } from '../pivot/lookup-event.ts';
import type { TimeRange } from '../pivot/pivot.ts';
import type { RunBounds } from '../pivot/run-bounds.ts';
import type { RunContext } from '../pivot/run-context.ts';
import { concatTables } from './concat-tables.ts';
import type { Table } from '../table/index.ts';
import type { PipelineRuntime } from './runtime.ts';
import type { BatchSource } from './source.ts';
import type { Step } from './step.ts';

/** How far a run is. */
export interface Progress {
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  readonly text: string;
  /** Questions answered in this step so far, and how many there are; of a verb what it counts; 0 of 0 where nothing is. */
  readonly done: number;
  readonly total: number;
  /** Rows that have gone through all steps, for sources in batches. */
  readonly rows: number;
}

export interface PipelineRunOptions {
  /** Ends the run: it rejects with RUN_CANCELLED, what was done so far in `details.partial`. */
  readonly signal?: AbortSignal;
  readonly timeRange?: TimeRange;
  /**
   * Milliseconds until nothing more is asked: what has no answer then is `skipped(deadline)`, or `timeout` where it was
   * being asked, and the run goes on to its end. Default: that of the session.
   */
  readonly deadlineMs?: number;
  /** Budget and deadline of several runs together, from `session.runBounds()`. Default: those of this run alone. */
  readonly bounds?: RunBounds;
  readonly onProgress?: (progress: Progress) => void;
  /** Called when a batch of look-ups has ended, and for those that needed no asking. What it throws is logged. */
  readonly onLookup?: (event: LookupEvent) => void;
}

/** One run of a list of steps: shared memory of answers, progress, cancellation. */
class Run {
  readonly #steps: readonly Step[];
  readonly #runtime: PipelineRuntime;
  readonly #options: PipelineRunOptions;
  readonly #context: RunContext;
  readonly #span: Span;
  readonly signal: AbortSignal;
  /** Rows that each step got so far, in all batches. */
  readonly #rowsInto: number[] = [];
  #progress: Progress;

  constructor(steps: readonly Step[], runtime: PipelineRuntime, options: PipelineRunOptions) {
    this.#steps = steps;
    this.#runtime = runtime;
    this.#options = options;
    this.signal = options.signal ?? new AbortController().signal;
    this.#progress = { step: 0, steps: steps.length, text: '', done: 0, total: 0, rows: 0 };
    this.#context = runtime.createContext({
      signal: this.signal,
      timeRange: options.timeRange,
      onAsked: (count) => this.#report({ done: this.#progress.done + count }),
      onVerbProgress: (done, total) => this.#report({ done, total }),
      ...(options.onLookup && { onLookup: options.onLookup }),
      ...(options.deadlineMs !== undefined && { deadlineMs: options.deadlineMs }),
      ...(options.bounds && { bounds: options.bounds }),
    });
    this.#requireReady();
    this.#span = this.#context.telemetry.begin('pivotkit.run', { 'pivotkit.steps': steps.length });
  }

  #requireReady(): void {
    try {
      for (const step of this.#steps) step.requireReady?.(this.#context);
    } catch (error) {
      this.#context.end();
      throw error;
    }
  }

  /** Steps `first` to `end` (exclusive) over one table. */
  through(table: Table<object>, first: number, end: number): Promise<Table<object>> {
    return this.#span.within(() => this.#through(table, first, end));
  }

  async #through(table: Table<object>, first: number, end: number): Promise<Table<object>> {
    let current = table;
    for (let i = first; i < end; i++) {
      const step = this.#steps[i];
      if (step === undefined) break;
      this.#requireGoing(current, i, step);
      const total = this.#options.onProgress === undefined ? 0 : (step.countQuestions?.(current) ?? 0);
      this.#report({ step: i + 1, text: step.text, done: 0, total });
      const before = current;
      current = await this.#apply(step, i, before).catch((error: unknown) => {
        // A step that stops because it was told to is no failure of its own.
        this.#requireGoing(before, i, step);
        throw error;
      });
      this.#requireGoing(current, i, step);
    }
    return current;
  }

  finished(rows: number): void {
    this.#report({ rows: this.#progress.rows + rows });
  }

  /** Whatever became of it; `error` is what it ended with. */
  end(error?: unknown): void {
    this.#context.end();
    if (error !== undefined) this.#span.fail(reasonOf(error));
    this.#span.add({ 'pivotkit.rows': this.#progress.rows });
    this.#span.end();
  }

  /** The text of a step may hold values to look for. */
  #apply(step: Step, i: number, table: Table<object>): Promise<Table<object>> {
    const { telemetry } = this.#context;
    const attributes = {
      'pivotkit.step': i + 1,
      'pivotkit.step.kind': step.kind,
      'pivotkit.step.text': telemetry.namesEntities ? step.text : undefined,
      'pivotkit.rows.in': table.size,
    };
    return inSpan(telemetry, 'pivotkit.step', attributes, async (span) => {
      const firstRow = this.#rowsInto[i] ?? 0;
      this.#rowsInto[i] = firstRow + table.size;
      const result = await step.apply(table, { ...this.#context, firstRow });
      span.add({ 'pivotkit.rows.out': result.size });
      return result;
    });
  }

  #requireGoing(table: Table<object>, i: number, step: Step): void {
    if (!this.signal.aborted) return;
    const partial = new Frame(table, this.#runtime);
    const details = { step: i + 1, steps: this.#steps.length, name: step.text, partial };
    throw new PivotKitError('RUN_CANCELLED', details, { cause: this.signal.reason });
  }

  #report(change: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#options.onProgress?.(this.#progress);
  }
}

/** All steps over a table at hand. */
export async function runTable(
  table: Table<object>,
  steps: readonly Step[],
  runtime: PipelineRuntime,
  options: PipelineRunOptions,
): Promise<Table<object>> {
  const run = new Run(steps, runtime, options);
  return ended(run, async () => {
    const result = await run.through(table, 0, steps.length);
    run.finished(result.size);
    return result;
  });
}

async function ended<T>(run: Run, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    run.end();
    return result;
  } catch (error) {
    run.end(error);
    throw error;
  }
}

/**
 * All steps over rows that arrive in batches. Steps that can stream do, batch by batch; from the first one that needs
 * all rows (a sort, a group) the rows are gathered and the result is one batch. An answer is asked for once per run.
 */
export async function* runBatches(
  source: BatchSource<object>,
  steps: readonly Step[],
  runtime: PipelineRuntime,
  options: PipelineRunOptions,
): AsyncGenerator<Table<object>> {
  const run = new Run(steps, runtime, options);
  let failure: unknown;
  try {
    yield* throughBatches(source, steps, run);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    run.end(failure);
  }
}

async function* throughBatches(
  source: BatchSource<object>,
  steps: readonly Step[],
  run: Run,
): AsyncGenerator<Table<object>> {
  const needsAll = steps.findIndex((step) => !step.streamable);
  const streamed = needsAll === -1 ? steps.length : needsAll;
  const gathered: Table<object>[] = [];
  for await (const batch of source.batches(run.signal)) {
    const result = await run.through(batch, 0, streamed);
    if (needsAll !== -1) gathered.push(result);
    else {
      run.finished(result.size);
      yield result;
    }
  }
  if (needsAll === -1) return;
  const result = await run.through(concatTables(gathered), streamed, steps.length);
  run.finished(result.size);
  yield result;
}
