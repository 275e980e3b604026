import type { Entity } from '@pivotkit/entities';
import type { QuotaAccount, QuotaStatus } from '../io/quota/index.ts';
import type { AskingOfRows } from '../pivot/ask-of-rows.ts';
import type { Asks } from '../pivot/askable-pivot.ts';
import { askingOfCandidate, inputsFor, optionsFor } from '../pivot/asker.ts';
import { usable } from '../pivot/candidates.ts';
import { distinctQuestions } from '../pivot/distinct-questions.ts';
import { refusal } from '../pivot/gate.ts';
import type { Input } from '../pivot/inputs.ts';
import { statusText } from '../pivot/lookup-result.ts';
import { costOf } from '../pivot/budget.ts';
import type { Lookup } from '../pivot/lookup.ts';
import { batchSize, quotaAccount } from '../pivot/permit.ts';
import { providerName } from '../pivot/rooms.ts';
import { unitsOf } from '../pivot/units.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import type { Candidate } from '../pivot/pivot.ts';
import type { Asking, Question, RunContext } from '../pivot/run-context.ts';
import { askingOf, inputsOf } from '../pivot/run-pivot.ts';
import type { Table } from '../table/index.ts';
import type { PivotPlan } from './step.ts';

/** What a pivot over a column would ask and tell, found without asking. */
export function planPivot(
  call: PreparedCall,
  table: Table<object> | undefined,
  context: RunContext,
): Promise<PivotPlan> {
  const inputs = table?.hasColumn(call.column) === true ? inputsOf(call, table).inputs : undefined;
  return planAsking(askingOf(call, context), inputs, call.column);
}

/** What a step over a table would ask about the things that its rows name; undefined = known only when it runs. */
export async function planOfRows(
  {
    name,
    plugin,
    ...who
  }: Pick<AskingOfRows, 'name' | 'asks' | 'options' | 'candidates' | 'column'> & {
    readonly plugin: string;
    readonly mayStopEarly: boolean;
  },
  things: readonly (Entity | undefined)[] | undefined,
  context: RunContext,
): Promise<PivotPlan> {
  const entities = things && [...new Set(things.filter((thing) => thing !== undefined))];
  const asking = { options: who.options, timeRange: context.timeRange, context };
  const parts = await planParts(who, entities, { asking, column: who.column });
  return {
    pivot: name,
    plugin,
    column: who.column,
    provider: undefined,
    cost: undefined,
    submits: undefined,
    quota: [],
    distinct: entities?.length,
    notEntities: undefined,
    ...sumOf(parts),
    parts,
    mayStopEarly: who.mayStopEarly,
  };
}

async function planAsking(asking: Asking, inputs: readonly Input[] | undefined, column: string): Promise<PivotPlan> {
  const { target, kind, chosen, context } = asking;
  const { pivot, plugin } = target;
  const account = quotaAccount(asking);
  const quota = account === undefined ? [] : await quotasLeft(account, context);
  const common = {
    pivot: `${kind}.${pivot.name}`,
    plugin: plugin.name,
    column,
    provider: providerName(target),
    cost: pivot.cost,
    submits: asking.submission?.visibility,
    quota,
  };
  const questions = inputs && distinctQuestions(inputs).questions;
  const asked = { distinct: questions?.length, notEntities: inputs?.filter(isNoEntity).length };
  if (pivot.asks !== undefined && chosen !== undefined) {
    const entities = questions?.map(({ entity }) => entity);
    const parts = await planParts({ asks: pivot.asks, ...chosen }, entities, { asking, column });
    return { ...common, ...asked, ...sumOf(parts), parts, mayStopEarly: chosen.mayStopEarly };
  }
  if (questions === undefined || inputs === undefined) return { ...common, ...asked, ...unknownAmounts };
  const { refused, open } = gated(questions, asking);
  const vain = inputs.filter((input) => !input.ok && input.skip === 'not-askable').length;
  if (vain > 0) refused['skipped(not-askable)'] = vain;
  const { known, aging } = await knownAmong(open, asking);
  const toAsk = open.filter(({ key }) => !known.has(key));
  const isRefused = isAskedOffline(asking) && toAsk.length > 0;
  const expected = isRefused ? nothing : await expectedOf(toAsk, asking);
  return {
    ...common,
    ...asked,
    known: known.size,
    aging,
    ...expected,
    refused: isRefused ? { ...refused, 'skipped(offline)': toAsk.length } : refused,
    waitMs: waitMs(expected.units, quota),
  };
}

const unknownAmounts = {
  known: undefined,
  aging: undefined,
  asked: undefined,
  units: undefined,
  charge: undefined,
  beyondBudget: 0,
  refused: {},
  waitMs: 0,
} as const;

const isAskedOffline = ({ target: { pivot }, context }: Asking): boolean =>
  context.isOffline && pivot.sharing.reaches !== 'nobody';

