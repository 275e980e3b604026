import { emptyState, firstLapseMs, type AccountState, type Hold, type Place, type Withheld } from './account-state.ts';
import type { WindowKey } from './quota-window.ts';
import type { WindowLog } from './window-log.ts';

/** An account as it is written down. A change of this shape is a new version of the ledger's file. */
interface WrittenAccount {
  readonly clockMs: number;
  readonly lastNumber: number;
  readonly blockedUntilMs: number;
  readonly logs: readonly (readonly [WindowKey, WrittenLog])[];
  readonly withheld: readonly (readonly [WindowKey, Withheld[]])[];
  readonly holds: readonly (readonly [number, Hold])[];
  readonly lapsed: readonly (readonly [number, { readonly units: number; readonly atMs: number }])[];
  readonly line: Place[];
}

/** Time and units of each entry in turn, since most of an account's text is its logs. */
type WrittenLog = readonly number[];

const writeLog = (log: WindowLog): WrittenLog => log.flatMap(({ atMs, units }) => [atMs, units]);

function readLog(written: WrittenLog): WindowLog {
  const log: WindowLog = [];
  for (let i = 0; i + 1 < written.length; i += 2) log.push({ atMs: written[i] ?? 0, units: written[i + 1] ?? 0 });
  return log;
}

export function writeAccount(state: AccountState): string {
  const { clockMs, lastNumber, blockedUntilMs, line } = state;
  const written: WrittenAccount = {
    clockMs,
    lastNumber,
    blockedUntilMs,
    logs: [...state.logs].map(([key, log]) => [key, writeLog(log)]),
    withheld: [...state.withheld],
    holds: [...state.holds],
    lapsed: [...state.lapsed],
    line,
  };
  return JSON.stringify(written);
}

/** Sums and first ends are worked out again, not read. */
export function readAccount(text: string): AccountState {
  // Written by `writeAccount` of the same version of the file, which was checked when it was opened.
  const written = JSON.parse(text) as WrittenAccount;
  const holds = written.holds.map(([, hold]) => hold);
  return {
    ...emptyState(),
    ...written,
    logs: new Map(written.logs.map(([key, log]) => [key, readLog(log)])),
    withheld: new Map(written.withheld),
    holds: new Map(written.holds),
    lapsed: new Map(written.lapsed),
    openUnits: holds.reduce((sum, { units }) => sum + units, 0),
    nextLapseMs: firstLapseMs(holds),
  };
}
