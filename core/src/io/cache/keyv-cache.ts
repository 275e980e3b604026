import { Keyv, KeyvMemoryAdapter, type KeyvSerializationAdapter } from 'keyv';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { atAge } from './age.ts';
import type {
  AgedAnswer,
  CacheChange,
  CacheEntry,
  CacheFilter,
  CacheGetOptions,
  CacheKey,
  CacheStats,
  LookupCache,
} from './lookup-cache.ts';
import type { OpenedStore } from './open-store.ts';
import { summary, type ListedEntry } from './stats.ts';
import { StoreGuard } from './store-guard.ts';
import { matchesFilter, storageKey } from './storage-key.ts';
import { lifetimeMs, parseStored, storedText, type StoredAnswer } from './stored-answer.ts';
import { UnfitValue } from './typed-text.ts';

export interface KeyvCacheOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs: number;
}

interface WantedText {
  readonly key: string;
  /** Undefined when it cannot be kept exactly. */
  readonly value: string | undefined;
  readonly ttl: number;
}

/** Entries sent to the store at once: few calls, and none that keeps a store or this process busy for long. */
const batchSize = 5_000;

/**
 * Our texts as they are, after the time of expiry and a bar. Never throws: what is not of this form, such as another
 * program's entry, is an entry without a value.
 */
const serialization: KeyvSerializationAdapter = {
  stringify: (entry) => {
    const { value, expires } = partsOf(entry);
    return `${expires ?? ''}|${value}`;
  },
  parse: <T>(text: string): T => readEntry(text) as T,
};

/** What Keyv wraps around a value; it is typed as unknown there. */
const partsOf = (entry: unknown): { readonly value: string; readonly expires?: number } =>
  entry as { readonly value: string; readonly expires?: number };

function readEntry(text: string): { readonly value: string | undefined; readonly expires: number | undefined } {
  const [, expires, value] = /^(\d*)\|(.*)$/s.exec(text) ?? [];
  return { value, expires: expires === undefined || expires === '' ? undefined : Number(expires) };
}

/** Look-up answers behind Keyv, in any of its stores. */
export class KeyvCache implements LookupCache {
  readonly #keyv: Keyv<string>;
  readonly #opened: OpenedStore;
  readonly #guard: StoreGuard;
  readonly #options: KeyvCacheOptions;
  #warnedUnfit = false;
  #closed = false;

  constructor(opened: OpenedStore, options: KeyvCacheOptions) {
    this.#opened = opened;
    this.#options = options;
    this.#guard = new StoreGuard({ ...options, name: opened.name, hidden: opened.hidden });
    this.#keyv = new Keyv<string>({ store: opened.store, namespace: 'pivotkit', serialization });
    this.#keyv.on('error', (error: unknown) => this.#guard.report(error));
  }

  async get(
    keys: readonly CacheKey[],
    nowMs: number,
    options: CacheGetOptions = {},
  ): Promise<readonly (AgedAnswer | undefined)[]> {
    const stored = await this.#read(keys.map((key) => this.#storageKey(key)));
    return stored.map((entry) => (entry === undefined ? undefined : atAge(entry, nowMs, options)));
  }

  async set(entries: readonly CacheEntry[]): Promise<void> {
    for (const batch of inBatches(entries)) await this.#setBatch(batch);
  }

  async stats(): Promise<CacheStats> {
    return this.#guard.require(async () => summary(await this.#list({})));
  }

