/** The one place that reads the time: everything else is handed a clock, so that tests and replays can fix it. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start, never going back: for durations. */
  monotonicMs(): number;
  /** Calls `act` once after `delayMs` milliseconds; the function returned cancels it. */
  after(delayMs: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Evenly spread in [0, 1), for waits that should not fall together; nothing that must be unguessable. */
export const systemRandom = (): number => Math.random();

/** Lets whatever waits in the process have its turn: input and output, timers, a cancellation. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
