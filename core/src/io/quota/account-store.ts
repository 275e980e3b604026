import type { AccountState } from './account-state.ts';
import { begin, release, reserve, settle, status } from './book.ts';
import { checkAccount, checkRequest, checkTime, parseReservation } from './check-request.ts';
import { learn } from './learning.ts';
import type { QuotaAccount, QuotaGrant, QuotaLedger, QuotaRefusal, QuotaRequest } from './quota-ledger.ts';

/** Where accounts are kept. */
export interface AccountStore {
  /** Lets `act` change the account as one step: nobody else sees or changes it meanwhile. Nothing is kept if it throws. */
  change<T>(account: string, act: (state: AccountState) => T): T;
  close(): void;
}

/** The ledger of all stores: they keep the accounts, the books are the same. */
export function ledgerOver(store: AccountStore): QuotaLedger {
  return {
    reserve: async (account, request) => reserveIn(store, account, request),
    begin: async (reservation, nowMs) =>
      changeBooking(store, reservation, (state, number) => begin(state, number, checkTime(reservation, nowMs))),
    settle: async (reservation, nowMs) =>
      changeBooking(store, reservation, (state, number) => settle(state, number, checkTime(reservation, nowMs))),
    release: async (reservation) => changeBooking(store, reservation, release),
    learn: async (account, hints, nowMs) => {
      checkAccount(account);
      const news = { hints, nowMs: checkTime(account.provider, nowMs) };
      store.change(nameOf(account), (state) => learn(state, account.windows, news));
    },
    status: async (account, nowMs) => {
      checkAccount(account);
      const atMs = checkTime(account.provider, nowMs);
      return store.change(nameOf(account), (state) => status(state, account.windows, atMs));
    },
    close: async () => store.close(),
  };
}

function reserveIn(store: AccountStore, account: QuotaAccount, request: QuotaRequest): QuotaGrant | QuotaRefusal {
  checkAccount(account);
  checkRequest(account, request);
  const name = nameOf(account);
  const timed = { ...request, nowMs: checkTime(account.provider, request.nowMs) };
  const answer = store.change(name, (state) => reserve(state, account.windows, timed));
  return typeof answer === 'number' ? { granted: true, reservation: `${String(answer)}@${name}` } : answer;
}

function changeBooking<T>(
  store: AccountStore,
  reservation: string,
  act: (state: AccountState, number: number) => T,
): T {
  const { account, number } = parseReservation(reservation);
  return store.change(account, (state) => act(state, number));
}

const nameOf = ({ provider, credential }: QuotaAccount): string => JSON.stringify([provider, credential]);
