import type { Entity } from '@pivotkit/entities';
import type { QuotaAccount, QuotaStatus } from '../io/quota/index.ts';
import type { Asks } from '../pivot/askable-pivot.ts';
import { askingOfCandidate, inputsFor } from '../pivot/asker.ts';
import { usable } from '../pivot/candidates.ts';
import { distinctQuestions } from '../pivot/distinct-questions.ts';
import { refusal } from '../pivot/gate.ts';
import { readInput, type Input } from '../pivot/inputs.ts';
import { statusText } from '../pivot/lookup-result.ts';
import { quotaAccount } from '../pivot/permit.ts';
import { checkOptions } from '../pivot/check-options.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import type { Candidate } from '../pivot/pivot.ts';
import type { Asking, Question, RunContext } from '../pivot/run-context.ts';
import { askingOf } from '../pivot/run-pivot.ts';
import { distinctCells, type Table } from '../table/index.ts';
import type { PivotPlan } from './step.ts';

/** The distinct cells of the column that is asked about, read as entities. */
export const inputsOf = ({ target, cls, column }: PreparedCall, table: Table<object>): readonly Input[] =>
  distinctCells(table, column).values.map((cell) => readInput(target.pivot, cls, cell));

/** What a pivot over a column would ask and tell, found without asking. */
export function planPivot(
  call: PreparedCall,
  table: Table<object> | undefined,
  context: RunContext,
): Promise<PivotPlan> {
  const inputs = table?.hasColumn(call.column) === true ? inputsOf(call, table) : undefined;
  return planAsking(askingOf(call, context), inputs, call.column);
}

async function planAsking(asking: Asking, inputs: readonly Input[] | undefined, column: string): Promise<PivotPlan> {
  const { target, kind, chosen, context } = asking;
  const { pivot, plugin } = target;
  const { reaches, provider = plugin.name } = pivot.sharing;
  const account = quotaAccount(asking);
  const quota = account === undefined ? [] : await quotasLeft(account, context);
  const common = {
    pivot: `${kind}.${pivot.name}`,
    plugin: plugin.name,
    column,
    provider: reaches === 'nobody' ? undefined : provider,
    cost: pivot.cost,
    quota,
  };
  const questions = inputs && distinctQuestions(inputs).questions;
  const asked = { distinct: questions?.length, notEntities: inputs?.filter(isNoEntity).length };
  if (pivot.asks !== undefined && chosen !== undefined) {
    const entities = questions?.map(({ entity }) => entity);
    const parts = await planParts({ asks: pivot.asks, ...chosen }, entities, { asking, column });
    return { ...common, ...asked, ...sumOf(parts), parts, mayStopEarly: chosen.mayStopEarly };
  }
  if (questions === undefined)
    return { ...common, ...asked, known: undefined, asked: undefined, refused: {}, waitMs: 0 };
  const { refused, open } = gated(questions, asking);
  const known = await knownAmong(open, asking);
  const left = open.length - known;
  return { ...common, ...asked, known, asked: left, refused, waitMs: waitMs(left, quota) };
}

const isNoEntity = (input: Input): boolean => !input.ok && input.skip === 'not-an-entity';

interface PlannedParts {
  readonly asks: Pick<Asks<never, never>, 'about'>;
  readonly candidates: readonly Candidate[];
}

/** What each pivot that would be asked would ask, given what leads to it. */
function planParts(
  { asks, candidates }: PlannedParts,
  entities: readonly Entity[] | undefined,
  {
    asking: { timeRange, context },
    column,
  }: { readonly asking: Pick<Asking, 'timeRange' | 'context'>; readonly column: string },
): Promise<PivotPlan[]> {
  return Promise.all(
    usable(candidates).map((candidate) => {
      const { pivot } = candidate.target;
      const options = checkOptions(pivot.name, pivot.options, {});
      const part = askingOfCandidate(candidate, options, { timeRange, context });
      return planAsking(part, entities && inputsFor(asks, candidate, entities), column);
    }),
  );
}

function sumOf(parts: readonly PivotPlan[]): Pick<PivotPlan, 'known' | 'asked' | 'refused' | 'waitMs'> {
  const refused: Record<string, number> = {};
  for (const part of parts)
    for (const [reason, count] of Object.entries(part.refused)) refused[reason] = (refused[reason] ?? 0) + count;
  return {
    known: total(parts.map(({ known }) => known)),
    asked: total(parts.map(({ asked }) => asked)),
    refused,
    waitMs: Math.max(0, ...parts.map((part) => part.waitMs)),
  };
}

/** Undefined where one of them is. */
const total = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );

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
