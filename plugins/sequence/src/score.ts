import { end, start, type MarkovModel } from './model.ts';
import type { ModelEvent } from './session-event.ts';

export interface WindowOptions {
  /** Events in a window; with tokens the end of the session counts as one. */
  readonly windowLength: number;
  /** Whether the beginning and the end of a session count as events before and after it. */
  readonly useStartEndTokens: boolean;
}

/** A stretch of a session; natural logarithms, so that long sessions do not vanish. */
export interface Window {
  /** First event. */
  readonly from: number;
  /** Number of events; one less than the length of the window where the end of the session is part of it. */
  readonly events: number;
  readonly log: number;
}

/** What each step of a session adds to its log likelihood. */
export interface SessionLogs {
  /** `priors[i]`: that event i is the first looked at; the last is the end of the session. */
  readonly priors: Float64Array;
  /** `steps[i]`: that event i follows the one before it (or the start), with its parameters; the last is the end. */
  readonly steps: Float64Array;
}

export function sessionLogs(model: MarkovModel, session: readonly ModelEvent[]): SessionLogs {
  const priors = new Float64Array(session.length + 1);
  const steps = new Float64Array(session.length + 1);
  for (let at = 0; at < session.length; at++) {
    const event = session[at];
    if (event === undefined) continue;
    const { log, factors } = model.paramLikelihood(event);
    // The geometric mean: a command with many parameters is no rarer for it.
    const params = log / factors;
    priors[at] = Math.log(model.prior(event.name)) + params;
    steps[at] = Math.log(model.transition(session[at - 1]?.name ?? start, event.name)) + params;
  }
  priors[session.length] = Math.log(model.prior(end));
  steps[session.length] = Math.log(model.transition(session.at(-1)?.name ?? start, end));
  return { priors, steps };
}

/** Log of the likelihood of the whole session. */
export function sessionLog({ priors, steps }: SessionLogs, useStartEndTokens: boolean): number {
  const size = steps.length - 1;
  let log = (useStartEndTokens ? steps[0] : priors[0]) ?? 0;
  for (let at = 1; at < size; at++) log += steps[at] ?? 0;
  return useStartEndTokens ? log + (steps[size] ?? 0) : log;
}

/** Windows this much likelier, by a factor, are as rare: differences below are those of rounding. */
const equal = 1e-9;

/**
 * The rarest stretch of a length, the first of those as rare; undefined where the session is shorter. The first window
 * begins with the start of the session, later ones with their first event, whatever came before.
 */
export function rarestWindow(
  logs: SessionLogs,
  { windowLength, useStartEndTokens }: WindowOptions,
): Window | undefined {
  const { priors, steps } = logs;
  const size = useStartEndTokens ? steps.length : steps.length - 1;
  if (windowLength > size) return undefined;
  let rarest: Window | undefined;
  const inner = slidingSums(steps, windowLength - 1);
  for (let from = 0; from + windowLength <= size; from++) {
    const first = (from === 0 && useStartEndTokens ? steps[0] : priors[from]) ?? 0;
    const log = first + inner(from + 1);
    if (rarest !== undefined && log >= rarest.log - equal) continue;
    const isLast = from + windowLength === steps.length;
    rarest = { from, events: isLast ? windowLength - 1 : windowLength, log };
  }
  return rarest;
}

/** Sums of `length` values from a place on; long ones by running totals, so that time does not grow with the length. */
function slidingSums(values: Float64Array, length: number): (from: number) => number {
  if (length <= 16)
    return (from) => {
      let sum = 0;
      for (let at = from; at < from + length; at++) sum += values[at] ?? 0;
      return sum;
    };
  const totals = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) totals[at + 1] = (totals[at] ?? 0) + (values[at] ?? 0);
  return (from) => (totals[from + length] ?? 0) - (totals[from] ?? 0);
}
