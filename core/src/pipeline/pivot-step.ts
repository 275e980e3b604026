import { PivotKitError } from '../error/pivotkit-error.ts';
import type { QuotaAccount, QuotaStatus } from '../io/quota/index.ts';
import { refusal } from '../pivot/gate.ts';
import { readInput } from '../pivot/inputs.ts';
import { joinedNames } from '../pivot/join-results.ts';
import { statusText } from '../pivot/lookup-result.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import { quotaAccount } from '../pivot/permit.ts';
import type { Asking, Question, RunContext } from '../pivot/run-context.ts';
import { askingOf, distinctQuestions, requireReady, runPivot } from '../pivot/run-pivot.ts';
import { columnMissing, distinctCells, type Table } from '../table/index.ts';
import type { PivotPlan, Step } from './step.ts';

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
    countQuestions: (table) => distinctQuestions(inputsOf(call, table)).questions.length,
  };
}

const inputsOf = ({ target, cls, column }: PreparedCall, table: Table<object>): ReturnType<typeof readInput>[] =>
  distinctCells(table, column).values.map((cell) => readInput(target.pivot, cls, cell));

async function planPivot(
  call: PreparedCall,
  table: Table<object> | undefined,
  context: RunContext,
): Promise<PivotPlan> {
  const { target, cls, column } = call;
  const { pivot, plugin } = target;
  const asking = askingOf(call, context);
  const { reaches, provider = plugin.name } = pivot.sharing;
  const account = quotaAccount(asking);
  const quota = account === undefined ? [] : await quotasLeft(account, context);
  const common = {
    pivot: `${cls.kind}.${pivot.name}`,
    plugin: plugin.name,
    column,
    provider: reaches === 'nobody' ? undefined : provider,
    cost: pivot.cost,
    quota,
  };
  if (table === undefined || !table.hasColumn(column))
    return {
      ...common,
      distinct: undefined,
      known: undefined,
      asked: undefined,
      refused: {},
      notEntities: undefined,
      waitMs: 0,
    };
  const inputs = inputsOf(call, table);
  const { questions } = distinctQuestions(inputs);
  const { refused, open } = gated(questions, asking);
  const known = await knownAmong(open, asking);
  const asked = open.length - known;
  return {
    ...common,
    distinct: questions.length,
    known,
    asked,
    refused,
    notEntities: inputs.filter((input) => !input.ok && input.skip === 'not-an-entity').length,
    waitMs: waitMs(asked, quota),
  };
}

function gated(
  questions: readonly Question[],
  { target, context }: Asking,
): {
  readonly refused: Record<string, number>;
  readonly open: readonly Question[];
} {
  const refused: Record<string, number> = {};
  const open = questions.filter(({ entity }) => {
    const result = refusal(entity, target.pivot.sharing, context.policy);
    if (result !== undefined) refused[statusText(result)] = (refused[statusText(result)] ?? 0) + 1;
    return result === undefined;
  });
  return { refused, open };
}

/** Looking among kept answers asks nobody. */
async function knownAmong(questions: readonly Question[], asking: Asking): Promise<number> {
  const known = new Set<string>();
  for (const store of asking.context.stores)
    for (const lookup of await store.find(asking, questions)) if (lookup?.key !== undefined) known.add(lookup.key);
  return known.size;
}

const quotasLeft = async (account: QuotaAccount, { quotas, clock }: RunContext): Promise<readonly QuotaStatus[]> =>
  (await quotas?.ledger.status(account, clock.now().getTime())) ?? [];

const lengthsMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, month: 31 * 86_400_000 };

/** How long the fullest window makes it take: what does not fit now needs whole windows more. */
const waitMs = (asked: number, quota: readonly QuotaStatus[]): number =>
  Math.max(
    0,
    ...quota.map(({ left, window: { per, limit } }) => Math.ceil(Math.max(0, asked - left) / limit) * lengthsMs[per]),
  );
