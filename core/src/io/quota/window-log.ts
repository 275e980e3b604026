import { freeAtMs, isCalendar, lengthMs, startMs, type WindowKey } from './quota-window.ts';

/** Units of requests made at `atMs` or before, in a window of the calendar in the same period. */
export interface LogEntry {
  atMs: number;
  units: number;
}

/** Requests made, oldest first. */
export type WindowLog = LogEntry[];

/** A log keeps so many moments apart, and later ones in so many steps of its window. */
const exactEntries = 128;

/** Enters units, later than they were rather than earlier: at the time of the entry they are merged with. */
export function record(key: WindowKey, log: WindowLog, atMs: number, units: number): void {
  if (isCalendar(key)) recordInPeriod(key, log, { atMs, units });
  else recordAt(log, { atMs, units }, lengthMs(key) / exactEntries);
}

function recordInPeriod(key: WindowKey, log: WindowLog, entry: LogEntry): void {
  const periodMs = startMs(key, entry.atMs);
  const known = log.find(({ atMs }) => startMs(key, atMs) === periodMs);
  if (known !== undefined) merge(known, entry);
  else {
    log.push(entry);
    log.sort((a, b) => a.atMs - b.atMs);
  }
}

function recordAt(log: WindowLog, { atMs, units }: LogEntry, stepMs: number): void {
  const last = log.at(-1);
  const laterMs = Math.max(atMs, last?.atMs ?? atMs);
  if (last === undefined || !isMerged(log, last.atMs, laterMs, stepMs)) log.push({ atMs: laterMs, units });
  else merge(last, { atMs: laterMs, units });
}

function merge(into: LogEntry, { atMs, units }: LogEntry): void {
  into.atMs = Math.max(into.atMs, atMs);
  into.units += units;
}

function isMerged(log: WindowLog, lastMs: number, atMs: number, stepMs: number): boolean {
  return lastMs === atMs || (log.length >= exactEntries && Math.floor(lastMs / stepMs) === Math.floor(atMs / stepMs));
}

/** Units that count at `nowMs`: those since the window's start, those of a clock that was ahead too. */
export function countedUnits(key: WindowKey, log: WindowLog, nowMs: number): number {
  const fromMs = startMs(key, nowMs);
  let units = 0;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = log[i];
    if (entry === undefined || entry.atMs < fromMs) break;
    units += entry.units;
  }
  return units;
}

/** Entries that count at `nowMs`, as when they come free and how many. */
export function freeings(key: WindowKey, log: WindowLog, nowMs: number): { atMs: number; units: number }[] {
  const fromMs = startMs(key, nowMs);
  return log.filter(({ atMs }) => atMs >= fromMs).map(({ atMs, units }) => ({ atMs: freeAtMs(key, atMs), units }));
}

/** Drops what counts no more. A period of the calendar stays for another one, should the clock go back over its end. */
export function dropPassed(key: WindowKey, log: WindowLog, nowMs: number): void {
  const fromMs = startMs(key, nowMs) - (isCalendar(key) ? lengthMs(key) : 0);
  const kept = log.findIndex(({ atMs }) => atMs >= fromMs);
  if (kept !== 0) log.splice(0, kept === -1 ? log.length : kept);
}

/**
 * For a clock that went back to `nowMs`. Everything was made before now, so what claims to be later is as late as now:
 * still no earlier than it was. Entries of this period of the calendar and the next one stay there.
 */
export function rewind(key: WindowKey, log: WindowLog, nowMs: number): void {
  const latestMs = isCalendar(key) ? freeAtMs(key, freeAtMs(key, nowMs)) - 1 : nowMs;
  const later = log.filter(({ atMs }) => atMs > latestMs);
  if (later.length === 0) return;
  log.length -= later.length;
  const units = later.reduce((sum, entry) => sum + entry.units, 0);
  record(key, log, nowMs, units);
}
