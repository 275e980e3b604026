import { amountText, roundAmount } from '../pivot/budget.ts';
import type { Price } from '../pivot/pivot.ts';
import type { RunContext } from '../pivot/run-context.ts';
import type { Table } from '../table/index.ts';
import type { PivotPlan, Step } from './step.ts';

/** What a pipeline would do, found without asking anybody. */
export interface Plan {
  /** Rows at hand; undefined when they arrive in batches. */
  readonly rows: number | undefined;
  readonly steps: readonly StepPlan[];
  /** What providers would charge in all, by currency; empty where no price is declared. */
  readonly charges: readonly Price[];
}

export interface StepPlan {
  readonly kind: string;
  readonly text: string;
  readonly pivot?: PivotPlan;
}

/**
 * Plans every step. Counts are exact for columns of the source; where an earlier step may drop rows they are upper
 * bounds, and for columns that an earlier pivot makes they are unknown. Kept answers and quotas are looked at, nobody is
 * asked.
 */
export async function explainSteps(
  source: Table<object> | undefined,
  steps: readonly Step[],
  context: RunContext,
): Promise<Plan> {
  let known = source;
  let pure = true;
  const plans: StepPlan[] = [];
  for (const step of steps) {
    const { kind, text } = step;
    if (step.plan !== undefined) {
      pure = false;
      plans.push({ kind, text, pivot: await step.plan(known, context) });
      if (kind === 'verb') known = undefined;
      continue;
    }
    // Verbs of the table need nobody, so before the first pivot they can simply be done.
    if (pure && kind !== 'verb') known = await knownAfter(known, step, context);
    else if (!keepsCells(kind)) known = undefined;
    plans.push({ kind, text });
  }
  return { rows: source?.size, steps: plans, charges: sumOfCharges(plans) };
}

function sumOfCharges(plans: readonly StepPlan[]): Price[] {
  const sums = new Map<string, number>();
  for (const { pivot } of plans)
    for (const { currency, amount } of pivot === undefined ? [] : chargesOf(pivot))
      sums.set(currency, roundAmount((sums.get(currency) ?? 0) + amount));
  return Array.from(sums, ([currency, amount]) => ({ currency, amount }));
}

const chargesOf = ({ charge, parts = [] }: PivotPlan): readonly Price[] =>
  charge === undefined ? parts.flatMap(chargesOf) : [charge];

async function knownAfter(
  table: Table<object> | undefined,
  step: Step,
  context: RunContext,
): Promise<Table<object> | undefined> {
  return table === undefined || step.kind === 'tee' || step.kind === 'display'
    ? table
    : step.apply(table, { ...context, firstRow: 0 });
}

/** Steps after which every cell of a column was one of its cells before. */
const keepsCells = (kind: string): boolean =>
  ['filter', 'mark', 'sort', 'distinct', 'slice', 'select', 'drop', 'tee', 'derive'].includes(kind);

/** The plan as text, a line a step. */
export function planText(plan: Plan): string {
  const from = plan.rows === undefined ? 'rows arrive in batches' : count(plan.rows, 'row');
  const steps = plan.steps.map((step, i) => `${i + 1}. ${stepText(step)}`);
  const charges = plan.charges.length === 0 ? [] : [`charged: ${plan.charges.map(amountText).join(', ')}`];
  return [`from: ${from}`, ...steps, ...charges].join('\n');
}

function stepText({ kind, text, pivot }: StepPlan): string {
  if (pivot === undefined) return kind === 'verb' ? `verb ${text}` : text;
  const { parts } = pivot;
  const title = kind === 'verb' ? `verb ${text}` : `pivot ${text}`;
  return parts === undefined
    ? `${title}: ${askedText(pivot)}`
    : [`${title}: ${entitiesText(pivot)}; asks`, ...partLines(pivot)].join('\n');
}

const askedText = (pivot: PivotPlan): string =>
  `${countsText(pivot)}; told: ${pivot.provider ?? 'nobody'}${submitsText(pivot)}${quotaText(pivot)}`;

const submitsText = ({ submits }: PivotPlan): string => (submits === undefined ? '' : `; SUBMITS, visible: ${submits}`);

/** A line for each pivot that is asked about something, with those that it asks below it. */
function partLines({ parts = [], mayStopEarly = false }: PivotPlan, indent = '   '): string[] {
  const bound = mayStopEarly ? 'at most ' : '';
  if (parts.length === 0) return [`${indent}- nobody: none of those it could ask can be asked now`];
  return parts
    .filter(isAsked)
    .flatMap((part) => [
      `${indent}- ${part.pivot}: ${part.parts === undefined ? bound + askedText(part) : `${entitiesText(part)}; asks`}`,
      ...(part.parts === undefined
        ? []
        : partLines({ ...part, mayStopEarly: mayStopEarly || part.mayStopEarly === true }, `${indent}  `)),
    ]);
}

const isAsked = ({ distinct, refused }: PivotPlan): boolean => distinct !== 0 || Object.keys(refused).length > 0;

function entitiesText({ distinct, notEntities }: PivotPlan): string {
  if (distinct === undefined) return 'how many is known when it runs';
  const parts = [count(distinct, 'distinct entity', 'distinct entities')];
  if (notEntities !== undefined && notEntities > 0)
    parts.push(count(notEntities, 'cell is no entity', 'cells are no entities'));
  return parts.join(', ');
}

function countsText(pivot: PivotPlan): string {
  const { distinct, known, aging, asked, units, charge, beyondBudget, refused, waitMs } = pivot;
  if (distinct === undefined) return entitiesText(pivot);
  const parts = [count(distinct, 'distinct entity', 'distinct entities')];
  const anew = aging === undefined || aging === 0 ? '' : `, ${aging} of them asked anew in the background`;
  if (known !== undefined && known > 0) parts.push(`${known} known${anew}`);
  const inRequests = units === undefined || units === 0 || units === asked ? '' : ` in ${count(units, 'request')}`;
  parts.push(`${asked} to ask${inRequests}${charge === undefined ? '' : ` for ${amountText(charge)}`}`);
  if (beyondBudget > 0) parts.push(`${beyondBudget} beyond the budget`);
  for (const [reason, refusedCount] of Object.entries(refused)) parts.push(`${refusedCount} ${reason}`);
  if (pivot.notEntities !== undefined && pivot.notEntities > 0)
    parts.push(count(pivot.notEntities, 'cell is no entity', 'cells are no entities'));
  if (waitMs > 0) parts.push(`at least ${durationText(waitMs)} of waiting`);
  return parts.join(', ');
}

function quotaText({ quota }: PivotPlan): string {
  if (quota.length === 0) return '';
  return `; left: ${quota.map(({ left, window }) => `${left} of ${window.limit} a ${window.per}`).join(', ')}`;
}

function durationText(ms: number): string {
  if (ms >= 86_400_000) return count(Math.ceil(ms / 86_400_000), 'day');
  if (ms >= 3_600_000) return count(Math.ceil(ms / 3_600_000), 'hour');
  return ms >= 60_000 ? count(Math.ceil(ms / 60_000), 'minute') : count(Math.ceil(ms / 1_000), 'second');
}

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
