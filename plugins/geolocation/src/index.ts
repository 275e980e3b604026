import { definePivot, definePlugin, type Call, type Log } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { columns } from './columns.ts';
import { openDatabase, type Database } from './database.ts';
import { distance } from './distance.ts';
import { databaseFiles, embeddedDatabase } from './files.ts';
import { locate, type Locator } from './locate.ts';
import { checkOnline, locateOnline } from './online.ts';
import { onlineConfig } from './online-config.ts';
import { placeReader } from './record.ts';
import type { State } from './services/service.ts';

export { distanceKm, type Coordinates } from './distance.ts';

const isLocale = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
};
const locale = z.string().refine(isLocale, { error: 'it is no language tag such as en or pt-BR' });

const config = z.strictObject({
  /** Files in MaxMind DB format, or folders of them; earlier ones count first. Default: the embedded countries. */
  database: z.union([z.string(), z.array(z.string()).nonempty()]).optional(),
  /** Languages of names, best first. */
  locales: z.union([locale, z.array(locale).nonempty()]).default('en'),
  /** Days after which a database counts as old, which is said in the log. */
  maxAgeDays: z.number().positive().default(90),
  /** Services for `geolocation.online`. Default: none. */
  online: onlineConfig.optional(),
});

/** Where an address is used, by databases on this machine. Tells nobody. Rows: n → n, order kept. */
export const locateAddress = definePivot({
  name: 'geolocation',
  description: 'Where an address is used: country, city, coordinates, autonomous system, from databases at hand',
  from: [IpAddress],
  shortcut: 'geoloc',
  rowsPerInput: 'at-most-one',
  columns,
  sharing: { reaches: 'nobody' },
  examples: ["IpAddress.geolocation('8.8.8.8')", "IpAddress.geolocation(flows, { column: 'SourceIP' })"],
  lookup: async (addresses, { state }: Call<unknown, State>) => {
    const locator = await state.locator();
    return addresses.map((address) => locate(address, locator));
  },
});

export const geolocation = definePlugin({
  name: 'geolocation',
  version: '0.1.0',
  description:
    'Where addresses are used, by MaxMind DB files on this machine or services, and how far apart places are',
  config,
  setup: async (host, { database, locales, maxAgeDays, online }): Promise<State> => {
    const placeOf = placeReader([locales].flat());
    if (online?.ipApi?.unencrypted === true && online.ipApi.key === undefined)
      host.log.warn('addresses are told to ip-api without encryption: whoever is on the way can read them');
    const services = { sources: online?.sources ?? [], services: online ?? {}, placeOf, pauses: new Map() };
    const open = async (paths: readonly string[]): Promise<Locator> => {
      const databases = await Promise.all((await databaseFiles(paths)).map(openDatabase));
      // The embedded one is as old as the package: nothing a user could update by hand.
      if (database !== undefined)
        for (const one of databases) warnIfOld(one, { now: host.clock.now(), maxAgeDays, log: host.log });
      return { databases, placeOf, knowsInternal: database !== undefined };
    };
    // What is configured is opened at the start, so that its faults are told then; the embedded one when it is needed.
    if (database === undefined) return { ...services, locator: once(() => open([embeddedDatabase()])) };
    const locator = await open([database].flat().map((path) => host.resolvePath(path)));
    return { ...services, locator: async () => locator };
  },
  check: checkOnline,
  pivots: [locateAddress, locateOnline],
  verbs: [distance],
});

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}

interface AgeCheck {
  readonly now: Date;
  readonly maxAgeDays: number;
  readonly log: Log;
}

const dayMs = 86_400_000;

function warnIfOld({ file, type, builtAt }: Database, { now, maxAgeDays, log }: AgeCheck): void {
  const ageDays = Math.floor((now.getTime() - builtAt.getTime()) / dayMs);
  if (ageDays <= maxAgeDays) return;
  log.warn(`The geolocation database ${type} is ${ageDays} days old; networks move, so update it.`, { file, ageDays });
}
