import type { Random } from './random.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Monday 9 November 2026, 00:00 UTC. */
export const WEEK_START_MS = Date.UTC(2026, 10, 9);
export const WEEK_END_MS = WEEK_START_MS + 7 * DAY_MS;

export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';
export const WEEKDAYS: readonly Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `at('Tue', '09:14:51')` → milliseconds since 1970, UTC. */
export function at(day: Weekday, time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return (
    WEEK_START_MS + WEEKDAYS.indexOf(day) * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + Math.round(seconds * 1000)
  );
}

export function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

export function isWeekend(dayIndex: number): boolean {
  return dayIndex >= 5;
}

/** How busy an office is by hour of the day, UTC; the people sit one hour east of it. */
const OFFICE_HOURS: readonly { readonly hour: number; readonly weight: number }[] = [
  { hour: 6, weight: 2 },
  { hour: 7, weight: 8 },
  { hour: 8, weight: 12 },
  { hour: 9, weight: 12 },
  { hour: 10, weight: 10 },
  { hour: 11, weight: 6 },
  { hour: 12, weight: 10 },
  { hour: 13, weight: 11 },
  { hour: 14, weight: 11 },
  { hour: 15, weight: 9 },
  { hour: 16, weight: 5 },
  { hour: 17, weight: 2 },
  { hour: 18, weight: 1 },
];

/** A moment in the working day `dayIndex` (0 = Monday). */
export function officeTime(random: Random, dayIndex: number): number {
  const { hour } = random.pickWeighted(OFFICE_HOURS);
  return WEEK_START_MS + dayIndex * DAY_MS + hour * HOUR_MS + random.between(0, HOUR_MS - 1);
}

/** A moment at any hour; servers are busiest in the night's backup window, 01:00–02:00 UTC. */
export function serverTime(random: Random, dayIndex: number): number {
  const inBackupWindow = random.chance(0.12);
  const offsetMs = inBackupWindow ? HOUR_MS + random.between(0, HOUR_MS - 1) : random.between(0, DAY_MS - 1);
  return WEEK_START_MS + dayIndex * DAY_MS + offsetMs;
}
