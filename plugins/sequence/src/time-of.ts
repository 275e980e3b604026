import { parseTime, type Cell } from '@pivotkit/core';

const belowMs = /\d\d:\d\d:\d\d[.,]\d{3}(\d{1,6})/;

/**
 * Milliseconds since 1970 of a cell, with what a text says below the millisecond; NaN where it names no instant. Texts are
 * ISO 8601; numbers are seconds, milliseconds or microseconds, whichever gives a year between 1971 and 5000.
 */
export function timeOf(cell: Cell): number {
  if (cell instanceof Date) return cell.getTime();
  if (typeof cell === 'number' || typeof cell === 'bigint') return ofNumber(Number(cell));
  if (typeof cell !== 'string') return NaN;
  const text = cell.trim();
  const time = parseTime(text);
  if (time !== undefined) return time.getTime() + Number(`0.${belowMs.exec(text)?.[1] ?? 0}`);
  return /^\d{9,17}(?:\.\d+)?$/.test(text) ? ofNumber(Number(text)) : NaN;
}

function ofNumber(value: number): number {
  if (!Number.isFinite(value) || value <= 0) return NaN;
  return value < 1e11 ? value * 1000 : value < 1e14 ? value : value / 1000;
}
