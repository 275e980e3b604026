import { onAbort } from '../io/on-abort.ts';
import { ByQuestion } from './by-question.ts';
import type { Lookup } from './lookup.ts';

/**
 * Look-ups under way in a session, by what is asked and about what: what is asked already is waited for, by whichever
 * run, and not asked a second time.
 */
export class Flights {
  readonly #seats = new ByQuestion<Seat>();

  /** The seat of a question that is under way; undefined where it is not. */
  seat(asked: string, key: string): Seat | undefined {
    const seat = this.#seats.get(asked, key);
    return seat?.flight.isEnded === false ? seat : undefined;
  }

  /** Says that the flight's look-up i answers `questions[i]`. The first to say so counts. */
  claim(asked: string, questions: readonly Keyed[], flight: Flight): void {
    for (const [place, { key }] of questions.entries()) {
      if (this.seat(asked, key) === undefined) this.#seats.set(asked, key, { flight, place });
    }
  }

  /** The flight has ended: what is asked from now on is asked anew. */
  release(asked: string, questions: readonly Keyed[], flight: Flight): void {
    for (const { key } of questions) if (this.#seats.get(asked, key)?.flight === flight) this.#seats.delete(asked, key);
  }
}

/** A question, as far as a flight knows it. */
interface Keyed {
  readonly key: string;
}

/** One question of a flight. */
export interface Seat {
  readonly flight: Flight;
  readonly place: number;
}

/** One batch that is asked, and whoever waits for it. It goes on as long as anybody does. */
export class Flight {
  /** What came of it; `landed` is called once. */
  readonly lookups: Promise<readonly Lookup[]>;
  readonly landed: (lookups: readonly Lookup[]) => void;
  /** The provider may know of it. */
  isAsked = false;
  /** Nobody waits any more. */
  isEnded = false;
  // Made when it starts: there may be a hundred thousand that wait for their turn.
  #controller: AbortController | undefined;
  #waiting = 1;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<readonly Lookup[]>();
    this.lookups = promise;
    this.landed = resolve;
  }

  /** Aborted when the last one that waited has left. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /**
   * Waits until it has landed, or until the signal is aborted: then it goes on for the others, or is ended with the
   * signal's reason where there are none. Tells whether it has landed.
   */
  async wait(signal: AbortSignal): Promise<boolean> {
    if (!signal.aborted && (await this.#lands(signal))) return true;
    this.#waiting -= 1;
    if (this.#waiting > 0) return false;
    this.isEnded = true;
    this.#controller?.abort(signal.reason);
    await this.lookups;
    return true;
  }

  /** Whether it lands before the signal is aborted. */
  #lands(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const forget = onAbort(signal, () => resolve(false));
      void this.lookups.then(() => {
        forget();
        resolve(true);
      });
    });
  }

  /** One more waits for it. */
  join(): void {
    this.#waiting += 1;
  }
}
