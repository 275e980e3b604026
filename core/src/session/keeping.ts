import { join } from 'node:path';
import { openCache, type LookupCache } from '../io/cache/index.ts';
import { memoryLedger, sqliteLedger, steadyLedger, type QuotaWindow } from '../io/quota/index.ts';
import { KeptAnswers } from '../pivot/kept-answers.ts';
import type { Quotas } from '../pivot/quotas.ts';
import type { AnswerStore } from '../pivot/run-context.ts';
import type { Mode } from '../plugin/plugin.ts';
import type { Parts } from './container.ts';

export interface CacheSettings {
  /** Folder for the cache's own file. */
  readonly folder: string;
  /** `sqlite:PATH` (default: a file in `folder`), `memory:`, `redis://…`, `postgres://…`, or a store that Keyv takes. */
  readonly store?: string | object;
  /** Older answers are asked anew. Default: what the pivots declare. */
  readonly maxAgeMs?: number;
  /**
   * Milliseconds for which an answer that is no longer fresh is still given at once, as `stale`, while it is asked anew in
   * the background. Default: what the pivots declare, else 0.
   */
  readonly staleWhileRevalidateMs?: number;
  /** Asks everything anew and keeps the new answers. Default: false. */
  readonly refresh?: boolean;
}

export interface QuotaSettings {
  /** File of the ledger, shared by the processes of this machine. Default: a ledger of this session alone. */
  readonly ledger?: string;
  /** Windows of a plugin's account in place of those its author declares, by the plugin's name. */
  readonly windows?: Readonly<Record<string, readonly QuotaWindow[]>>;
  /** `wait` (default) until there is room, or `skip` what cannot be asked at once. */
  readonly policy?: 'wait' | 'skip';
  /** Longest wait in milliseconds; what takes longer is `throttled`. Default: 5 minutes. */
  readonly maxWaitMs?: number;
}

export interface KeepingOptions {
  readonly cache?: CacheSettings;
  readonly journal?: string;
  readonly quotas?: QuotaSettings;
}

/** What a session keeps of its look-ups: answers and the book of requests. */
export interface Keeping {
  readonly stores: readonly AnswerStore[];
  readonly quotas: Quotas | undefined;
  /** The cache itself, for statistics and clearing. */
  readonly cache: LookupCache | undefined;
  close(): Promise<void>;
}

const forEver = { found: Infinity, notFound: Infinity, staleMs: Infinity };
const fiveMinutesMs = 300_000;

/** Recorded replies are answers already: with them nothing is kept and nothing is booked. */
export async function openKeeping(
  { cache, journal, quotas = {} }: KeepingOptions,
  { clock, log }: Parts,
  mode: Mode,
): Promise<Keeping> {
  if (mode === 'replay') return { stores: [], quotas: undefined, cache: undefined, close: () => Promise.resolve() };
  const opened = cache && (await openCache(cache.store, { folder: cache.folder, clock, log }));
  const resumed = journal === undefined ? undefined : await openJournal(journal, { clock, log });
  const ledger =
    quotas.ledger === undefined ? memoryLedger() : steadyLedger(await sqliteLedger(quotas.ledger), { clock, log });
  return {
    stores: [
      ...(resumed ? [new KeptAnswers(resumed, { source: 'journal', ttlMs: forEver })] : []),
      ...(opened && cache ? [cachedAnswers(opened, cache)] : []),
    ],
    quotas:
      mode === 'live'
        ? {
            ledger,
            windows: quotas.windows ?? {},
            policy: quotas.policy ?? 'wait',
            maxWaitMs: quotas.maxWaitMs ?? fiveMinutesMs,
            heeded: new Set(),
          }
        : undefined,
    cache: opened,
    async close() {
      await resumed?.close();
      await opened?.close();
      await ledger.close();
    },
  };
}

/** A folder with the answers of one run: what is in it is never asked again. */
const openJournal = (folder: string, { clock, log }: Pick<Parts, 'clock' | 'log'>): Promise<LookupCache> =>
  openCache(`sqlite:${join(folder, 'answers.sqlite')}`, { folder, clock, log });

function cachedAnswers(cache: LookupCache, settings: CacheSettings): AnswerStore {
  const { maxAgeMs, refresh, staleWhileRevalidateMs: revalidateMs } = settings;
  const get = {
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...(refresh !== undefined && { refresh }),
    ...(revalidateMs !== undefined && { revalidateMs }),
  };
  return new KeptAnswers(cache, { source: 'cache', get });
}
