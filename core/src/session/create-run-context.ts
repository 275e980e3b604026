import pLimit from 'p-limit';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { ContextOptions } from '../pipeline/runtime.ts';
import { RunMemory } from '../pivot/answer-store.ts';
import { unavailableReason } from '../pivot/availability.ts';
import type { Policy } from '../pivot/gate.ts';
import { Budget, type Quotas } from '../pivot/quotas.ts';
import type { AnswerStore, Limit, RunContext } from '../pivot/run-context.ts';
import type { Mode } from '../plugin/plugin.ts';
import type { Parts } from './container.ts';

export interface RunContextOptions extends ContextOptions {
  readonly policy: Policy;
  readonly mode: Mode;
  /** Answers kept beyond the run, nearest first. */
  readonly kept: readonly AnswerStore[];
  readonly quotas: Quotas | undefined;
  readonly maxCalls: number | undefined;
}

let runs = 0;

/** What one run shares between its steps: known answers, limiters, its budget, who is off. */
export function createRunContext(parts: Parts, options: RunContextOptions): RunContext {
  const { clock, http, log, redactor, telemetry } = parts;
  const { signal, timeRange, onAsked, onLookup, onVerbProgress, policy, mode, kept, quotas, maxCalls } = options;
  const limits = new Map<string, Limit>();
  return {
    clock,
    http,
    log,
    redactor,
    telemetry,
    policy,
    signal,
    timeRange,
    onAsked,
    ...(onLookup && { onLookup }),
    ...(onVerbProgress && { onVerbProgress }),
    onWaited: () => {},
    quotas,
    run: `${process.pid}-${++runs}`,
    budget: maxCalls === undefined ? undefined : new Budget(maxCalls),
    stores: [new RunMemory(), ...kept],
    providersOff: new Set(),
    limiter(pivot, concurrent) {
      const limit = limits.get(pivot) ?? pLimit(concurrent);
      limits.set(pivot, limit);
      return limit;
    },
    requireAvailable(target) {
      const reason = unavailableReason(target, mode);
      if (reason !== undefined)
        throw redactor.value(new PivotKitError('PIVOT_UNAVAILABLE', { pivot: target.pivot.name, reason }));
    },
  };
}
