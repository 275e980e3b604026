import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '@pivotkit/core';

/** The database used when none is configured: countries, from public registry data. */
const embedded = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

/** Path of the database that comes with the plugin. */
export const embeddedDatabase = (): string => createRequire(import.meta.url).resolve(embedded);

/**
 * The `.mmdb` files at absolute paths of files and folders, in the order given and by name within a folder.
 * @throws GEO_DATABASE_MISSING when a path does not exist or a folder has no such file.
 */
export async function databaseFiles(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(paths.map(filesAt));
  return [...new Set(files.flat())];
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw await missing(path);
  return found.isDirectory() ? filesIn(path) : [path];
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await mmdbNames(folder);
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw new PivotKitError('GEO_DATABASE_MISSING', { file: folder, problem: 'the folder has no .mmdb file' });
}

async function missing(path: string): Promise<PivotKitError> {
  const near = nearest(basename(path), await mmdbNames(dirname(path)));
  const suggestion = near === undefined ? '' : ` Did you mean '${near}'?`;
  return new PivotKitError('GEO_DATABASE_MISSING', { file: path, problem: 'there is no such file', suggestion });
}

async function mmdbNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => extname(name) === '.mmdb').toSorted();
}
