import { parseTime, type Cell } from '@pivotkit/core';

/** Ticks are 10 µs: the precision of process keys. Since 1970, whole, exact up to the year 4,800. */
export const ticksPerMs = 100;

const fraction = /\d\d:\d\d:\d\d[.,]\d{3}(\d{1,6})/;

/**
 * The instant of a cell in ticks, rounded half to even; NaN where it names none. Texts are ISO 8601, and keep what they
 * say below the millisecond; numbers and texts of digits are seconds, milliseconds or microseconds since 1970, whichever
 * gives a year between 1971 and 5000.
 */
export function ticksOf(cell: Cell): number {
  if (cell instanceof Date) return cell.getTime() * ticksPerMs;
  if (typeof cell === 'string') return ticksOfText(cell.trim());
  return typeof cell === 'number' || typeof cell === 'bigint' ? ticksOfNumber(Number(cell)) : NaN;
}

function ticksOfText(text: string): number {
  const time = parseTime(text);
  if (time === undefined) return /^\d{9,17}(?:\.\d+)?$/.test(text) ? ticksOfNumber(Number(text)) : NaN;
  const below = fraction.exec(text)?.[1];
  if (below === undefined) return time.getTime() * ticksPerMs;
  return time.getTime() * ticksPerMs + halfToEven(Number(below.padEnd(6, '0')), 10_000);
}

function ticksOfNumber(value: number): number {
  if (!Number.isFinite(value) || value <= 0) return NaN;
  const ms = value < 1e11 ? value * 1000 : value < 1e14 ? value : value / 1000;
  return Math.round(ms * ticksPerMs);
}

function halfToEven(value: number, unit: number): number {
  const whole = Math.floor(value / unit);
  const rest = value - whole * unit;
  if (rest * 2 === unit) return whole + (whole % 2);
  return rest * 2 > unit ? whole + 1 : whole;
}

const msPerDay = 86_400_000;

/** Texts of ticks, `2019-01-15 05:15:15.677000`; the text of a day is made once. */
export function tickWriter(): (ticks: number) => string {
  let day = NaN;
  let dayText = '';
  return (ticks) => {
    const ms = Math.floor(ticks / ticksPerMs);
    const thisDay = Math.floor(ms / msPerDay);
    if (thisDay !== day) {
      day = thisDay;
      dayText = new Date(thisDay * msPerDay).toISOString().slice(0, 10);
    }
    const rest = ms - thisDay * msPerDay;
    const seconds = Math.floor(rest / 1000);
    const micros = (rest % 1000) * 1000 + (ticks - ms * ticksPerMs) * 10;
    return `${dayText} ${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(micros).padStart(6, '0')}`;
  };
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
