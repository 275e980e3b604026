import { isCalendar, lengthMs, type WindowKey } from './quota-window.ts';
import { dropPassed, record, rewind, type WindowLog } from './window-log.ts';

/** A booking that is neither settled nor released. */
export interface Hold {
  readonly units: number;
  readonly leaseMs: number;
  leaseUntilMs: number;
  /** The request may have been sent. */
  begun: boolean;
}

/** Units that a provider said are gone, until it counts anew. */
export interface Withheld {
  readonly units: number;
  readonly untilMs: number;
}

/** Where a run stands among those that want the same account. */
export interface Place {
  readonly run: string;
  /** Units it waits for; 0 = it does not wait. */
  wanted: number;
  /** Units it got since somebody waits. */
  served: number;
  /** Number of its turn among those served equally. */
  turn: number;
  expiresMs: number;
  /** Nothing is held back for it before: it waits for another day or month. */
  holdsFromMs: number;
}

/** All that is known of one account: plain data, changed in place by the functions of this folder. */
export interface AccountState {
  /** Latest reading of the clock; goes back only when the clock is known to have. */
  clockMs: number;
  /** Last reading. */
  readMs: number;
  /** Last number given to a booking or a turn. */
  lastNumber: number;
  blockedUntilMs: number;
  readonly logs: Map<WindowKey, WindowLog>;
  readonly withheld: Map<WindowKey, Withheld[]>;
  readonly holds: Map<number, Hold>;
  /** Bookings whose lease has run out, should they be settled after all: then they were made later than assumed. */
  readonly lapsed: Map<number, { readonly units: number; readonly atMs: number }>;
  line: Place[];
  /** Sum of `holds`. */
  openUnits: number;
  /** Not later than the first end of a lease. */
  nextLapseMs: number;
}

/** How long, and how many, bookings whose lease has run out are remembered. */
const lapsedKeptMs = 86_400_000;
const maxLapsed = 1_000;

export const maxBlockMs = 86_400_000;
/** Longer than a minute, so that a run may sleep until a window of a minute has passed. */
export const placeKeptMs = 120_000;

export const emptyState = (): AccountState => ({
  clockMs: 0,
  readMs: 0,
  lastNumber: 0,
  blockedUntilMs: 0,
  logs: new Map(),
  withheld: new Map(),
  holds: new Map(),
  lapsed: new Map(),
  line: [],
  openUnits: 0,
  nextLapseMs: Infinity,
});

/** A reading may be so much older than one that another process took while this one waited for its turn. */
const staleMs = 60_000;

/** Brings the account to the time `nowMs`, whichever way the clock went. */
export function turnTo(state: AccountState, nowMs: number): void {
  state.readMs = nowMs;
  if (nowMs < state.clockMs - staleMs) turnBack(state, nowMs);
  else state.clockMs = Math.max(state.clockMs, nowMs);
  if (state.clockMs >= state.nextLapseMs) endLeases(state, state.clockMs);
}

/** The time by which a window counts. Near midnight, two readings of the clock may differ: then both days count. */
export const timeIn = (state: AccountState, key: WindowKey): number => (isCalendar(key) ? state.readMs : state.clockMs);

function turnBack(state: AccountState, nowMs: number): void {
  state.clockMs = nowMs;
  for (const [key, log] of state.logs) rewind(key, log, nowMs);
  for (const [key, all] of state.withheld) state.withheld.set(key, sooner(all, nowMs + 2 * lengthMs(key)));
  for (const hold of state.holds.values()) hold.leaseUntilMs = Math.min(hold.leaseUntilMs, nowMs + hold.leaseMs);
  state.nextLapseMs = Math.min(state.nextLapseMs, nowMs);
  state.blockedUntilMs = Math.min(state.blockedUntilMs, nowMs + maxBlockMs);
  for (const place of state.line) place.expiresMs = Math.min(place.expiresMs, nowMs + placeKeptMs);
}

const sooner = (all: readonly Withheld[], latestMs: number): Withheld[] =>
  all.map(({ units, untilMs }) => ({ units, untilMs: Math.min(untilMs, latestMs) }));

function endLeases(state: AccountState, nowMs: number): void {
  const ended = [...state.holds].filter(([, { leaseUntilMs }]) => leaseUntilMs <= nowMs);
  ended.sort(([, a], [, b]) => a.leaseUntilMs - b.leaseUntilMs);
  for (const [number, hold] of ended) endLease(state, number, hold);
  state.nextLapseMs = firstLapseMs(state.holds.values());
  forgetLapsed(state, nowMs);
}

export const firstLapseMs = (holds: Iterable<Hold>): number =>
  Iterator.from(holds).reduce((first, { leaseUntilMs }) => Math.min(first, leaseUntilMs), Infinity);

function endLease(state: AccountState, number: number, hold: Hold): void {
  takeHold(state, number);
  if (hold.begun) recordUnits(state, hold.leaseUntilMs, hold.units);
  state.lapsed.set(number, { units: hold.units, atMs: hold.leaseUntilMs });
}

function forgetLapsed({ lapsed }: AccountState, nowMs: number): void {
  for (const [number, { atMs }] of lapsed)
    if (atMs < nowMs - lapsedKeptMs || lapsed.size > maxLapsed) lapsed.delete(number);
}

/** Takes a booking out of those whose lease has run out. */
export function takeLapsed({ lapsed }: AccountState, number: number): { readonly units: number } | undefined {
  const found = lapsed.get(number);
  lapsed.delete(number);
  return found;
}

export function addHold(state: AccountState, hold: Hold): number {
  state.lastNumber += 1;
  state.holds.set(state.lastNumber, hold);
  state.openUnits += hold.units;
  state.nextLapseMs = Math.min(state.nextLapseMs, hold.leaseUntilMs);
  return state.lastNumber;
}

/** Takes a booking out of those that are open. */
export function takeHold(state: AccountState, number: number): Hold | undefined {
  const hold = state.holds.get(number);
  if (hold === undefined) return undefined;
  state.holds.delete(number);
  state.openUnits -= hold.units;
  return hold;
}

/** Enters requests made at `atMs` in every window the account has had. */
export function recordUnits(state: AccountState, atMs: number, units: number): void {
  for (const [key, log] of state.logs) {
    dropPassed(key, log, state.clockMs);
    record(key, log, atMs, units);
  }
}

/**
 * The log of a window. One that is asked for the first time begins with what the other windows know, so that a quota
 * declared later counts what was asked before, as far back as that is remembered.
 */
export function logOf(state: AccountState, key: WindowKey): WindowLog {
  const known = state.logs.get(key);
  if (known !== undefined) return known;
  const log: WindowLog = [];
  for (const { atMs, units } of fullestLog(state)) record(key, log, Math.min(atMs, state.clockMs), units);
  state.logs.set(key, log);
  return log;
}

function fullestLog({ logs }: AccountState): WindowLog {
  const units = (log: WindowLog): number => log.reduce((sum, entry) => sum + entry.units, 0);
  return [...logs.values()].reduce((most, log) => (units(log) > units(most) ? log : most), []);
}

/** Units of a window withheld at `atMs`: each statement bounds what is left by itself, so the strictest one holds. */
export function withheldUnits(state: AccountState, key: WindowKey, atMs: number): number {
  let units = 0;
  for (const each of state.withheld.get(key) ?? []) if (each.untilMs > atMs) units = Math.max(units, each.units);
  return units;
}
