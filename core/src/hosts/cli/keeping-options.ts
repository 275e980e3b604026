import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { Environment } from '../../io/environment.ts';
import { durationMs } from '../../session/config-duration.ts';
import type { LoadedConfig, Settings } from '../../session/config.ts';
import type { CacheSettings, QuotaSettings } from '../../session/keeping.ts';
import type { SessionOptions } from '../../session/session-options.ts';
import { userCacheFolder } from './user-cache-folder.ts';

/** Options of the commands that ask providers. */
export interface LookupOptions {
  /** A folder or the address of a store; false = no cache this time. */
  readonly cache?: string | false;
  readonly refresh?: boolean;
  readonly maxAge?: string;
  readonly resume?: string;
  readonly maxCalls?: string;
  readonly maxWait?: string;
  /** False = ask nothing that would have to wait. */
  readonly wait?: boolean;
}

/** What those options are as settings; they go before file and environment. */
export function lookupFlags({ cache, maxAge, maxCalls, maxWait, wait }: LookupOptions): Record<string, unknown> {
  return {
    cache: cacheFlags(cache, maxAge),
    maxCalls: maxCalls === undefined ? undefined : numberOf(maxCalls, '--max-calls'),
    maxWait: wait === false ? noWait : maxWait,
  };
}

const noWait = '0s';

function cacheFlags(cache: string | false | undefined, maxAge: string | undefined): object | false | undefined {
  if (cache === false || (cache === undefined && maxAge === undefined)) return cache;
  return { ...(cache === undefined ? {} : isFolder(cache) ? { folder: cache } : { store: cache }), maxAge };
}

/** Addresses of stores begin with a scheme; a single letter is a drive. */
export const isFolder = (cache: string | false | undefined): cache is string =>
  typeof cache === 'string' && !/^[a-z]{2,}:/i.test(cache);

function numberOf(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `${flag} '${text}' is no number of questions`,
    suggestion: 'Give a whole number; with 0 only what is known already is answered.',
  });
}

export type KeepingOptions = Pick<SessionOptions<[]>, 'cache' | 'journal' | 'quotas' | 'maxCalls'>;

export interface KeepingPlace {
  readonly environment: Environment;
  /** Told when the book of requests cannot be shared with other runs. */
  readonly note: (text: string) => void;
}

/**
 * What a run keeps: answers in the user's cache, requests in the book that all runs of this machine share, answers of
 * the run itself in its journal. Nothing of it where replies are recorded ones.
 */
export function keepingOptions(
  { settings }: LoadedConfig,
  { refresh, resume }: LookupOptions,
  place: KeepingPlace,
): KeepingOptions {
  const { maxCalls, replay, offline } = settings;
  const budget = maxCalls === undefined ? {} : { maxCalls };
  if (replay !== undefined || offline === true) return budget;
  const cache = settings.cache === false ? undefined : cacheSettings(settings, place.environment);
  return {
    ...budget,
    ...(cache !== undefined && { cache: { ...cache, ...(refresh === true && { refresh }) } }),
    ...(resume !== undefined && { journal: resume }),
    quotas: quotaSettings(settings, place),
  };
}

/** The cache as configured; that of the user where nothing is said, or where it is turned off. */
export function cacheSettings({ cache }: Settings, environment: Environment): CacheSettings {
  const { store, maxAge } = cache === false ? {} : (cache ?? {});
  const maxAgeMs = maxAge === undefined ? undefined : durationMs(maxAge);
  return {
    folder: keepingFolder(cache, environment),
    ...(store !== undefined && { store }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
}

function quotaSettings(settings: Settings, { environment, note }: KeepingPlace): QuotaSettings {
  const { cache, quotas, maxWait } = settings;
  const folder = keepingFolder(cache, environment);
  const problem = unwritable(folder);
  if (problem !== undefined) note(`requests of other runs are not counted: ${folder} cannot be written (${problem}).`);
  return {
    ...(problem === undefined && { ledger: join(folder, 'quotas.sqlite') }),
    ...(quotas !== undefined && { windows: Object.fromEntries(Object.entries(quotas).map(exactWindows)) }),
    ...waiting(maxWait),
  };
}

const keepingFolder = (cache: Settings['cache'], environment: Environment): string =>
  (cache === false ? undefined : cache?.folder) ?? userCacheFolder(environment);

function unwritable(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

type Windows = NonNullable<Settings['quotas']>[string];

/** Without members that are undefined, which exact optional properties refuse. */
const exactWindows = ([name, windows]: [string, Windows]): [string, NonNullable<QuotaSettings['windows']>[string]] => [
  name,
  windows.map(({ per, limit, sliding }) => ({ per, limit, ...(sliding !== undefined && { sliding }) })),
];

function waiting(maxWait: string | undefined): Pick<QuotaSettings, 'policy' | 'maxWaitMs'> {
  const maxWaitMs = maxWait === undefined ? undefined : durationMs(maxWait);
  if (maxWaitMs === undefined) return {};
  return maxWaitMs === 0 ? { policy: 'skip' } : { maxWaitMs };
}
