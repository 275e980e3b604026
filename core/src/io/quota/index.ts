export { memoryLedger } from './memory-ledger.ts';
export { quotaHintsOf } from './quota-headers.ts';
export type * from './quota-ledger.ts';
export type { QuotaPeriod, QuotaWindow } from './quota-window.ts';
export { sqliteLedger } from './sqlite-ledger.ts';
export { steadyLedger } from './steady-ledger.ts';
export { waitForQuota, type WaitOptions } from './wait-for-quota.ts';
