import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import type { Environment } from '../../io/environment.ts';
import { durationMs } from '../../session/config-duration.ts';
import type { LoadedConfig, Settings } from '../../session/config.ts';
import type { CacheSettings, QuotaSettings } from '../../session/keeping.ts';
import type { SessionOptions } from '../../session/session-options.ts';
import { namedValues } from './named-values.ts';
import { userCacheFolder } from './user-cache-folder.ts';

/** Options of the commands that ask providers. */
export interface LookupOptions {
  /** A folder or the address of a store; false = no cache this time. */
  readonly cache?: string | false;
  readonly refresh?: boolean;
  readonly maxAge?: string;
  readonly staleWhileRevalidate?: string;
  readonly resume?: string;
  readonly maxCalls?: string;
  /** `USD=5`, as often as needed. */
  readonly maxCost?: readonly string[];
  readonly deadline?: string;
  readonly concurrency?: string;
  readonly maxWait?: string;
  /** False = ask nothing that would have to wait. */
  readonly wait?: boolean;
}

/** What those options are as settings; they go before file and environment. */
export function lookupFlags(options: LookupOptions): Record<string, unknown> {
  const { maxCalls, maxCost, deadline, concurrency, maxWait, wait } = options;
  return {
    cache: cacheFlags(options),
    maxCalls: maxCalls === undefined ? undefined : numberOf(maxCalls, '--max-calls', 'questions'),
    maxCost: maxCost === undefined ? undefined : costsOf(maxCost),
    deadline,
    concurrency: concurrency === undefined ? undefined : numberOf(concurrency, '--concurrency', 'look-ups'),
    maxWait: wait === false ? noWait : maxWait,
  };
}

const noWait = '0s';

function cacheFlags({ cache, maxAge, staleWhileRevalidate }: LookupOptions): object | false | undefined {
  if (cache === false) return false;
  if ((cache ?? maxAge ?? staleWhileRevalidate) === undefined) return undefined;
  const place = cache === undefined ? {} : isFolder(cache) ? { folder: cache } : { store: cache };
  return { ...place, maxAge, staleWhileRevalidate };
}

/** Addresses of stores begin with a scheme; a single letter is a drive. */
export const isFolder = (cache: string | false | undefined): cache is string =>
  typeof cache === 'string' && !/^[a-z]{2,}:/i.test(cache);

function numberOf(text: string, flag: string, what: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new PivotKitError('USAGE_INVALID', {
    problem: `${flag} '${text}' is no number of ${what}`,
    suggestion: 'Give a whole number.',
  });
}

/** `USD=5` → 5 by USD. */
function costsOf(texts: readonly string[]): Record<string, number> {
  const costs = namedValues(texts, '--max-cost');
  return Object.fromEntries(
    Object.entries(costs).map(([currency, amount]) => {
      if (/^\d+(\.\d+)?$/.test(amount)) return [currency, Number(amount)];
      throw new PivotKitError('USAGE_INVALID', {
        problem: `--max-cost '${currency}=${amount}' names no amount`,
        suggestion: 'Write the currency as the pivot declares it, and a number: --max-cost USD=5.',
      });
    }),
  );
}

export type KeepingOptions = Pick<SessionOptions<[]>, 'cache' | 'journal' | 'quotas' | Bounds>;

/** What bounds a run, whatever it asks. */
type Bounds = 'maxCalls' | 'maxCost' | 'deadlineMs' | 'concurrency';

export interface KeepingPlace {
  readonly environment: Environment;
  /** Told when the book of requests cannot be shared with other runs. */
  readonly note: (text: string) => void;
}

/**
 * What a run keeps: answers in the user's cache, requests in the book that all runs of this machine share, answers of
 * the run itself in its journal. Nothing of it where replies are recorded ones; offline, nothing is booked.
 */
export function keepingOptions(
  { settings }: LoadedConfig,
  { refresh, resume }: LookupOptions,
  place: KeepingPlace,
): KeepingOptions {
  const { replay, offline } = settings;
  const bounds = boundsOf(settings);
  if (replay !== undefined) return bounds;
  const cache = settings.cache === false ? undefined : cacheSettings(settings, place.environment);
  return {
    ...bounds,
    ...(cache !== undefined && { cache: { ...cache, ...(refresh === true && { refresh }) } }),
    ...(resume !== undefined && { journal: resume }),
    ...(offline !== true && { quotas: quotaSettings(settings, place) }),
  };
}

function boundsOf({ maxCalls, maxCost, deadline, concurrency }: Settings): Pick<KeepingOptions, Bounds> {
  const deadlineMs = deadline === undefined ? undefined : durationMs(deadline);
  return {
    ...(maxCalls !== undefined && { maxCalls }),
    ...(maxCost !== undefined && { maxCost }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(concurrency !== undefined && { concurrency }),
  };
}

/** The cache as configured; that of the user where nothing is said, or where it is turned off. */
export function cacheSettings({ cache }: Settings, environment: Environment): CacheSettings {
  const { store, maxAge, staleWhileRevalidate } = cache === false ? {} : (cache ?? {});
  const maxAgeMs = maxAge === undefined ? undefined : durationMs(maxAge);
  const staleWhileRevalidateMs = staleWhileRevalidate === undefined ? undefined : durationMs(staleWhileRevalidate);
  return {
    folder: keepingFolder(cache, environment),
    ...(store !== undefined && { store }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...(staleWhileRevalidateMs !== undefined && { staleWhileRevalidateMs }),
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
