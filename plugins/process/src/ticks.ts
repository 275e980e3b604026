import { instantCell, type Cell } from '@pivotkit/core';

/** Ticks are 10 µs: the precision of process keys. Since 1970, whole, exact up to the year 4,800. */
export const ticksPerMs = 100;

/** The instant of a cell in ticks; NaN where it names none. */
export const ticksOf = (cell: Cell): number => instantCell(cell, ticksPerMs);

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
