import { PivotKitError } from '../error/pivotkit-error.ts';
import { refusal, type Policy } from '../pivot/gate.ts';
import { readInput } from '../pivot/inputs.ts';
import { joinedNames } from '../pivot/join-results.ts';
import { statusText } from '../pivot/lookup-result.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import { distinctQuestions, requireReady, runPivot } from '../pivot/run-pivot.ts';
import { columnMissing, distinctCells, type Table } from '../table/index.ts';
import type { PivotPlan, Step } from './step.ts';

/** A pivot over a column of the table that reaches the step. */
export function pivotStep(call: PreparedCall, policy: Policy): Step {
  const { target, cls, column, plan } = call;
  const { pivot } = target;
  const text = `${cls.kind}.${pivot.name} of '${column}'`;
  const where = ` for ${text}`;
  return {
    kind: 'pivot',
    text,
    streamable: true,
    columnsAfter(columns) {
      if (columns === undefined) return undefined;
      if (!columns.includes(column)) throw columnMissing(column, columns, where);
      const added = joinedNames(pivot.name, plan);
      const taken = added.find((name) => columns.includes(name));
      if (taken !== undefined) throw new PivotKitError('TABLE_COLUMN_TAKEN', { column: taken, where });
      return [...columns, ...added];
    },
    requireReady: (context) => requireReady(call, context),
    apply: (table, context) => runPivot(call, table, context),
    plan: (table) => planPivot(call, policy, table),
    countQuestions: (table) => distinctQuestions(inputsOf(call, table)).questions.length,
  };
}

const inputsOf = ({ target, cls, column }: PreparedCall, table: Table<object>): ReturnType<typeof readInput>[] =>
  distinctCells(table, column).values.map((cell) => readInput(target.pivot, cls, cell));

function planPivot(call: PreparedCall, policy: Policy, table: Table<object> | undefined): PivotPlan {
  const { pivot, plugin } = call.target;
  const { reaches, provider = plugin.name } = pivot.sharing;
  const common = {
    pivot: `${call.cls.kind}.${pivot.name}`,
    plugin: plugin.name,
    column: call.column,
    provider: reaches === 'nobody' ? undefined : provider,
  };
  if (table === undefined || !table.hasColumn(call.column))
    return { ...common, distinct: undefined, asked: undefined, refused: {}, notEntities: undefined };
  const inputs = inputsOf(call, table);
  const { questions } = distinctQuestions(inputs);
  const refused: Record<string, number> = {};
  for (const { entity } of questions) {
    const result = refusal(entity, pivot.sharing, policy);
    if (result !== undefined) refused[statusText(result)] = (refused[statusText(result)] ?? 0) + 1;
  }
  const refusedCount = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return {
    ...common,
    distinct: questions.length,
    asked: questions.length - refusedCount,
    refused,
    notEntities: inputs.filter((input) => !input.ok && input.skip === 'not-an-entity').length,
  };
}
