import type { Clock } from './clock.ts';

/** Thrown by `withDeadline` when the time is up. */
export class DeadlineExceeded extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** When the time of a signal made by `withDeadline` is up, in milliseconds of its clock. */
const deadlines = new WeakMap<AbortSignal, number>();

/** Milliseconds left until `withDeadline` aborts the signal; infinite for any other signal. */
export const remainingMs = (signal: AbortSignal, clock: Clock): number =>
  (deadlines.get(signal) ?? Infinity) - clock.monotonicMs();

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds from now. */
  readonly timeoutMs: number;
  /** Ends the wait early; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * The result of `work`, or a rejection with `DeadlineExceeded` or the signal's reason, whichever comes first. The signal
 * given to `work` is aborted in both cases, and what `work` does afterwards is ignored: a promise that never settles
 * holds nobody up.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T> | T,
  { clock, timeoutMs, signal }: DeadlineOptions,
): Promise<T> {
  signal.throwIfAborted();
  const inner = new AbortController();
  deadlines.set(inner.signal, clock.monotonicMs() + Math.min(timeoutMs, remainingMs(signal, clock)));
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = (reason: unknown): void => {
    inner.abort(reason);
    reject(reason);
  };
  const onAbort = (): void => stop(signal.reason);
  const cancelTimer = clock.after(timeoutMs, () => stop(new DeadlineExceeded(timeoutMs)));
  signal.addEventListener('abort', onAbort);
  try {
    void (async () => work(inner.signal))().then(resolve, reject);
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}
