import type { EntityClass } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { distinctCells, type Table } from '../table/index.ts';
import { answer } from './answer.ts';
import { nobodyToAsk } from './availability.ts';
import type { ChosenCandidates } from './choose-candidates.ts';
import { distinctQuestions } from './distinct-questions.ts';
import { readInput, type Input } from './inputs.ts';
import { joinResults, type JoinPlan } from './join-results.ts';
import { unasked, type Lookup, type PivotRun } from './lookup.ts';
import { markingOfRank, markingsOfCells, withMarking } from './markings.ts';
import type { PivotTarget, TimeRange } from './pivot.ts';
import { runHead } from './run-head.ts';
import type { Asking, RunContext } from './run-context.ts';
import type { Submission } from './submission.ts';

/** A pivot over a column of a table, everything already checked. */
export interface PivotCall {
  readonly target: PivotTarget;
  readonly cls: EntityClass;
  readonly column: string;
  readonly options: unknown;
  readonly plan: JoinPlan;
  /** Overrides that of the run and the session. */
  readonly timeRange?: TimeRange;
  /** What was consented to, where the pivot submits. */
  readonly submission?: Submission;
  /** Whom it asks, where it asks other pivots. */
  readonly chosen?: ChosenCandidates;
  /** What is asked about, where it is not the column's cells: a call over entities. */
  readonly cells?: DistinctCells;
}

/** Row i asks about `values[codes[i] - 1]`; code 0 asks nothing. */
export interface DistinctCells {
  readonly codes: Uint32Array;
  readonly values: readonly unknown[];
}

/**
 * Whether the pivot can be asked at all, found before a run asks anybody anything.
 * @throws PIVOT_UNAVAILABLE with the reason
 * @throws TIME_RANGE_MISSING when the pivot needs one and neither call, run nor session has it
 */
export function requireReady({ target, timeRange, chosen }: PivotCall, context: RunContext): void {
  context.requireAvailable(target);
  const reason = chosen && nobodyToAsk(chosen.candidates, target.pivot.asks?.whenNone);
  if (reason !== undefined) throw new PivotKitError('PIVOT_UNAVAILABLE', { pivot: target.pivot.name, reason });
  if (target.pivot.needsTimeRange === true && timeRange === undefined && context.timeRange === undefined)
    throw new PivotKitError('TIME_RANGE_MISSING', { pivot: target.pivot.name });
}

/**
 * The life of a cell, station by station: read this first.
 * Rows: n → n, order kept, for pivots with at most one row per input; see `joinResults` for the others.
 */
export async function runPivot(call: PivotCall, table: Table<object>, context: RunContext): Promise<Table<object>> {
  const { codes, inputs } = inputsOf(call, table); // many rows → few distinct cells; cell → entity, or a reason
  const { questions, questionOfInput } = distinctQuestions(inputs); // spellings of one thing → one question
  const lookups = await answer(askingOf(call, context), questions); // gate, known answers, plugin, check
  const { all, lookupOfCell } = withUnasked(inputs, lookups, questionOfInput); // every cell has an outcome
  const lookupOfRow = codes.map((code) => lookupOfCell[code] ?? 0); // … and so has every row
  return joinResults(table, { run: runOf(call, all), lookupOfRow, declared: call.target.pivot.columns }, call.plan); // back beside its row
}

/** The distinct cells asked about, read as entities that are marked as their rows are. */
export function inputsOf(
  { target, cls, column, cells }: PivotCall,
  table: Table<object>,
): { readonly codes: Uint32Array; readonly inputs: readonly Input[] } {
  if (cells !== undefined)
    return { codes: cells.codes, inputs: cells.values.map((cell) => readInput(target.pivot, cls, cell)) };
  const distinct = distinctCells(table, column);
  const ranks = markingsOfCells(table, column, distinct);
  const inputs = distinct.values.map((cell, i) => {
    const input = readInput(target.pivot, cls, cell);
    if (!input.ok || ranks === undefined) return input;
    return { ...input, entity: withMarking(cls, input.entity, markingOfRank(ranks[i] ?? 0)) };
  });
  return { codes: distinct.codes, inputs };
}

/** What stays the same from question to question of a call. */
export const askingOf = (
  { target, cls, options, timeRange, submission, chosen }: PivotCall,
  context: RunContext,
): Asking => ({
  target,
  kind: cls.kind,
  options,
  timeRange: target.pivot.needsTimeRange === true || chosen ? (timeRange ?? context.timeRange) : undefined,
  submission,
  ...(chosen && { chosen }),
  context,
});

/** Adds an outcome for each cell that was nothing to ask, and for rows without a value. */
function withUnasked(
  inputs: readonly Input[],
  lookups: readonly Lookup[],
  questionOfInput: readonly (number | undefined)[],
): { readonly all: readonly Lookup[]; readonly lookupOfCell: Uint32Array } {
  const all: Lookup[] = [...lookups];
  const lookupOfCell = new Uint32Array(inputs.length + 1);
  lookupOfCell[0] = all.push(unasked({ skip: 'no-value', reason: 'there is no value' })) - 1;
  for (const [i, input] of inputs.entries())
    lookupOfCell[i + 1] = questionOfInput[i] ?? all.push(unasked(input.ok ? noReason : input)) - 1;
  return { all, lookupOfCell };
}

const noReason = { skip: 'not-an-entity', reason: '' } as const;

const runOf = ({ target, cls, column }: PivotCall, lookups: readonly Lookup[]): PivotRun => ({
  ...runHead(target, cls.kind),
  column,
  lookups,
});
