import type { Entity } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { checkOptions } from '../pivot/check-options.ts';
import { askOfRows, markedAsRows, type AskingOfRows, type RowAsker } from '../pivot/ask-of-rows.ts';
import { asksNobody, notAskable, optionsFor } from '../pivot/asker.ts';
import { nobodyToAsk } from '../pivot/availability.ts';
import { usable } from '../pivot/candidates.ts';
import { choose, chooseCandidates } from '../pivot/choose-candidates.ts';
import { markedAs } from '../pivot/markings.ts';
import type { Verb, VerbCall } from '../plugin/verb.ts';
import type { VerbTarget } from '../plugin/registry.ts';
import { Table } from '../table/index.ts';
import { messageOf } from '../error/text-of.ts';
import { planOfRows } from './plan-pivot.ts';
import { redactColumns } from './redact-columns.ts';
import type { Step, StepRun } from './step.ts';

/** An analysis or transform of a plugin over the whole table. @throws OPTIONS_INVALID */
export function verbStep(target: VerbTarget, written: unknown): Step {
  const { verb } = target;
  const options = checkOptions(verb.name, verb.options, written);
  const added = Object.keys(verb.columns);
  const asking = askingOf(target, options);
  return {
    kind: 'verb',
    text: verb.name,
    streamable: verb.streamable,
    columnsAfter: (columns) => (verb.result === 'new-table' ? added : columns && [...new Set([...columns, ...added])]),
    async apply(table, context) {
      const asker =
        asking === undefined ? asksNothing(verb.name) : askOfRows(withThings(asking, table), table, context);
      const result = checkTable(target, await runVerb(target, table, { options, asker, context }));
      return redactColumns(markResult(verb, result, table), added, context.redactor);
    },
    ...(asking && {
      requireReady: () => requireSomebody(asking),
      plan: (table, context) => planOfRows(asking, thingsIn(asking, table), context),
    }),
  };
}

interface AskingVerb extends Omit<AskingOfRows, 'things'> {
  readonly plugin: string;
  readonly mayStopEarly: boolean;
  readonly whenNone: string | undefined;
  thingsOf(table: Table<object>): readonly (Entity | undefined)[];
}

/** Whom a verb asks with these options; undefined where it asks none. @throws OPTIONS_INVALID, PLUGIN_FAILED */
function askingOf({ verb, plugin, state, candidates = [] }: VerbTarget, options: unknown): AskingVerb | undefined {
  const { name, asks } = verb;
  if (asks === undefined) return undefined;
  const chosen = choose(asks, candidates, { options, state, plugin: plugin.name, name });
  // What is wrong with the options of those asked is a mistake of the caller too, and said now.
  for (const candidate of usable(chosen.candidates)) chooseCandidates(candidate, optionsFor(asks, options, candidate));
  return {
    name,
    plugin: plugin.name,
    asks,
    options,
    ...chosen,
    // The declaration gets exactly the types it has; they were erased when it was put in one list with others.
    column: asks.column(options as never),
    whenNone: asks.whenNone,
    thingsOf: (table) => asks.things(table, options as never),
  };
}

/** Undefined where the column is made by an earlier step. */
const thingsIn = (asking: AskingVerb, table: Table<object> | undefined): AskingOfRows['things'] | undefined =>
  table?.hasColumn(asking.column) === true ? markedAsRows(asking.thingsOf(table), table) : undefined;

const withThings = (asking: AskingVerb, table: Table<object>): AskingOfRows => ({
  ...asking,
  things: asking.thingsOf(table),
});

/** @throws PIVOT_UNAVAILABLE with the reason */
function requireSomebody({ name, candidates, whenNone }: AskingVerb): void {
  const reason = nobodyToAsk(candidates, whenNone);
  if (reason !== undefined) throw new PivotKitError('PIVOT_UNAVAILABLE', { pivot: name, reason });
}

const asksNothing = (name: string): RowAsker => ({
  ...asksNobody(name),
  things: [],
  join: (pivot) => Promise.reject(notAskable(name, pivot, 'it does not declare `asks`')),
});

/**
 * What a verb does with rows nobody can follow. Only where rows are as many as before and each is marked as it was, a new
 * cell is as restricted as its row; else everything is as restricted as the strictest cell there was.
 */
function markResult({ result, columns }: Verb, made: Table<object>, from: Table<object>): Table<object> {
  if (result === 'added-columns' && isMarkedAlike(made, from))
    return markedAs(made, from, { columns: Object.keys(columns), rows: 'row-by-row' });
  return markedAs(made, from, { columns: made.columnNames, rows: 'unknown' });
}

const isMarkedAlike = (made: Table<object>, from: Table<object>): boolean =>
  made.size === from.size &&
  from.columnNames.every((name) => {
    const { marks } = from.column(name);
    if (marks === undefined) return true;
    const after = made.hasColumn(name) ? made.column(name).marks : undefined;
    return after === marks || after?.every((rank, row) => rank === marks[row]) === true;
  });

/** The verb gets exactly the types it declared; they were erased when it was put in one list with others. */
async function runVerb(
  target: VerbTarget,
  table: Table<object>,
  { options, asker, context }: { readonly options: unknown; readonly asker: RowAsker; readonly context: StepRun },
): Promise<unknown> {
  const { verb, plugin, state } = target;
  const { signal, log, clock, firstRow } = context;
  const progress = (done: number, total: number): void => context.onVerbProgress?.(done, total);
  const call: VerbCall = { ...asker, state, signal, log, clock, firstRow, progress };
  try {
    return await verb.run(table, options as never, call as never);
  } catch (error) {
    const cause = context.redactor.value(error);
    if (PivotKitError.is(cause) && cause.code === 'TABLE_COLUMN_TAKEN') throw takenFor(verb.name, cause);
    if (PivotKitError.is(cause) || signal.aborted) throw cause;
    const problem = messageOf(cause);
    throw new PivotKitError('PLUGIN_FAILED', { plugin: plugin.name, pivot: verb.name, problem }, { cause });
  }
}

/** Says for what the column was wanted, where the verb does not: its name need not have been written anywhere. */
function takenFor(verb: string, cause: PivotKitError): PivotKitError {
  const { column, where } = cause.details;
  if (where !== '') return cause;
  return new PivotKitError('TABLE_COLUMN_TAKEN', { column, where: `, and '${verb}' adds one of that name` }, { cause });
}

const isTable = (value: unknown): value is Table<object> => value instanceof Table;

function checkTable({ verb, plugin }: VerbTarget, result: unknown): Table<object> {
  const wrong = (problem: string): PivotKitError =>
    new PivotKitError('RESULT_INVALID', { plugin: plugin.name, pivot: verb.name, problem });
  if (!isTable(result)) throw wrong('it is no table');
  const missing = Object.keys(verb.columns).find((name) => !result.hasColumn(name));
  if (missing !== undefined) throw wrong(`the column '${missing}' is missing`);
  return result;
}
