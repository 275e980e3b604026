import type { Clock } from '../io/clock.ts';
import type { Budget } from './budget.ts';
import type { LookupResult } from './lookup-result.ts';

/** What a run may use up; pipelines that run as one share it. */
export interface RunBounds {
  /** Undefined = no end. */
  readonly budget: Budget | undefined;
  readonly deadline: RunDeadline | undefined;
}

/** Until when a run may ask. */
export interface RunDeadline {
  /** Milliseconds that the run was given. */
  readonly deadlineMs: number;
  /** In milliseconds of the clock that never goes back. */
  readonly endsAtMs: number;
}

/** Why look-ups were ended: the run's time is up. */
export class DeadlinePassed extends Error {
  constructor(deadlineMs: number) {
    super(`the run's deadline of ${durationText(deadlineMs)} has passed`);
  }
}

/** Longest time that timers take. */
const longestMs = 2 ** 31 - 1;

/** Calls `pass` when the deadline has passed; the function returned is for runs that end before. */
export function watchDeadline(
  { deadlineMs, endsAtMs }: RunDeadline,
  clock: Clock,
  pass: (reason: DeadlinePassed) => void,
): () => void {
  const leftMs = endsAtMs - clock.monotonicMs();
  const reason = new DeadlinePassed(deadlineMs);
  if (leftMs > 0) return clock.after(Math.min(leftMs, longestMs), () => pass(reason));
  pass(reason);
  return () => {};
}

/** What becomes of a look-up whose run ended for a reason before it had an answer. */
export function endedBy(reason: unknown, isAsked: boolean): LookupResult<never> {
  if (!(reason instanceof DeadlinePassed)) return { status: 'skipped', reason: 'cancelled' };
  return isAsked
    ? { status: 'timeout', note: reason.message }
    : { status: 'skipped', reason: 'deadline', note: reason.message };
}

function durationText(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}
