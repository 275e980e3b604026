import { emptyState, type AccountState } from './account-state.ts';
import { ledgerOver, type AccountStore } from './account-store.ts';
import type { QuotaLedger } from './quota-ledger.ts';

/** A ledger for this process alone, forgotten with it. */
export function memoryLedger(): QuotaLedger {
  const accounts = new Map<string, AccountState>();
  const store: AccountStore = {
    change(account, act) {
      const state = accounts.get(account) ?? emptyState();
      accounts.set(account, state);
      return act(state);
    },
    close: () => accounts.clear(),
  };
  return ledgerOver(store);
}