type Expected = Pick<PivotPlan, 'charge' | 'beyondBudget'> & { readonly asked: number; readonly units: number };

const nothing: Expected = { asked: 0, units: 0, charge: undefined, beyondBudget: 0 };

/**
 * What asking them would come to, batch by batch as the run does it, within the budget that earlier steps have left.
 * Later steps will know the answers.
 */
async function expectedOf(questions: readonly Question[], asking: Asking): Promise<Expected> {
  const { target, context } = asking;
  const { price, sharing } = target.pivot;
  if (sharing.reaches === 'nobody') return { ...nothing, asked: questions.length };
  const size = batchSize(asking);
  const covered: Question[] = [];
  let units = 0;
  for (let start = 0; start < questions.length; start += size) {
    const batch = questions.slice(start, start + size);
    const batchUnits = unitsOf(target, batch.length);
    if (context.budget?.take({ questions: batch.length, units: batchUnits, price }) !== undefined) continue;
    units += batchUnits;
    covered.push(...batch);
  }
  await context.stores[0]?.keep(asking, covered, covered.map(answerToCome));
  return {
    asked: covered.length,
    units,
    charge: units === 0 ? undefined : costOf({ units, price }),
    beyondBudget: questions.length - covered.length,
  };
}

/** Stands in the run's memory for an answer that there will be. */
const answerToCome = ({ key, entity }: Question): Lookup => ({
  key,
  result: { status: 'not-found' },
  marking: entity.marking,
  askedAtMs: undefined,
});

const isNoEntity = (input: Input): boolean => !input.ok && input.skip === 'not-an-entity';

interface PlannedParts {
  readonly asks: Pick<Asks<never, never>, 'about' | 'optionsFor'>;
  readonly candidates: readonly Candidate[];
}

/** What each pivot that would be asked would ask, given what leads to it. */
async function planParts(
  { asks, candidates }: PlannedParts,
  entities: readonly Entity[] | undefined,
  {
    asking: { options: own, timeRange, context },
    column,
  }: { readonly asking: Pick<Asking, 'options' | 'timeRange' | 'context'>; readonly column: string },
): Promise<PivotPlan[]> {
  const plans: PivotPlan[] = [];
  // One after the other: each takes out of the budget what the next one has not.
  for (const candidate of usable(candidates)) {
    const options = optionsFor(asks, own, candidate);
    const part = askingOfCandidate(candidate, options, { timeRange, context });
    plans.push(await planAsking(part, entities && inputsFor(asks, candidate, entities), column));
  }
  return plans;
}

type Amounts = 'known' | 'aging' | 'asked' | 'units' | 'charge' | 'beyondBudget' | 'refused' | 'waitMs';

/** Charges stay with the parts, whose currencies may differ. */
function sumOf(parts: readonly PivotPlan[]): Pick<PivotPlan, Amounts> {
  const refused: Record<string, number> = {};
  for (const part of parts)
    for (const [reason, count] of Object.entries(part.refused)) refused[reason] = (refused[reason] ?? 0) + count;
  return {
    known: total(parts.map(({ known }) => known)),
    aging: total(parts.map(({ aging }) => aging)),
    asked: total(parts.map(({ asked }) => asked)),
    units: total(parts.map(({ units }) => units)),
    charge: undefined,
    beyondBudget: parts.reduce((sum, { beyondBudget }) => sum + beyondBudget, 0),
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
    const result = refusal(entity, target, context.policy);
    if (result !== undefined) refused[statusText(result)] = (refused[statusText(result)] ?? 0) + 1;
    return result === undefined;
  });
  return { refused, open };
}

interface Known {
  readonly known: ReadonlySet<string>;
  readonly aging: number;
}

/** Looking among kept answers asks nobody. */
async function knownAmong(questions: readonly Question[], asking: Asking): Promise<Known> {
  const known = new Set<string>();
  const aging = new Set<string>();
  for (const store of asking.context.stores)
    for (const { key, isAging } of (await store.find(asking, questions)).filter((each) => each !== undefined)) {
      if (key === undefined || known.has(key)) continue;
      known.add(key);
      if (isAging === true) aging.add(key);
    }
  return { known, aging: asking.context.isOffline ? 0 : aging.size };
}

const quotasLeft = async (account: QuotaAccount, { quotas, clock }: RunContext): Promise<readonly QuotaStatus[]> =>
  (await quotas?.ledger.status(account, clock.now().getTime())) ?? [];

const lengthsMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, month: 31 * 86_400_000 };

/** How long the fullest window makes it take: what does not fit now needs whole windows more. */
const waitMs = (units: number, quota: readonly QuotaStatus[]): number =>
  Math.max(
    0,
    ...quota.map(({ left, window: { per, limit } }) => Math.ceil(Math.max(0, units - left) / limit) * lengthsMs[per]),
  );
