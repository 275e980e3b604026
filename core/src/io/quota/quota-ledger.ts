import type { QuotaPeriod, QuotaWindow } from './quota-window.ts';

/** What a provider counts together: one set of credentials and its windows. */
export interface QuotaAccount {
  readonly provider: string;
  /** Tells the credentials of a provider apart; an opaque name, never the key itself, since it is written down. */
  readonly credential: string;
  readonly windows: readonly QuotaWindow[];
}

export interface QuotaRequest {
  /** Whole units, above 0, and no more than the smallest limit. */
  readonly units: number;
  /** Which run asks: runs that wait for one account take turns. */
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Milliseconds after which a booking nobody came back to ends; longer than any request may take. At most a day. */
  readonly leaseMs: number;
  /** Whether the run comes back when refused, and so gets a place in the line. Default: true. */
  readonly waits?: boolean;
}

export interface QuotaGrant {
  readonly granted: true;
  /** The booking, for `begin`, `settle` and `release`. */
  readonly reservation: string;
}

export interface QuotaRefusal {
  readonly granted: false;
  /** When it may be possible, in milliseconds since 1970: not before, and not for certain. */
  readonly retryAtMs: number;
  /** The window that is full for longest; undefined when the provider said to stop. */
  readonly window: QuotaWindow | undefined;
}

/** What a provider said about its limits. Times are milliseconds since 1970. */
export interface QuotaHint {
  /**
   * The window meant; without it, the one with this limit, else the shortest that lasts until the reset. Where no window
   * is meant, only `remaining: 0` counts: nothing is asked until the reset.
   */
  readonly per?: QuotaPeriod;
  /** Lowers the window of `per`, for two of its lengths. */
  readonly limit?: number;
  readonly remaining?: number;
  /** When the remaining units rise again. */
  readonly resetAtMs?: number;
  /** Nothing may be asked before. */
  readonly blockedUntilMs?: number;
}

export interface QuotaStatus {
  readonly window: QuotaWindow;
  /** Units counted now: made, open, and known to be gone by what the provider said. */
  readonly used: number;
  /** Units that may be booked now; 0 while the provider wants to be left alone. */
  readonly left: number;
  /** When all that counts now counts no more, in milliseconds since 1970; now when nothing counts. */
  readonly resetsAtMs: number;
}

/**
 * The book of all requests to providers, in which a request is entered before it is made. A booking counts in every
 * window from `reserve` until `settle`, and then until its windows have passed: whenever the request reached the
 * provider in between, no window is exceeded there either. What the ledger cannot know is what others use up with the
 * same credentials, until the provider says so (`learn`).
 *
 * A clock that goes back never frees anything early. By up to a minute, it is taken to stand still, since processes read
 * it at one moment and have their turn at another; by more, nothing counts for longer than its window from then on, in
 * the calendar to the end of the next period. Times are rounded down to whole milliseconds.
 */
export interface QuotaLedger {
  /**
   * Books `units` in all windows at once, or says when that may be possible. Never books too much, never waits.
   * Runs refused keep their place in the line while they come back at `retryAtMs`, or within two minutes if that
   * is sooner; units are then held back from other runs until the run that has had least is served.
   * @throws QUOTA_INVALID when windows or units are wrong, QUOTA_LEDGER_UNUSABLE
   */
  reserve(account: QuotaAccount, request: QuotaRequest): Promise<QuotaGrant | QuotaRefusal>;

  /**
   * The request is about to be sent: the lease begins anew, and if nobody comes back it counts as made. Without it,
   * units of a booking whose lease has run out are free again. False = the lease has run out, so book again.
   * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
   */
  begin(reservation: string, nowMs: number): Promise<boolean>;

  /**
   * The request has been made and answered, or given up after it was sent. Counted even up to a day after the lease,
   * over the limit if need be, and once more if it counted at the end of its lease. Nothing happens the second time.
   * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
   */
  settle(reservation: string, nowMs: number): Promise<void>;

  /**
   * The request was not made: the units come back. Nothing happens to what is settled or released already.
   * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
   */
  release(reservation: string): Promise<void>;

  /**
   * What the provider said, after `settle` of the request it said it to. Lowers what is left, never raises it.
   * A reset counts from a second to two lengths of the window from now, a block from a second to a day.
   * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
   */
  learn(account: QuotaAccount, hints: readonly QuotaHint[], nowMs: number): Promise<void>;

  /**
   * What is left now: `status[i]` answers `account.windows[i]`.
   * @throws QUOTA_INVALID, QUOTA_LEDGER_UNUSABLE
   */
  status(account: QuotaAccount, nowMs: number): Promise<readonly QuotaStatus[]>;

  close(): Promise<void>;
}
