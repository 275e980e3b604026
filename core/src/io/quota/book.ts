import {
  addHold,
  logOf,
  recordUnits,
  takeHold,
  takeLapsed,
  timeIn,
  turnTo,
  withheldUnits,
  type AccountState,
  type Hold,
} from './account-state.ts';
import type { QuotaRefusal, QuotaRequest, QuotaStatus } from './quota-ledger.ts';
import { freeAtMs, windowKey, type QuotaWindow } from './quota-window.ts';
import { countedUnits, freeings } from './window-log.ts';
import { heldForOthers, joinLine, leaveLine } from './waiting-line.ts';

/** Open units may come back at any time: look again after so long. */
const lookAgainMs = 1_000;

/** Units held back for another run are taken soon: look again after so long. */
const nextTurnMs = 100;

/** The number of the booking, or a refusal. */
export function reserve(
  state: AccountState,
  windows: readonly QuotaWindow[],
  request: QuotaRequest,
): number | QuotaRefusal {
  turnTo(state, request.nowMs);
  for (const window of windows) logOf(state, windowKey(window));
  const heldBack = heldForOthers(state, request.run);
  if (isRoom(state, windows, request.units + heldBack)) return grant(state, request);
  const refusal = refuse(state, windows, { units: request.units, heldBack });
  if (request.waits !== false) joinLine(state, request, refusal);
  return refusal;
}

function isRoom(state: AccountState, windows: readonly QuotaWindow[], units: number): boolean {
  if (state.blockedUntilMs > state.clockMs) return false;
  for (const window of windows) if (window.limit - usedUnits(state, window) < units) return false;
  return true;
}

function usedUnits(state: AccountState, window: QuotaWindow): number {
  const key = windowKey(window);
  const made = countedUnits(key, logOf(state, key), timeIn(state, key));
  return made + state.openUnits + withheldUnits(state, key, state.clockMs);
}

function grant(state: AccountState, request: QuotaRequest): number {
  leaveLine(state, request);
  const { units, leaseMs } = request;
  return addHold(state, { units, leaseMs, leaseUntilMs: state.clockMs + leaseMs, begun: false });
}

interface Wanted {
  readonly units: number;
  readonly heldBack: number;
}

function refuse(state: AccountState, windows: readonly QuotaWindow[], wanted: Wanted): QuotaRefusal {
  const refusals = windows.map((window) => ({ window, retryAtMs: roomAtMs(state, window, wanted) }));
  const latest = refusals.reduce<Omit<QuotaRefusal, 'granted'>>((a, b) => (b.retryAtMs > a.retryAtMs ? b : a), {
    window: undefined,
    retryAtMs: Math.max(state.blockedUntilMs, state.clockMs),
  });
  return { granted: false, ...latest };
}

/** The earliest moment at which a window may have room; now when it has. */
function roomAtMs(state: AccountState, window: QuotaWindow, { units, heldBack }: Wanted): number {
  const nowMs = state.clockMs;
  if (window.limit - usedUnits(state, window) >= units + heldBack) return nowMs;
  const ownMs = fitsAtMs(state, window, units);
  if (heldBack === 0) return ownMs;
  const allMs = fitsAtMs(state, window, Math.min(units + heldBack, window.limit));
  const nextMs = Math.max(ownMs, nowMs + nextTurnMs);
  return allMs > nowMs ? Math.min(allMs, nextMs) : nextMs;
}

function fitsAtMs(state: AccountState, window: QuotaWindow, units: number): number {
  const key = windowKey(window);
  let counted = usedUnits(state, window) - withheldUnits(state, key, state.clockMs);
  const fits = (atMs: number): boolean => counted + withheldUnits(state, key, atMs) + units <= window.limit;
  if (fits(state.clockMs)) return state.clockMs;
  const changes = changesAhead(state, window);
  for (const change of changes) {
    counted -= change.units;
    if (fits(change.atMs)) return change.atMs;
  }
  return changes.at(-1)?.atMs ?? state.clockMs;
}

interface Change {
  readonly atMs: number;
  /** Units that come free. */
  readonly units: number;
}

/** What may raise the room of a window, in order of time. */
function changesAhead(state: AccountState, window: QuotaWindow): readonly Change[] {
  const key = windowKey(window);
  const soonMs = state.clockMs + lookAgainMs;
  return [
    ...freeings(key, logOf(state, key), timeIn(state, key)),
    ...[...state.holds.values()].map((hold) => ({ atMs: Math.min(hold.leaseUntilMs, soonMs), units: hold.units })),
    ...(state.withheld.get(key) ?? []).map(({ untilMs }) => ({ atMs: untilMs, units: 0 })),
  ].sort((a, b) => a.atMs - b.atMs);
}

/** False = there is no such booking, or its lease has run out. */
export function begin(state: AccountState, number: number, nowMs: number): boolean {
  turnTo(state, nowMs);
  const hold = state.holds.get(number);
  if (hold === undefined) return false;
  hold.begun = true;
  hold.leaseUntilMs = state.clockMs + hold.leaseMs;
  return true;
}

/** Taken out before leases end, since one that ends just now has been used. */
export function settle(state: AccountState, number: number, nowMs: number): void {
  const open = takeHold(state, number);
  turnTo(state, nowMs);
  const made = open ?? takeLapsed(state, number);
  if (made !== undefined) recordUnits(state, state.clockMs, made.units);
}

export function release(state: AccountState, number: number): void {
  if (takeHold(state, number) === undefined) takeLapsed(state, number);
}

export function status(state: AccountState, windows: readonly QuotaWindow[], nowMs: number): readonly QuotaStatus[] {
  turnTo(state, nowMs);
  return windows.map((window) => statusOf(state, window));
}

function statusOf(state: AccountState, window: QuotaWindow): QuotaStatus {
  const used = usedUnits(state, window);
  const isBlocked = state.blockedUntilMs > state.clockMs;
  const left = isBlocked ? 0 : Math.max(0, window.limit - used);
  return { window, used, left, resetsAtMs: resetsAtMs(state, window) };
}

function resetsAtMs(state: AccountState, window: QuotaWindow): number {
  const key = windowKey(window);
  const ends = [
    ...freeings(key, logOf(state, key), timeIn(state, key)).map(({ atMs }) => atMs),
    ...[...state.holds.values()].map((hold) => holdEndMs(hold, window)),
    ...(state.withheld.get(key) ?? []).map(({ untilMs }) => untilMs),
  ];
  return ends.reduce((latest, endMs) => Math.max(latest, endMs), Math.max(state.clockMs, state.blockedUntilMs));
}

const holdEndMs = ({ begun, leaseUntilMs }: Hold, window: QuotaWindow): number =>
  begun ? freeAtMs(windowKey(window), leaseUntilMs) : leaseUntilMs;
