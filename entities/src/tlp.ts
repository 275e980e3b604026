import { z } from 'zod';

/**
 * Traffic Light Protocol 2.0 labels, least to most restricted: who may be told.
 * FIRST, TLP version 2.0 (August 2022), https://www.first.org/tlp/, read 2026-11-20.
 */
export const tlpLevels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

export type Tlp = (typeof tlpLevels)[number];

export const tlpSchema = z.enum(tlpLevels);

/** -1, 0 or 1: `left` is less, equally or more restricted than `right`. */
export function compareTlp(left: Tlp, right: Tlp): number {
  return Math.sign(tlpLevels.indexOf(left) - tlpLevels.indexOf(right));
}

/** The most restricted of the markings; undefined (unmarked) when none is given. */
export function strictestTlp(markings: Iterable<Tlp | undefined>): Tlp | undefined {
  let strictest: Tlp | undefined;
  for (const marking of markings)
    if (marking !== undefined && (strictest === undefined || compareTlp(marking, strictest) > 0)) strictest = marking;
  return strictest;
}

/** A marking as people write it (`TLP:AMBER+STRICT`, `amber`, TLP 1.0's `white`), or undefined when it is none. */
export function parseTlp(text: string): Tlp | undefined {
  const level = text
    .trim()
    .toLowerCase()
    .replace(/^tlp\s*:\s*/, '')
    .replaceAll(/[\s_-]+strict$/g, '+strict');
  if (level === 'white') return 'clear';
  return tlpLevels.find((known) => known === level);
}
