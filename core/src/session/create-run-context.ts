import { PivotKitError } from '../error/pivotkit-error.ts';
import type { Clock } from '../io/clock.ts';
import type { ContextOptions } from '../pipeline/runtime.ts';
import { RunMemory } from '../pivot/answer-store.ts';
import { unavailableReason } from '../pivot/availability.ts';
import { Budget, type BudgetOptions } from '../pivot/budget.ts';
import type { Flights } from '../pivot/flights.ts';
import type { Policy } from '../pivot/policy.ts';
import type { Quotas } from '../pivot/quotas.ts';
import type { Revalidation } from '../pivot/revalidation.ts';
import type { Rooms } from '../pivot/rooms.ts';
import { watchDeadline, type RunBounds } from '../pivot/run-bounds.ts';
import type { AnswerStore, RunContext } from '../pivot/run-context.ts';
import type { Mode } from '../plugin/plugin.ts';
import type { Parts } from './container.ts';

export interface RunContextOptions extends ContextOptions {
  readonly policy: Policy;
  readonly mode: Mode;
  /** Answers kept beyond the run, nearest first. */
  readonly kept: readonly AnswerStore[];
  readonly quotas: Quotas | undefined;
  readonly bounds: RunBounds;
  /** What all runs of the session share. */
  readonly rooms: Rooms;
  readonly flights: Flights;
  readonly revalidation: Revalidation;
}

let runs = 0;

/** What one run shares between its steps: known answers, its budget, who is off. */
export function createRunContext(parts: Parts, options: RunContextOptions): RunContext {
  const { clock, http, log, redactor, telemetry } = parts;
  const { signal, timeRange, onAsked, onLookup, onVerbProgress, policy, mode, kept, quotas, bounds } = options;
  const { rooms, flights, revalidation } = options;
  const end = endOf(signal, bounds, clock);
  return {
    clock,
    http,
    log,
    redactor,
    telemetry,
    policy,
    signal,
    ending: end.signal,
    end: end.forget,
    revalidate: (asking, questions) => revalidation.start(asking, questions),
    isOffline: mode === 'offline',
    rooms,
    flights,
    timeRange,
    onAsked,
    ...(onLookup && { onLookup }),
    ...(onVerbProgress && { onVerbProgress }),
    onWaited: () => {},
    quotas,
    run: `${process.pid}-${++runs}`,
    budget: bounds.budget,
    stores: [new RunMemory(), ...kept],
    providersOff: new Set(),
    requireAvailable(target) {
      const reason = unavailableReason(target, mode, { keepsAnswers: kept.length > 0 });
      if (reason !== undefined)
        throw redactor.value(new PivotKitError('PIVOT_UNAVAILABLE', { pivot: target.pivot.name, reason }));
    },
  };
}

export interface BoundsOptions extends BudgetOptions {
  /** Milliseconds from now after which nothing is asked. Default: no end. */
  readonly deadlineMs?: number | undefined;
}

/** @throws OPTIONS_INVALID */
export function runBounds({ deadlineMs, ...budget }: BoundsOptions, clock: Clock): RunBounds {
  requireBounds({ deadlineMs, ...budget });
  const isLimited = budget.maxCalls !== undefined || budget.maxCost !== undefined;
  return {
    budget: isLimited ? new Budget(budget) : undefined,
    deadline: deadlineMs === undefined ? undefined : { deadlineMs, endsAtMs: clock.monotonicMs() + deadlineMs },
  };
}

/** A bound that is no number would be none. */
function requireBounds({ deadlineMs = 1, maxCalls = 0, maxCost = {} }: BoundsOptions): void {
  const problems = [
    ...(deadlineMs > 0 ? [] : ["'deadlineMs' is no time above 0"]),
    ...(maxCalls >= 0 ? [] : ["'maxCalls' is no number of questions"]),
    ...Object.entries(maxCost).flatMap(([currency, amount]) =>
      amount >= 0 ? [] : [`'maxCost' of ${currency} is no amount`],
    ),
  ];
  if (problems.length === 0) return;
  throw new PivotKitError('OPTIONS_INVALID', { name: 'run', problems: problems.join('; '), suggestion: '' });
}

/** What ends the asking of a run: its signal, or its deadline, which is forgotten when the run has ended before. */
function endOf(
  signal: AbortSignal,
  { deadline }: RunBounds,
  clock: Clock,
): { readonly signal: AbortSignal; readonly forget: () => void } {
  if (deadline === undefined) return { signal, forget: () => {} };
  const controller = new AbortController();
  const cancel = (): void => controller.abort(signal.reason);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const forgetTimer = watchDeadline(deadline, clock, (reason) => controller.abort(reason));
  const forget = (): void => {
    forgetTimer();
    signal.removeEventListener('abort', cancel);
  };
  return { signal: controller.signal, forget };
}
