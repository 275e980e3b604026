import { z } from 'zod';

/** Milliseconds of the units of a duration. */
const unitMs = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A duration such as `15min`, `1h`, `1d`, or in milliseconds; undefined when it is none or not above 0. */
export function durationMs(written: string | number): number | undefined {
  if (typeof written === 'number') return written > 0 && Number.isFinite(written) ? Math.round(written) : undefined;
  const parts = /^(\d+(?:\.\d+)?)?\s*([a-z]+)$/i.exec(written.trim());
  const unit = unitMs.get((parts?.[2] ?? '').toLowerCase());
  const milliseconds = unit === undefined ? 0 : Math.round(Number(parts?.[1] ?? 1) * unit);
  return milliseconds > 0 ? milliseconds : undefined;
}

/** An option that is a duration; in milliseconds after the check. */
export const duration = z.union([z.string(), z.number()]).transform((written, context) => {
  const milliseconds = durationMs(written);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue({ code: 'custom', message: "is no duration such as '15min', '1h', '1d', or milliseconds" });
  return z.NEVER;
});

/** A duration in words: `1 h`, `90 s`. */
export function durationText(milliseconds: number): string {
  const [unit, size] = [...unitMs].findLast(([name, ms]) => name !== 'min' && milliseconds % ms === 0) ?? ['ms', 1];
  return `${milliseconds / size} ${unit}`;
}
