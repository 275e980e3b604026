import type { Clock } from './clock.ts';

/** Resolves after `delayMs` milliseconds, or rejects with the signal's reason as soon as it is aborted. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.after(delayMs, resolve);
  const stop = (): void => {
    cancel();
    reject(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
