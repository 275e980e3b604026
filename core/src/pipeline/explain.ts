import { Table } from '../table/index.ts';
import type { PivotPlan, Step } from './step.ts';

/** What a pipeline would do, found without asking anybody. */
export interface Plan {
  /** Rows at hand; undefined when they arrive in batches. */
  readonly rows: number | undefined;
  readonly steps: readonly StepPlan[];
}

export interface StepPlan {
  readonly kind: string;
  readonly text: string;
  readonly pivot?: PivotPlan;
}

/**
 * Plans every step. Counts are exact for columns of the source; where an earlier step may drop rows they are upper
 * bounds, and for columns that an earlier pivot makes they are unknown.
 */
export function explainSteps(source: Table<object> | undefined, steps: readonly Step[]): Plan {
  let known = source;
  let pure = true;
  const plans = steps.map((step): StepPlan => {
    const { kind, text } = step;
    if (step.plan !== undefined) {
      pure = false;
      return { kind, text, pivot: step.plan(known) };
    }
    // Verbs of the table need nobody, so before the first pivot they can simply be done.
    known = pure && kind !== 'verb' ? knownAfter(known, step) : keepsCells(kind) ? known : undefined;
    return { kind, text };
  });
  return { rows: source?.size, steps: plans };
}

function knownAfter(table: Table<object> | undefined, step: Step): Table<object> | undefined {
  if (table === undefined || step.kind === 'tee') return table;
  const result = step.apply(table, undefined as never);
  return result instanceof Table ? result : undefined;
}

/** Steps after which every cell of a column was one of its cells before. */
const keepsCells = (kind: string): boolean =>
  ['filter', 'sort', 'distinct', 'slice', 'select', 'drop', 'tee', 'derive'].includes(kind);

/** The plan as text, a line a step. */
export function planText(plan: Plan): string {
  const from = plan.rows === undefined ? 'rows arrive in batches' : count(plan.rows, 'row');
  return [`from: ${from}`, ...plan.steps.map((step, i) => `${i + 1}. ${stepText(step)}`)].join('\n');
}

function stepText({ kind, text, pivot }: StepPlan): string {
  if (pivot === undefined) return kind === 'verb' ? `verb ${text}` : text;
  return `pivot ${text}: ${amountText(pivot)}; told: ${pivot.provider ?? 'nobody'}`;
}

function amountText({ distinct, asked, refused, notEntities }: PivotPlan): string {
  if (distinct === undefined) return 'how many is known when it runs';
  const parts = [count(distinct, 'distinct entity', 'distinct entities'), `${asked} to ask`];
  for (const [reason, refusedCount] of Object.entries(refused)) parts.push(`${refusedCount} ${reason}`);
  if (notEntities !== undefined && notEntities > 0)
    parts.push(count(notEntities, 'cell is no entity', 'cells are no entities'));
  return parts.join(', ');
}

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
