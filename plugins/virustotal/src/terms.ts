import type { Limits, Sharing } from '@pivotkit/core';
import { provider } from './client.ts';

/** What all pivots have in common: who hears of the question, and what a key may ask. */
export const terms = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name } satisfies Sharing,
  // A free key; other plans say theirs in the configuration. Public quotas, docs.virustotal.com, read 2026-11-20.
  limits: {
    concurrent: 4,
    quota: [
      { per: 'minute', limit: 4 },
      { per: 'day', limit: 500 },
      { per: 'month', limit: 15_500 },
    ],
  } satisfies Limits,
} as const;

export const cost = '1 request each; a free key has 4 a minute and 500 a day, for private use';

/** Only keys of paid plans are answered. */
export const premium = 'not covered by a free key; 1 request for each page';
