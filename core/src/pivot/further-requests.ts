import type { LookupResult } from './lookup-result.ts';
import { permit, type Permit } from './permit.ts';
import type { Asking } from './run-context.ts';

type Granted = Extract<Permit, { readonly granted: true }>;

/** Leave for what a look-up sends beyond the requests for its inputs, such as for further pages. */
export class FurtherRequests {
  readonly #asking: Asking;
  readonly #granted: Granted[] = [];

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /**
   * undefined = granted; else what becomes of the look-up. Leave is had at once or not at all: waiting would use up the
   * time limit of the look-up.
   */
  async book(requests: number): Promise<LookupResult<never> | undefined> {
    const { context, target } = this.#asking;
    const quotas = context.quotas && { ...context.quotas, policy: 'skip' as const };
    const leave = await permit({ target, context: { ...context, quotas } }, { questions: requests, units: requests });
    if (!leave.granted) return leave.result;
    this.#granted.push(leave);
    return undefined;
  }

  /** Whether there is anything to be done. */
  get isBooked(): boolean {
    return this.#granted.length > 0;
  }

  /** What was booked has been sent. */
  async done(): Promise<void> {
    for (const leave of this.#granted) await leave.done?.();
  }
}
