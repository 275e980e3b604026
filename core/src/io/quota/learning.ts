import { logOf, maxBlockMs, timeIn, turnTo, type AccountState, type Withheld } from './account-state.ts';
import type { QuotaHint } from './quota-ledger.ts';
import { freeAtMs, lengthMs, windowKey, type QuotaWindow } from './quota-window.ts';
import { countedUnits } from './window-log.ts';

const minWaitMs = 1_000;

/** So many statements of one window are kept apart. */
const maxStatements = 8;

export function learn(
  state: AccountState,
  windows: readonly QuotaWindow[],
  { hints, nowMs }: { readonly hints: readonly QuotaHint[]; readonly nowMs: number },
): void {
  turnTo(state, nowMs);
  for (const hint of hints) learnOne(state, windows, hint);
}

function learnOne(state: AccountState, windows: readonly QuotaWindow[], hint: QuotaHint): void {
  if (isTime(hint.blockedUntilMs)) block(state, hint.blockedUntilMs);
  const window = windowMeant(windows, hint, state.clockMs);
  if (window !== undefined) lower(state, window, hint);
  else if (hint.remaining === 0) block(state, timeOr(hint.resetAtMs, state.clockMs + lengthMs(hint.per ?? 'second')));
}

const isTime = (ms: number | undefined): ms is number => ms !== undefined && !Number.isNaN(ms);
const timeOr = (ms: number | undefined, otherMs: number): number => (isTime(ms) ? ms : otherMs);
const isUnits = (units: number | undefined): units is number => units !== undefined && units >= 0;

function block(state: AccountState, untilMs: number): void {
  state.blockedUntilMs = Math.max(state.blockedUntilMs, clamp(untilMs, state.clockMs, maxBlockMs));
}

const clamp = (atMs: number, nowMs: number, mostMs: number): number =>
  Math.ceil(Math.min(Math.max(atMs, nowMs + minWaitMs), nowMs + mostMs));

/** Undefined = none of the windows is meant for certain enough to be lowered. */
function windowMeant(windows: readonly QuotaWindow[], hint: QuotaHint, nowMs: number): QuotaWindow | undefined {
  const { per, limit, remaining, resetAtMs } = hint;
  if (per !== undefined) return windows.find((window) => window.per === per);
  const byLength = windows.toSorted((a, b) => lengthMs(windowKey(a)) - lengthMs(windowKey(b)));
  const ofLimit = byLength.find((window) => window.limit === limit);
  if (ofLimit !== undefined) return ofLimit;
  if (isTime(resetAtMs)) return byLength.find((window) => lengthMs(windowKey(window)) >= resetAtMs - nowMs);
  return remaining === 0 ? byLength[0] : undefined;
}

function lower(state: AccountState, window: QuotaWindow, { per, limit, remaining, resetAtMs }: QuotaHint): void {
  const key = windowKey(window);
  const nowMs = state.clockMs;
  const mostMs = 2 * lengthMs(key);
  // A limit of some other window would lower this one for good, if each reply repeats it.
  if (per !== undefined && isUnits(limit))
    withhold(state, window, { units: window.limit - Math.floor(limit), untilMs: nowMs + mostMs });
  if (!isUnits(remaining)) return;
  // Open bookings are not taken for requests the provider has counted: it may not have met them yet.
  const made = countedUnits(key, logOf(state, key), timeIn(state, key));
  const untilMs = isTime(resetAtMs) ? clamp(resetAtMs, nowMs, mostMs) : freeAtMs(key, nowMs);
  withhold(state, window, { units: window.limit - Math.floor(remaining) - made, untilMs });
}

/** Adds a statement to those that still hold, without those another one covers. */
function withhold(state: AccountState, window: QuotaWindow, statement: Withheld): void {
  if (statement.units <= 0) return;
  const key = windowKey(window);
  const holding = (state.withheld.get(key) ?? []).filter(({ untilMs }) => untilMs > state.clockMs);
  if (holding.some((other) => covers(other, statement))) return;
  const kept = [...holding.filter((other) => !covers(statement, other)), statement];
  state.withheld.set(key, fewer(kept));
}

const covers = (a: Withheld, b: Withheld): boolean => a.units >= b.units && a.untilMs >= b.untilMs;

/** The two that hold longest become one as strict and as long as both. */
function fewer(statements: readonly Withheld[]): Withheld[] {
  if (statements.length <= maxStatements) return [...statements];
  const [longest, next, ...others] = statements.toSorted((a, b) => b.untilMs - a.untilMs);
  if (longest === undefined || next === undefined) return others;
  return [...others, { units: Math.max(longest.units, next.units), untilMs: longest.untilMs }];
}
