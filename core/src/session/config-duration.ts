import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A length of time as people write it: `500ms`, `90s`, `2h`, `1.5d`, `0s`. */
export const duration = z.string().regex(pattern, 'a duration is a number with ms, s, m, h or d, such as 2h');

/** Milliseconds of a duration, rounded; undefined for a text that is none. */
export function durationMs(text: string): number | undefined {
  const [, number, unit] = pattern.exec(text) ?? [];
  return number !== undefined && isUnit(unit) ? Math.round(Number(number) * unitMs[unit]) : undefined;
}

const isUnit = (unit: string | undefined): unit is Unit => unit !== undefined && unit in unitMs;