  async clear(filter: CacheFilter = {}): Promise<number> {
    return this.#guard.require(async () => {
      const listed = (await this.#list(filter)).map(({ storedUnder }) => storedUnder);
      if (Object.values(filter).every((condition) => condition === undefined)) await this.#keyv.clear();
      else for (const batch of inBatches(listed)) await this.#keyv.deleteMany([...batch]);
      return listed.length;
    });
  }

  async changes(filter: CacheFilter = {}): Promise<readonly CacheChange[]> {
    return this.#guard.require(async () => (await this.#list(filter)).flatMap(changeOf).sort(byQuestion));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#opened.isOwn) return;
    const ended = await this.#guard.attempt(async () => {
      await this.#keyv.disconnect();
      return true;
    });
    if (ended !== true) this.#opened.destroy?.();
  }

  async #setBatch(entries: readonly CacheEntry[]): Promise<void> {
    // The last entry of a question counts; PostgreSQL refuses a batch that names a key twice.
    const named = new Map<string, CacheEntry>();
    for (const entry of entries) {
      const storedUnder = this.#storageKey(entry.key);
      if (storedUnder !== undefined) named.set(storedUnder, entry);
    }
    const before = await this.#read([...named.keys()]);
    const texts = Array.from(named, ([key, entry], i) => {
      return { key, value: this.#storedText(entry, before[i]), ttl: lifetimeMs(entry) };
    });
    await this.#write(texts);
  }

  /** An answer that is not kept takes the one before it along, which would be wrong from now on. */
  async #write(texts: readonly WantedText[]): Promise<void> {
    const kept = texts.flatMap(({ key, value, ttl }) => (ttl > 0 && value !== undefined ? [{ key, value, ttl }] : []));
    const gone = texts.filter(({ value, ttl }) => value === undefined || ttl <= 0).map(({ key }) => key);
    if (kept.length > 0) await this.#attempt(() => this.#keyv.setMany(kept));
    if (gone.length > 0) await this.#attempt(() => this.#keyv.deleteMany(gone));
  }

  async #read(names: readonly (string | undefined)[]): Promise<(StoredAnswer | undefined)[]> {
    const distinct = [...new Set(names.filter((name) => name !== undefined))];
    const found = new Map<string, StoredAnswer>();
    for (const batch of inBatches(distinct)) {
      const texts = (await this.#attempt(() => this.#keyv.getMany([...batch]))) ?? [];
      for (const [i, name] of batch.entries()) {
        const stored = parseStored(texts[i]);
        if (stored !== undefined) found.set(name, stored);
      }
    }
    return names.map((name) => (name === undefined ? undefined : found.get(name)));
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#closed ? undefined : this.#guard.attempt(work);
  }

  async #list(filter: CacheFilter): Promise<readonly ListedEntry[]> {
    if (this.#closed) return [];
    this.#requireList();
    // By name: Redis may list a key more than once.
    const listed = new Map<string, ListedEntry>();
    // Not Keyv's own iterator: it does not tell a damaged entry from an empty one, nor its size.
    for await (const [name, text] of this.#keyv.store.iterator?.<unknown>() ?? []) {
      if (typeof name !== 'string' || !matchesFilter(name, filter)) continue;
      const entry = listedEntry(name, text);
      if (this.#isOldEnough(entry, filter)) listed.set(name, entry);
    }
    return [...listed.values()];
  }

  #isOldEnough({ stored }: ListedEntry, { olderThanMs }: CacheFilter): boolean {
    if (olderThanMs === undefined || stored === undefined) return true;
    return this.#options.clock.now().getTime() - stored.answer.storedAtMs > olderThanMs;
  }

  #requireList(): void {
    if (canList(this.#keyv)) return;
    const problem = 'its store cannot list its entries';
    throw new PivotKitError('CACHE_UNUSABLE', { store: this.#opened.name, problem });
  }

  #storageKey(key: CacheKey): string | undefined {
    return this.#unlessUnfit(key, () => storageKey(key));
  }

  #storedText(entry: CacheEntry, before: StoredAnswer | undefined): string | undefined {
    return this.#unlessUnfit(entry.key, () => storedText(entry, before));
  }

  /** An answer that cannot be kept exactly is not kept. */
  #unlessUnfit(key: CacheKey, work: () => string): string | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      this.#warnUnfit(key, error);
      return undefined;
    }
  }

  #warnUnfit({ pivot }: CacheKey, { message }: UnfitValue): void {
    if (this.#warnedUnfit) return;
    this.#warnedUnfit = true;
    const { message: text, code } = new PivotKitError('CACHE_VALUE_UNFIT', { pivot, what: message });
    this.#options.log.warn(text, { code, pivot });
  }
}

function canList({ store }: Keyv<string>): boolean {
  if (store instanceof KeyvMemoryAdapter) return 'entries' in store.store;
  return typeof store.iterator === 'function' && store.capabilities?.methods.iterator.exists !== false;
}

function listedEntry(storedUnder: string, text: unknown): ListedEntry {
  if (typeof text !== 'string') return { storedUnder, bytes: 0, stored: undefined };
  return { storedUnder, bytes: Buffer.byteLength(text), stored: parseStored(readEntry(text).value) };
}

function changeOf({ stored }: ListedEntry): readonly CacheChange[] {
  if (stored?.previous === undefined) return [];
  const { plugin, pivot, kind, key, previous: before, answer: after } = stored;
  return [{ plugin, pivot, kind, key, before, after }];
}

const questionOf = ({ plugin, pivot, kind, key }: CacheChange): string => JSON.stringify([plugin, pivot, kind, key]);

function byQuestion(left: CacheChange, right: CacheChange): number {
  const [one, other] = [questionOf(left), questionOf(right)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}
