import type { QuotaLedger, QuotaWindow } from '../io/quota/index.ts';

/** The book of requests to providers and what to do when it is full. */
export interface Quotas {
  readonly ledger: QuotaLedger;
  /** Windows of a plugin's account in place of those its author declares. */
  readonly windows: Readonly<Record<string, readonly QuotaWindow[]>>;
  /** `wait` until there is room, or `skip` what cannot be asked at once. */
  readonly policy: 'wait' | 'skip';
  /** Longest wait in milliseconds. */
  readonly maxWaitMs: number;
  /** Names of accounts without windows whose provider has asked to be left alone: from then on they are looked up. */
  readonly heeded: Set<string>;
}
