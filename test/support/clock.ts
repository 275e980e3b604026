import type { Clock } from '@pivotkit/core';

/** A clock that stands still; what waits for time waits for ever unless `impatient`, then every wait ends at once. */
export function fixedClock(options: { readonly impatient?: boolean } = {}): Clock {
  return {
    now: () => new Date('2026-01-02T03:04:05.000Z'),
    monotonicMs: () => 0,
    after(_delayMs, act) {
      if (options.impatient !== true) return () => {};
      const immediate = setImmediate(act);
      return () => clearImmediate(immediate);
    },
  };
}
