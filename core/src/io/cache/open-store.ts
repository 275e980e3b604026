import type { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { detectKeyvStorage } from 'keyv';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { messageOf } from '../../error/text-of.ts';
import type { Clock } from '../clock.ts';
import { SqliteStore } from './sqlite-store.ts';

/** A store for Keyv, and what to know of it. */
export interface OpenedStore {
  readonly store: object;
  /** For messages: without credentials. */
  readonly name: string;
  /** What no message may show. */
  readonly hidden: string | undefined;
  /** Made here, so it ends with the cache; a store handed in is its owner's. */
  readonly isOwn: boolean;
  /** Lets go of what a store that answers no more still holds. */
  destroy?(): void;
}

export interface OpenStoreOptions {
  /** Where the default store has its file. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

type Opener = (address: string, options: OpenStoreOptions) => OpenedStore | Promise<OpenedStore>;

const defaultFile = 'lookups.sqlite';

const openers: Readonly<Record<string, Opener>> = {
  memory: () => own(new Map(), 'memory:'),
  sqlite: (address, { clock }) => openSqlite(address.replace(/^sqlite:(?:\/\/)?/i, ''), clock),
  redis: openRedis,
  rediss: openRedis,
  postgres: openPostgres,
  postgresql: openPostgres,
};

/**
 * The store an address names, or the store itself; undefined is a SQLite file in the folder. Nothing is connected yet.
 * @throws CACHE_STORE_UNKNOWN when it is no address of a store and no store
 * @throws CACHE_STORE_MISSING when the package for it is not installed
 */
export async function openStore(where: string | object | undefined, options: OpenStoreOptions): Promise<OpenedStore> {
  if (where === undefined) return openSqlite(join(options.folder, defaultFile), options.clock);
  if (typeof where === 'object') return handedIn(where);
  const scheme = /^[a-z]+(?=:)/i.exec(where)?.[0].toLowerCase();
  const open = scheme !== undefined && Object.hasOwn(openers, scheme) ? openers[scheme] : undefined;
  if (open === undefined) throw unknownStore(scheme ?? where);
  return open(where, options);
}

function unknownStore(name: string): PivotKitError {
  const scheme = nearest(name, Object.keys(openers));
  const suggestion = scheme === undefined ? '' : `Did you mean ${scheme}:? `;
  return new PivotKitError('CACHE_STORE_UNKNOWN', { store: name, suggestion });
}

function handedIn(store: object): OpenedStore {
  if (!detectKeyvStorage(store).compatible && !declaresExpires(store))
    throw unknownStore('an object without get and set');
  return { store, name: store.constructor.name, hidden: undefined, isOwn: false };
}

/** What Keyv goes by before it looks at the methods. */
const declaresExpires = (store: object): boolean =>
  'capabilities' in store &&
  typeof store.capabilities === 'object' &&
  store.capabilities !== null &&
  'expires' in store.capabilities &&
  store.capabilities.expires === true;

const own = (store: object, name: string): OpenedStore => ({ store, name, hidden: undefined, isOwn: true });

const openSqlite = (path: string, clock: Clock): OpenedStore => own(new SqliteStore(path, clock), path);

async function openRedis(address: string, { timeoutMs }: OpenStoreOptions): Promise<OpenedStore> {
  const { url, name, hidden } = parseAddress(address);
  const { default: KeyvRedis } = await loadDriver(redisDriver, () => import('@keyv/redis'));
  const store = new KeyvRedis({
    url,
    // A server that is gone fails the command at once; the next one connects anew.
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
  });
  return { store, name, hidden, isOwn: true, destroy: () => void store.disconnect(true).catch(() => undefined) };
}

async function openPostgres(address: string, { timeoutMs }: OpenStoreOptions): Promise<OpenedStore> {
  const { url, name, hidden } = parseAddress(address);
  const { default: KeyvPostgres } = await loadDriver(postgresDriver, () => import('@keyv/postgres'));
  const store = new KeyvPostgres({
    uri: url,
    table: 'pivotkit_cache',
    iterationLimit: 1_000,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    log: hearPoolErrors,
  });
  return { store, name, hidden, isOwn: true };
}

/**
 * A pool of connections whose server goes away while it is idle emits an error, which ends the process when nobody
 * listens, and the store lets nobody at its pool (@keyv/postgres 6.0.0-beta.4). The pool calls its log as its own method
 * before each query, which is the one way in. Nothing is lost: the next query fails by itself.
 */
function hearPoolErrors(this: unknown): void {
  const pool = this as EventEmitter;
  if (pool.listenerCount('error') === 0) pool.on('error', () => {});
}

interface Address {
  readonly url: string;
  readonly name: string;
  readonly hidden: string | undefined;
}

function parseAddress(address: string): Address {
  const url = URL.parse(address);
  // Not the whole text: it may hold a password.
  if (url === null)
    throw unknownStore(`${address.slice(0, address.indexOf(':'))}: with an address that cannot be read`);
  const hidden = url.password === '' ? undefined : decodeURIComponent(url.password);
  return { url: address, name: `${url.protocol}//${url.host}${url.pathname}`, hidden };
}

/** A package that is installed by those who need it. */
export interface Driver {
  readonly package: string;
  readonly version: string;
  readonly scheme: string;
}

const redisDriver: Driver = { package: '@keyv/redis', version: '6.0.0-rc.1', scheme: 'redis' };
const postgresDriver: Driver = { package: '@keyv/postgres', version: '6.0.0-beta.4', scheme: 'postgres' };

/** @throws CACHE_STORE_MISSING when the package cannot be loaded */
export async function loadDriver<T>(driver: Driver, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new PivotKitError('CACHE_STORE_MISSING', { ...driver, problem: messageOf(error) }, { cause: error });
  }
}
