import type { Reading } from '../indicator.ts';
import type { ReadEntry } from './read-entry.ts';

/** Entries read one by one, sorted into those that can be used and those that cannot; order kept. */
export function readingOf(entries: readonly ReadEntry[]): Reading {
  return {
    indicators: entries.flatMap((entry) => (entry.ok ? [entry.indicator] : [])),
    unreadable: entries.flatMap((entry) => (entry.ok ? [] : [entry.unreadable])),
  };
}
