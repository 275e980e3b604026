import type { Indicator, Reading, Unreadable } from '../indicator.ts';
import type { ReadEntry } from './read-entry.ts';

/** Entries read one by one, sorted into those that can be used and those that cannot; order kept. */
export function readingOf(entries: Iterable<ReadEntry>): Reading {
  const indicators: Indicator[] = [];
  const unreadable: Unreadable[] = [];
  for (const entry of entries) {
    if (entry.ok) indicators.push(entry.indicator);
    else unreadable.push(entry.unreadable);
  }
  return { indicators, unreadable };
}
