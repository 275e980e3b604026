import { nextTurn } from '../io/clock.ts';
import type { VerbCall } from './verb.ts';

/** How far a piece of work is, in whatever it counts. */
export type Done = readonly [done: number, total: number];

/**
 * Long computing as a generator: it yields how far it is every few thousand steps (a yield costs next to nothing) and
 * returns its result. `inTurns` runs it in a verb, `atOnce` where nothing else is to run meanwhile.
 */
export type Work<T> = Generator<Done, T, void>;

/** Time after which others get their turn. */
const turnMs = 25;

/**
 * Runs the work of a verb so that the process stays responsive: a few dozen times a second others get their turn, so
 * that a cancellation can arrive, and the progress is told.
 * @throws the reason of `call.signal` when it was aborted.
 */
export async function inTurns<T>(
  work: Work<T>,
  call: Pick<VerbCall<never>, 'signal' | 'clock' | 'progress'>,
): Promise<T> {
  call.signal.throwIfAborted();
  let turnStart = call.clock.monotonicMs();
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (call.clock.monotonicMs() - turnStart < turnMs) continue;
    call.progress(...value);
    await nextTurn();
    call.signal.throwIfAborted();
    turnStart = call.clock.monotonicMs();
  }
}

/** The result of the work, computed in one go. */
export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
