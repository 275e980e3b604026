import { strictestTlp, type EntityClass } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { distinctCells, type Table } from '../table/index.ts';
import { answer } from './answer.ts';
import { readInput, type Input } from './inputs.ts';
import { joinResults, type JoinPlan } from './join-results.ts';
import type { Lookup, PivotRun } from './lookup.ts';
import type { PivotTarget, TimeRange } from './pivot.ts';
import type { Asking, Question, RunContext } from './run-context.ts';
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
export function requireReady({ target, timeRange }: PivotCall, context: RunContext): void {
  context.requireAvailable(target);
  if (target.pivot.needsTimeRange === true && timeRange === undefined && context.timeRange === undefined)
    throw new PivotKitError('TIME_RANGE_MISSING', { pivot: target.pivot.name });
}

/**
 * The life of a cell, station by station: read this first.
 * Rows: n → n, order kept, for pivots with at most one row per input; see `joinResults` for the others.
 */
export async function runPivot(call: PivotCall, table: Table<object>, context: RunContext): Promise<Table<object>> {
  const { codes, values } = call.cells ?? distinctCells(table, call.column); // many rows → few distinct cells
  const inputs = values.map((cell) => readInput(call.target.pivot, call.cls, cell)); // cell → entity, or a reason
  const { questions, questionOfInput } = distinctQuestions(inputs); // spellings of one thing → one question
  const lookups = await answer(askingOf(call, context), questions); // gate, known answers, plugin, check
  const { all, lookupOfCell } = withUnasked(inputs, lookups, questionOfInput); // every cell has an outcome
  const lookupOfRow = codes.map((code) => lookupOfCell[code] ?? 0); // … and so has every row
  return joinResults(table, { run: runOf(call, all), lookupOfRow, declared: call.target.pivot.columns }, call.plan); // back beside its row
}

/** What stays the same from question to question of a call. */
export const askingOf = ({ target, cls, options, timeRange, submission }: PivotCall, context: RunContext): Asking => ({
  target,
  kind: cls.kind,
  options,
  timeRange: target.pivot.needsTimeRange === true ? (timeRange ?? context.timeRange) : undefined,
  submission,
  context,
});

/** The distinct questions among the inputs; `questionOfInput[i]` is undefined where input i is nothing to ask. */
export function distinctQuestions(inputs: readonly Input[]): {
  readonly questions: readonly Question[];
  readonly questionOfInput: readonly (number | undefined)[];
} {
  const questions: Question[] = [];
  const numberOfKey = new Map<string, number>();
  const questionOfInput = inputs.map((input) => {
    if (!input.ok) return undefined;
    const known = numberOfKey.get(input.key);
    if (known !== undefined) {
      questions[known] = stricter(questions[known], input);
      return known;
    }
    numberOfKey.set(input.key, questions.length);
    return questions.push({ key: input.key, entity: input.entity }) - 1;
  });
  return { questions, questionOfInput };
}

/** Of two mentions of one thing the more strictly marked one is asked about: what is marked once is marked. */
function stricter(known: Question | undefined, { key, entity }: Question): Question {
  if (known === undefined) return { key, entity };
  return strictestTlp([known.entity.marking, entity.marking]) === known.entity.marking ? known : { key, entity };
}

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

const unasked = ({
  skip,
  reason,
}: {
  readonly skip: 'no-value' | 'not-an-entity';
  readonly reason: string;
}): Lookup => ({
  key: undefined,
  result: { status: 'skipped', reason: skip, note: reason },
  marking: undefined,
  askedAtMs: undefined,
});

function runOf({ target, cls, column }: PivotCall, lookups: readonly Lookup[]): PivotRun {
  const { pivot, plugin } = target;
  const provider = pivot.sharing.reaches === 'nobody' ? undefined : (pivot.sharing.provider ?? plugin.name);
  return {
    pivot: pivot.name,
    plugin: plugin.name,
    pluginVersion: plugin.version,
    provider,
    kind: cls.kind,
    column,
    lookups,
  };
}
