import { placeKeptMs, type AccountState, type Place } from './account-state.ts';
import { isCalendar, windowKey } from './quota-window.ts';
import type { QuotaRefusal, QuotaRequest } from './quota-ledger.ts';

/** How much later than told a run may come back and still have its place. */
const latenessMs = 5_000;

/**
 * Units to leave for other runs that wait: for each that got less since somebody waits, what brings it level; for each
 * that got as much and came first, what it wants. So grants go to the run that had least, and no room stays empty.
 */
export function heldForOthers(state: AccountState, run: string): number {
  if (state.line.length === 0) return 0;
  dropExpired(state);
  const own = state.line.find((place) => place.run === run);
  const others = state.line.filter((place) => place.run !== run && isHolding(place, state.clockMs));
  const served = own?.served ?? mostServed(state);
  return others.reduce((sum, place) => sum + heldFor(place, served, own), 0);
}

const isWaiting = (place: Place): boolean => place.wanted > 0;

const isHolding = (place: Place, nowMs: number): boolean => isWaiting(place) && place.holdsFromMs <= nowMs;

function heldFor(place: Place, served: number, own: Place | undefined): number {
  const lead = served - place.served;
  if (lead > 0) return Math.max(lead, place.wanted);
  const isFirst = own === undefined || !isWaiting(own) || place.turn < own.turn;
  return lead === 0 && isFirst ? place.wanted : 0;
}

/** A run that is new to the line begins behind all who wait, so that no stream of new runs can keep one waiting. */
const mostServed = ({ line }: AccountState): number =>
  line.filter(isWaiting).reduce((most, { served }) => Math.max(most, served), 0);

/** The run got its units: it stands behind those who had less, while anybody waits. */
export function leaveLine(state: AccountState, { run, units }: QuotaRequest): void {
  if (state.line.length === 0) return;
  const place = placeOf(state, run);
  place.served += units;
  place.wanted = 0;
  place.expiresMs = state.clockMs + placeKeptMs;
  if (!state.line.some(isWaiting)) state.line = [];
}

/** The run was refused and comes back: it keeps the turn it has, or gets the last one. */
export function joinLine(state: AccountState, { run, units }: QuotaRequest, refusal: QuotaRefusal): void {
  const place = placeOf(state, run);
  if (!isWaiting(place)) place.turn = state.lastNumber += 1;
  place.wanted = units;
  place.expiresMs = Math.min(state.clockMs + placeKeptMs, refusal.retryAtMs + latenessMs);
  place.holdsFromMs = holdsFromMs(refusal);
}

/** What is left of today is no use to a run that waits for tomorrow. */
function holdsFromMs({ window, retryAtMs }: QuotaRefusal): number {
  return window !== undefined && isCalendar(windowKey(window)) ? retryAtMs - placeKeptMs : 0;
}

function placeOf(state: AccountState, run: string): Place {
  const known = state.line.find((place) => place.run === run);
  if (known !== undefined) return known;
  const place = { run, wanted: 0, served: mostServed(state), turn: 0, expiresMs: 0, holdsFromMs: 0 };
  state.line.push(place);
  return place;
}

function dropExpired(state: AccountState): void {
  state.line = state.line.filter(({ expiresMs }) => expiresMs > state.clockMs);
  if (!state.line.some(isWaiting)) state.line = [];
}
