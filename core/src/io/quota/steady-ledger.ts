import { messageOf } from '../../error/text-of.ts';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { memoryLedger } from './memory-ledger.ts';
import type { QuotaAccount, QuotaLedger, QuotaRequest } from './quota-ledger.ts';

export interface SteadyLedgerOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/** So long a ledger that failed is left alone. */
const pauseMs = 60_000;

/** Begins the reservations of the ledger that stands in; those of a ledger begin with a number. */
const ownMark = 'own:';

/**
 * A ledger that fails costs no answer: what it cannot book is booked in this process alone, a minute long, and then it is
 * tried again. It is said in the log once. Mistakes of the caller are thrown as before.
 * @throws QUOTA_INVALID
 */
export function steadyLedger(shared: QuotaLedger, options: SteadyLedgerOptions): QuotaLedger {
  const own = memoryLedger();
  const trouble = new Trouble(options);
  const booking = <T>(reservation: string, act: (ledger: QuotaLedger, reservation: string) => Promise<T>, lost: T) =>
    reservation.startsWith(ownMark)
      ? act(own, reservation.slice(ownMark.length))
      : trouble.or(
          () => act(shared, reservation),
          async () => lost,
        );
  return {
    async reserve(account, request) {
      const inOwn = async (): ReturnType<QuotaLedger['reserve']> => {
        const answer = await own.reserve(account, request);
        return answer.granted ? { ...answer, reservation: `${ownMark}${answer.reservation}` } : answer;
      };
      const inShared = async (): ReturnType<QuotaLedger['reserve']> => {
        const answer = await shared.reserve(account, request);
        if (answer.granted) await note(own, account, request);
        return answer;
      };
      return trouble.isNear ? inOwn() : trouble.or(inShared, inOwn);
    },
    begin: (reservation, nowMs) => booking(reservation, (ledger, name) => ledger.begin(name, nowMs), true),
    settle: (reservation, nowMs) => booking(reservation, (ledger, name) => ledger.settle(name, nowMs), undefined),
    release: (reservation) => booking(reservation, (ledger, name) => ledger.release(name), undefined),
    learn: (account, hints, nowMs) => {
      const inOwn = (): Promise<void> => own.learn(account, hints, nowMs);
      return trouble.isNear ? inOwn() : trouble.or(() => shared.learn(account, hints, nowMs), inOwn);
    },
    status: (account, nowMs) => {
      const inOwn = (): ReturnType<QuotaLedger['status']> => own.status(account, nowMs);
      return trouble.isNear ? inOwn() : trouble.or(() => shared.status(account, nowMs), inOwn);
    },
    close: () =>
      trouble.or(
        () => shared.close(),
        async () => {},
      ),
  };
}

/** What this process was granted elsewhere counts where it would be booked next; what is given back is not undone. */
async function note(own: QuotaLedger, account: QuotaAccount, request: QuotaRequest): Promise<void> {
  const answer = await own.reserve(account, { ...request, waits: false });
  if (answer.granted) await own.settle(answer.reservation, request.nowMs);
}

/** What is known of a ledger that fails. */
class Trouble {
  readonly #options: SteadyLedgerOptions;
  #untilMs = -Infinity;
  #isSaid = false;

  constructor(options: SteadyLedgerOptions) {
    this.#options = options;
  }

  /** Whether it failed a moment ago. */
  get isNear(): boolean {
    return this.#options.clock.monotonicMs() < this.#untilMs;
  }

  async or<T>(work: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (PivotKitError.is(error) && error.code === 'QUOTA_INVALID') throw error;
      this.#report(error);
      return instead();
    }
  }

  #report(error: unknown): void {
    const { clock, log } = this.#options;
    this.#untilMs = clock.monotonicMs() + pauseMs;
    if (this.#isSaid) return;
    this.#isSaid = true;
    log.warn('the quota ledger fails; requests are booked in this process alone', { problem: messageOf(error) });
  }
}
