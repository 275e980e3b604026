import type { Categories } from './reply.ts';

/** `{ category, confidence }`, the surest first; X-Force says no percentage for URLs. */
export const categoryList = (categories: Categories) =>
  Object.entries(categories ?? {})
    .filter(([, value]) => value !== false)
    .map(([category, value]) => ({ category, confidence: typeof value === 'number' ? value : null }))
    .toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
