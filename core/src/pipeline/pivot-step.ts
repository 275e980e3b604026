import { PivotKitError } from '../error/pivotkit-error.ts';
import { countParts } from '../pivot/ask-others.ts';
import { usable } from '../pivot/candidates.ts';
import { distinctQuestions } from '../pivot/distinct-questions.ts';
import { joinedNames } from '../pivot/join-results.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import { inputsOf, requireReady, runPivot } from '../pivot/run-pivot.ts';
import { columnMissing, type Table } from '../table/index.ts';
import { planPivot } from './plan-pivot.ts';
import type { Step } from './step.ts';

/** A pivot over a column of the table that reaches the step. */
export function pivotStep(call: PreparedCall): Step {
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
    plan: (table, context) => planPivot(call, table, context),
    countQuestions: (table) => countQuestions(call, table),
  };
}

/** Of a pivot that asks others: what they are asked, at most. */
function countQuestions(call: PreparedCall, table: Table<object>): number {
  const { questions } = distinctQuestions(inputsOf(call, table).inputs);
  const { asks } = call.target.pivot;
  if (asks === undefined || call.chosen === undefined) return questions.length;
  const entities = questions.map(({ entity }) => entity);
  return countParts(asks, usable(call.chosen.candidates), entities);
}
