import { PivotKitError } from '../error/pivotkit-error.ts';
import { checkOptions } from '../pivot/check-options.ts';
import type { RunContext } from '../pivot/run-context.ts';
import { markedAs } from '../pivot/markings.ts';
import type { Verb, VerbCall } from '../plugin/verb.ts';
import type { VerbTarget } from '../plugin/registry.ts';
import { Table } from '../table/index.ts';
import { messageOf } from '../error/text-of.ts';
import { redactColumns } from './redact-columns.ts';
import type { Step } from './step.ts';

/** An analysis or transform of a plugin over the whole table. @throws OPTIONS_INVALID */
export function verbStep(target: VerbTarget, written: unknown): Step {
  const { verb } = target;
  const options = checkOptions(verb.name, verb.options, written);
  const added = Object.keys(verb.columns);
  return {
    kind: 'verb',
    text: verb.name,
    streamable: verb.streamable,
    columnsAfter: (columns) => (verb.result === 'new-table' ? added : columns && [...new Set([...columns, ...added])]),
    async apply(table, context) {
      const result = checkTable(target, await runVerb(target, table, options, context));
      return redactColumns(markResult(verb, result, table), added, context.redactor);
    },
  };
}

/** What a verb does with rows nobody can follow; only where it adds to them is it known what each was made of. */
function markResult({ result, columns }: Verb, made: Table<object>, from: Table<object>): Table<object> {
  if (result === 'new-table') return markedAs(made, from, { columns: made.columnNames, rows: 'unknown' });
  const rebuilt = from.columnNames.filter((name) => made.hasColumn(name) && lostMarks(made, from, name));
  return markedAs(made, from, { columns: [...Object.keys(columns), ...rebuilt], rows: 'row-by-row' });
}

const lostMarks = (made: Table<object>, from: Table<object>, name: string): boolean =>
  made.column(name).marks === undefined && from.column(name).marks !== undefined;

/** The verb gets exactly the types it declared; they were erased when it was put in one list with others. */
async function runVerb(
  target: VerbTarget,
  table: Table<object>,
  options: unknown,
  context: RunContext,
): Promise<unknown> {
  const { verb, plugin, state } = target;
  const { signal, log, clock } = context;
  const progress = (done: number, total: number): void => context.onVerbProgress?.(done, total);
  const call: VerbCall = { state, signal, log, clock, progress };
  try {
    return await verb.run(table, options as never, call as never);
  } catch (error) {
    const cause = context.redactor.value(error);
    if (PivotKitError.is(cause) || signal.aborted) throw cause;
    const problem = messageOf(cause);
    throw new PivotKitError('PLUGIN_FAILED', { plugin: plugin.name, pivot: verb.name, problem }, { cause });
  }
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
