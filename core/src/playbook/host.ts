import { PivotKitError } from '../error/pivotkit-error.ts';
import type { PivotInfo } from '../pivot/pivot-info.ts';
import type { PivotFunction } from '../pivot/pivot-types.ts';
import type { Frame } from '../pivot/frame.ts';
import type { RowMarking } from '../pivot/markings.ts';
import type { RunBounds } from '../pivot/run-bounds.ts';
import type { Plan } from '../pipeline/explain.ts';
import type { PipelineRunOptions } from '../pipeline/run.ts';
import type { ShowOptions } from '../pipeline/runtime.ts';
import type { BatchSource } from '../pipeline/source.ts';
import type { Step } from '../pipeline/step.ts';
import type { Aggregate, ParseJsonOptions, Row, SortKey, Table } from '../table/index.ts';

/** A pipeline whose rows, pivots and verbs are known only at run time. */
export interface PlaybookPipeline {
  readonly steps: readonly Step[];
  readonly columns: readonly string[] | undefined;
  step(step: Step): PlaybookPipeline;
  pivot(pivot: never, call: never): PlaybookPipeline;
  verb(name: never, options: never): PlaybookPipeline;
  display(options?: ShowOptions): PlaybookPipeline;
  select(...names: readonly string[]): PlaybookPipeline;
  drop(...names: readonly string[]): PlaybookPipeline;
  rename(names: Readonly<Record<string, string>>): PlaybookPipeline;
  sort(...keys: readonly (string | SortKey)[]): PlaybookPipeline;
  distinct(...names: readonly string[]): PlaybookPipeline;
  slice(start?: number, end?: number): PlaybookPipeline;
  head(rows: number): PlaybookPipeline;
  groupBy(...names: readonly string[]): {
    summarize(aggregates: Readonly<Record<string, Aggregate>>): PlaybookPipeline;
  };
  explode(name: string): PlaybookPipeline;
  parseJson(name: string, options?: ParseJsonOptions): PlaybookPipeline;
  flatten(name: string): PlaybookPipeline;
  mark(marking: RowMarking): PlaybookPipeline;
  plan(): Promise<Plan>;
  explain(): Promise<string>;
  batches(options?: PipelineRunOptions): AsyncIterable<Frame<object>>;
}

/** What a playbook needs of the session it runs in. */
export interface PlaybookHost {
  from(source: Table<Row> | BatchSource<Row>): PlaybookPipeline;
  /** @throws PIVOT_UNKNOWN */
  pivot(kind: string, name: string): PivotFunction;
  pivots(): readonly PivotInfo[];
  /** Budget and deadline that the pipelines of a playbook share. Default: each has its own. */
  runBounds?(): RunBounds;
}

const nothing: BatchSource<Row> = { text: 'nothing', async *batches() {} };

/** A step made by the session's own pipeline, so that a playbook's step is the same as one in code. */
export function makeStep(host: PlaybookHost, add: (pipeline: PlaybookPipeline) => PlaybookPipeline): Step {
  const [step] = add(host.from(nothing)).steps;
  if (step === undefined) throw new PivotKitError('INTERNAL', { problem: 'a pipeline without the step just added' });
  return step;
}
