import { PivotKitError } from '../../error/pivotkit-error.ts';
import { messageOf } from '../../error/text-of.ts';
import type { Clock } from '../clock.ts';
import { withDeadline } from '../deadline.ts';
import type { Log } from '../log.ts';

export interface StoreGuardOptions {
  /** What the store is called in messages, without credentials. */
  readonly name: string;
  /** Text that must not be shown, such as the password in an address. */
  readonly hidden: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** A store that answers later has failed. */
  readonly timeoutMs: number;
}

/** So long a store that failed is left alone: a run must not wait for it once per batch. */
const pauseMs = 30_000;

/** Stands between the cache and its store: what fails there is said once, and costs neither the run nor much time. */
export class StoreGuard {
  readonly #options: StoreGuardOptions;
  readonly #never = new AbortController().signal;
  #pausedUntilMs = -Infinity;
  #lastError: PivotKitError | undefined;
  #warned = false;

  constructor(options: StoreGuardOptions) {
    this.#options = options;
  }

  /** The result of `work`; undefined when the store failed or is left alone. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { clock } = this.#options;
    if (clock.monotonicMs() < this.#pausedUntilMs) return undefined;
    try {
      return await this.#inTime(work);
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /**
   * The result of `work`, which somebody waits for, so it is tried in any case and without a limit of time.
   * @throws CACHE_UNUSABLE when the store fails meanwhile
   */
  async require<T>(work: () => Promise<T>): Promise<T> {
    this.#lastError = undefined;
    const result = await work().catch((error: unknown) => {
      throw this.#failure(error);
    });
    // The store's own errors arrive as events; what it then returned is not the whole truth.
    const failed = this.#failed();
    if (failed !== undefined) throw failed;
    return result;
  }

  /** Takes note of a failure, wherever it was heard of. */
  report(error: unknown): void {
    const { clock, log, name } = this.#options;
    this.#lastError = this.#failure(error);
    this.#pausedUntilMs = clock.monotonicMs() + pauseMs;
    if (this.#warned) return;
    this.#warned = true;
    log.warn(this.#lastError.message, { code: this.#lastError.code, store: name });
  }

  /** The result of `work`, or a rejection when it takes too long. */
  async #inTime<T>(work: () => Promise<T>): Promise<T> {
    const { clock, timeoutMs } = this.#options;
    return withDeadline(work, { clock, timeoutMs, signal: this.#never });
  }

  #failed(): PivotKitError | undefined {
    return this.#lastError;
  }

  #failure(error: unknown): PivotKitError {
    if (PivotKitError.is(error)) return error;
    const { name, hidden } = this.#options;
    const problem = hidden === undefined ? messageOf(error) : messageOf(error).replaceAll(hidden, '‹secret›');
    return new PivotKitError('CACHE_UNUSABLE', { store: name, problem }, { cause: error });
  }
}
