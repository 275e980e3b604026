import type { QuotaStatus } from '../io/quota/index.ts';
import type { Price } from '../pivot/pivot.ts';
import type { Visibility } from '../pivot/submission.ts';
import type { RunContext } from '../pivot/run-context.ts';
import type { Table } from '../table/index.ts';

/** What a step is given of its run. */
export interface StepRun extends RunContext {
  /** How many rows the step got before these: 0 unless they arrive in batches. */
  readonly firstRow: number;
}

/** One step of a pipeline, as data: nothing happens until `apply`. */
export interface Step {
  /** What kind of step it is: `pivot`, `filter`, `verb` … */
  readonly kind: string;
  /** What it does, in a few words for plans, progress and errors. */
  readonly text: string;
  /** True when the rows of a batch need nothing of other batches. */
  readonly streamable: boolean;
  /**
   * The columns after the step, from those before; undefined = known only when it runs.
   * @throws TABLE_COLUMN_MISSING, TABLE_COLUMN_TAKEN before anything runs
   */
  columnsAfter(columns: readonly string[] | undefined): readonly string[] | undefined;
  /** Finds what would stop the step before the run asks anybody anything. @throws as the step says */
  requireReady?(context: RunContext): void;
  apply(table: Table<object>, run: StepRun): Table<object> | Promise<Table<object>>;
  /** Counts what the step would ask, without asking; `table` is the input as far as it is known before the run. */
  plan?(table: Table<object> | undefined, context: RunContext): Promise<PivotPlan>;
  /** How many more questions `apply` will ask of the table; drives the progress bar. */
  countQuestions?(table: Table<object>): number;
}

/** What a pivot step would ask and tell. */
export interface PivotPlan {
  readonly pivot: string;
  readonly plugin: string;
  readonly column: string;
  /** Who is told; undefined = nobody. */
  readonly provider: string | undefined;
  /** Whether what is asked about is handed over, to be scanned or kept, and who may see it then. */
  readonly submits: Visibility | undefined;
  /** Distinct entities in the column; undefined when the column is made by an earlier step. */
  readonly distinct: number | undefined;
  /** Of those: how many have an answer kept from before. */
  readonly known: number | undefined;
  /** Of the known: how many are too old, and would be asked anew in the background. */
  readonly aging: number | undefined;
  /** Of those: how many would be asked. */
  readonly asked: number | undefined;
  /** What the provider would count for that: requests, or items. */
  readonly units: number | undefined;
  /** What the provider would charge for that; undefined where no price is declared. */
  readonly charge: Price | undefined;
  /** Of those: how many the budget does not cover. */
  readonly beyondBudget: number;
  /** Of those: how many are refused, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Distinct cells that are no entity of the kind. */
  readonly notEntities: number | undefined;
  /** What is left of the provider's windows; empty where nothing is booked. */
  readonly quota: readonly QuotaStatus[];
  /** Milliseconds that the windows make the questions take at least; 0 where they fit at once. */
  readonly waitMs: number;
  /** What a question costs, in the author's words. */
  readonly cost: string | undefined;
  /**
   * What the pivots would ask that this one asks; absent where it asks none. `known`, `asked` and `refused` are then the
   * sums of theirs: look-ups, not entities.
   */
  readonly parts?: readonly PivotPlan[];
  /** True where the parts may be asked about less than is said, because others have said enough. */
  readonly mayStopEarly?: boolean;
}
