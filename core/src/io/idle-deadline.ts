import type { Clock } from './clock.ts';
import { DeadlineExceeded, type DeadlineOptions } from './deadline.ts';

/** Counts as busy what a work waits for. */
export type Busy = <R>(waitedFor: Promise<R>) => Promise<R>;

/**
 * The result of `work`, or a rejection with `DeadlineExceeded` after `timeoutMs` in which it waited for nothing that it
 * had given to `busy`: for work whose parts have time limits of their own. The signal's reason rejects as well.
 */
export async function withIdleDeadline<T>(
  work: (signal: AbortSignal, busy: Busy) => Promise<T> | T,
  { clock, timeoutMs, signal }: DeadlineOptions,
): Promise<T> {
  signal.throwIfAborted();
  const inner = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    inner.abort(reason);
    reject(reason);
  };
  const onAbort = (): void => stop(signal.reason);
  const timer = new IdleTimer(clock, timeoutMs, () => stop(new DeadlineExceeded(timeoutMs)));
  const busy: Busy = async (waitedFor) => {
    timer.begin();
    try {
      return await waitedFor;
    } finally {
      timer.end();
    }
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([(async () => work(inner.signal, busy))(), stopped]);
  } finally {
    timer.stop();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Runs while nothing is waited for. */
class IdleTimer {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onTimeout: () => void;
  #waitedFor = 0;
  #isStopped = false;
  #cancel: () => void;

  constructor(clock: Clock, timeoutMs: number, onTimeout: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
    this.#cancel = clock.after(timeoutMs, onTimeout);
  }

  begin(): void {
    this.#waitedFor += 1;
    this.#cancel();
  }

  end(): void {
    this.#waitedFor -= 1;
    if (this.#waitedFor === 0 && !this.#isStopped) this.#cancel = this.#clock.after(this.#timeoutMs, this.#onTimeout);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }
}
