export type QuotaPeriod = 'second' | 'minute' | 'hour' | 'day' | 'month';

/** At most `limit` units in a period. */
export interface QuotaWindow {
  readonly per: QuotaPeriod;
  /** Whole units, above 0. */
  readonly limit: number;
  /**
   * Seconds, minutes and hours always slide: no interval of that length may hold more than `limit`, wherever it begins.
   * Days and months are those of the calendar in UTC, unless this is true; a sliding month has 31 days. Default: false.
   */
  readonly sliding?: boolean;
}

/** What tells two windows of one account apart; the limit does not, since it may change between runs. */
export type WindowKey = QuotaPeriod | 'sliding day' | 'sliding month';

const dayMs = 86_400_000;

/** Milliseconds of the longest period of each kind. */
const lengths: Readonly<Record<WindowKey, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  month: 31 * dayMs,
  'sliding day': dayMs,
  'sliding month': 31 * dayMs,
};

export function windowKey({ per, sliding = false }: QuotaWindow): WindowKey {
  return sliding && (per === 'day' || per === 'month') ? `sliding ${per}` : per;
}

export const lengthMs = (key: WindowKey): number => lengths[key];

export const isCalendar = (key: WindowKey): boolean => key === 'day' || key === 'month';

/** The earliest moment, in milliseconds since 1970, whose units still count at `nowMs`; inclusive. */
export function startMs(key: WindowKey, nowMs: number): number {
  if (key === 'day') return Math.floor(nowMs / dayMs) * dayMs;
  if (key === 'month') return monthMs(nowMs, 0);
  return nowMs - lengths[key];
}

/**
 * The first moment at which units of `atMs` count no more. Both ends of a sliding window count, since a clock that
 * tells whole milliseconds may tell them up to one too early.
 */
export function freeAtMs(key: WindowKey, atMs: number): number {
  if (key === 'day') return startMs(key, atMs) + dayMs;
  if (key === 'month') return monthMs(atMs, 1);
  return atMs + lengths[key] + 1;
}

function monthMs(atMs: number, monthsLater: number): number {
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}
