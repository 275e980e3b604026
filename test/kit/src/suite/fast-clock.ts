import { systemClock, type Clock } from '@pivotkit/core';

/** A clock that goes so many times as fast as the machine's: a deadline of 30 s is over in a moment. */
export function fastClock(speed: number): Clock {
  const startMs = systemClock.now().getTime();
  const startMonotonicMs = systemClock.monotonicMs();
  const elapsedMs = (): number => (systemClock.monotonicMs() - startMonotonicMs) * speed;
  return {
    now: () => new Date(startMs + elapsedMs()),
    monotonicMs: () => startMonotonicMs + elapsedMs(),
    after: (delayMs, act) => systemClock.after(delayMs / speed, act),
  };
}

/** True when the promise settles within so many milliseconds of the machine's clock, however it settles. */
export async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = systemClock.after(ms, () => resolve(false));
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    cancel();
  }
}
