import pLimit from 'p-limit';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { ContextOptions } from '../pipeline/runtime.ts';
import type { Policy } from '../pivot/gate.ts';
import { RunMemory } from '../pivot/answer-store.ts';
import type { Limit, RunContext } from '../pivot/run-context.ts';
import type { Mode } from '../plugin/plugin.ts';
import type { Parts } from './container.ts';
import { unavailableReason } from './pivots.ts';

/** What one run shares between its steps: a memory of answers, limiters, who is off. */
export function createRunContext(
  { clock, http, log }: Parts,
  { signal, timeRange, onAsked, policy, mode }: ContextOptions & { readonly policy: Policy; readonly mode: Mode },
): RunContext {
  const limits = new Map<string, Limit>();
  return {
    clock,
    http,
    log,
    policy,
    signal,
    timeRange,
    onAsked,
    stores: [new RunMemory()],
    providersOff: new Set(),
    limiter(pivot, concurrent) {
      const limit = limits.get(pivot) ?? pLimit(concurrent);
      limits.set(pivot, limit);
      return limit;
    },
    requireAvailable(target) {
      const reason = unavailableReason(target, mode);
      if (reason !== undefined) throw new PivotKitError('PIVOT_UNAVAILABLE', { pivot: target.pivot.name, reason });
    },
  };
}
