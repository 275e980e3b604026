import { systemClock } from '../../io/clock.ts';
import type { TimeRange } from '../../pivot/pivot.ts';
import type { Settings } from '../../session/config.ts';
import { openJournal } from './journal.ts';

/** The time range of the settings; a run that is resumed keeps the one it began with. */
export async function timeRangeOf(settings: Settings, journal: string | undefined): Promise<TimeRange | undefined> {
  const timeRange = timeRangeNow(settings);
  return journal === undefined ? timeRange : (await openJournal(journal, { last: settings.last, timeRange })).timeRange;
}

const spanMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function timeRangeNow({ last, timeRange }: Settings): TimeRange | undefined {
  if (last !== undefined) {
    const end = systemClock.now();
    const unit = last.at(-1);
    const factor = unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? spanMs[unit] : 0;
    return { start: new Date(end.getTime() - Number(last.slice(0, -1)) * factor), end };
  }
  return timeRange === undefined ? undefined : { start: new Date(timeRange.start), end: new Date(timeRange.end) };
}
