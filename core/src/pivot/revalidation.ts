import type { Clock } from '../io/clock.ts';
import { askOnce } from './ask-once.ts';
import type { Asking, Question } from './run-context.ts';

/** So long a session that is closed waits for what is being asked anew. */
const graceMs = 5_000;

/**
 * Asks anew, in the background, what was answered with an answer that is too old. It waits for no quota, takes from the
 * budget of the run that wanted the answer, and outlives that run, but not the session.
 */
export class Revalidation {
  readonly #stop = new AbortController();
  readonly #open = new Set<Promise<unknown>>();

  start({ context, ...asking }: Asking, questions: readonly Question[]): void {
    if (this.#stop.signal.aborted) return;
    const background = {
      ...context,
      signal: this.#stop.signal,
      ending: this.#stop.signal,
      quotas: context.quotas && { ...context.quotas, policy: 'skip' as const },
      // The run's own memory keeps the answers it has been given: one run is one picture.
      stores: context.stores.slice(1),
      onAsked: () => {},
      onLookup: () => {},
    };
    const asked = askOnce({ ...asking, context: background }, questions);
    this.#open.add(asked);
    void asked.finally(() => this.#open.delete(asked));
  }

  /** Waits a while for what is under way, and ends the rest. */
  async close(clock: Clock): Promise<void> {
    const cancel = clock.after(graceMs, () => this.#stop.abort());
    await Promise.all(this.#open);
    cancel();
    this.#stop.abort();
  }
}
