import type { QuotaLedger, QuotaWindow } from '../io/quota/index.ts';

/** How many questions to providers a run may still ask. */
export class Budget {
  #left: number;

  constructor(maxCalls: number) {
    this.#left = maxCalls;
  }

  /** False, and nothing is taken, when there is less left. */
  take(calls: number): boolean {
    if (calls > this.#left) return false;
    this.#left -= calls;
    return true;
  }
}

/** The book of requests to providers and what to do when it is full. */
export interface Quotas {
  readonly ledger: QuotaLedger;
  /** Windows of a plugin's account in place of those its author declares. */
  readonly windows: Readonly<Record<string, readonly QuotaWindow[]>>;
  /** `wait` until there is room, or `skip` what cannot be asked at once. */
  readonly policy: 'wait' | 'skip';
  /** Longest wait in milliseconds. */
  readonly maxWaitMs: number;
}
