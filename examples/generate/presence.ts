import { PATIENT_ZERO } from './attacker.ts';
import type { Computer } from './company.ts';
import { randomFor } from './random.ts';
import { DAY_MS, isWeekend, SECOND_MS, WEEK_START_MS, WEEKDAYS } from './week.ts';

/** One working day of a person at a desk. */
export interface Session {
  readonly dayIndex: number;
  readonly logOnMs: number;
}

/** When a workstation is in use: weekdays mostly, weekends seldom. The same answer for every file of the set. */
export function sessionsOf(desk: Computer): readonly Session[] {
  const random = randomFor(`presence ${desk.name}`);
  return WEEKDAYS.map((_, dayIndex) => ({ dayIndex, logOnMs: morning(dayIndex, random.between(600, 3000)) })).filter(
    ({ dayIndex }) =>
      desk.name === PATIENT_ZERO ? !isWeekend(dayIndex) : random.chance(isWeekend(dayIndex) ? 0.08 : 0.95),
  );
}

function morning(dayIndex: number, secondsAfterSix: number): number {
  return WEEK_START_MS + dayIndex * DAY_MS + (6 * 3600 + secondsAfterSix) * SECOND_MS;
}
