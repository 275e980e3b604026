import type { Clock } from '../io/clock.ts';
import type { Http } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import type { Policy } from './gate.ts';
import type { Lookup } from './lookup.ts';
import type { PivotTarget, TimeRange } from './pivot.ts';

/** Runs a task when there is room for it. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** What a run brings to each of its pivots. */
export interface RunContext {
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  readonly policy: Policy;
  readonly signal: AbortSignal;
  readonly timeRange: TimeRange | undefined;
  /** Answers of this run by question, so that a later step or batch of rows does not ask again. */
  readonly memo: LookupMemo;
  /** Plugins whose credentials were refused in this run. */
  readonly providersOff: Set<string>;
  /** One limiter per pivot, so that nested work cannot wait for itself. */
  limiter(pivot: string, concurrent: number): Limit;
  /** @throws PIVOT_UNAVAILABLE with the reason */
  requireAvailable(target: PivotTarget): void;
  /** Told how many more questions have an answer. */
  onAsked(count: number): void;
}

/**
 * The answers of one run, bounded: when `capacity` is reached the oldest goes. Only what would be the same if asked
 * again is kept: found, not-found and not-supported.
 */
export class LookupMemo {
  readonly #capacity: number;
  readonly #lookups = new Map<string, Lookup>();

  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }

  get(question: string): Lookup | undefined {
    return this.#lookups.get(question);
  }

  keep(question: string, lookup: Lookup): void {
    const { status } = lookup.result;
    if (status !== 'found' && status !== 'not-found' && status !== 'not-supported') return;
    if (this.#lookups.size >= this.#capacity) {
      const oldest = this.#lookups.keys().next();
      if (oldest.done !== true) this.#lookups.delete(oldest.value);
    }
    this.#lookups.set(question, lookup);
  }
}
