import { resolve } from 'node:path';
import type { Environment } from '../io/environment.ts';
import {
  findConfigFile,
  readConfigFile,
  configInvalid,
  issueProblems,
  mendHint,
  type ConfigFile,
} from './config-file.ts';
import { configSchema, type Config } from './config-schema.ts';
import { settingsOf, textToValue } from './config-text.ts';

/** Settings other than those of plugins. */
export type Settings = Omit<Config, 'plugins'>;

export interface ConfigOptions {
  /** Folder the search for a file begins in. */
  readonly folder: string;
  /** The file, where it is named. */
  readonly file?: string;
  readonly environment: Environment;
  /** Settings given by hand, which win. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Settings of file and environment that do not count this time. */
  readonly leaveOut?: readonly string[];
}

/** Settings from all their places: flag before environment before file. */
export interface LoadedConfig {
  readonly file: ConfigFile | undefined;
  /** Folder that relative paths of plugins' settings count from. */
  readonly folder: string;
  readonly settings: Settings;
  /** Where each setting came from, by its path: `network.timeoutMs` → `PIVOTKIT_NETWORK_TIMEOUTMS`. */
  readonly sources: ReadonlyMap<string, string>;
}

interface Layer {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly source: string;
}

/**
 * Reads the settings.
 * @throws CONFIG_INVALID with every problem and where it stands; FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function loadConfig(options: ConfigOptions): Promise<LoadedConfig> {
  const { folder, environment, flags = {}, leaveOut = [] } = options;
  const named = options.file ?? environment['PIVOTKIT_CONFIG'];
  const path = named === undefined || named === '' ? findConfigFile(folder) : resolve(folder, named);
  const file = path === undefined ? undefined : await readConfigFile(path);
  const kept = [...fileLayers(file), ...environmentLayers(environment)].filter(
    (layer) => !leaveOut.includes(layer.path.join('.')),
  );
  const layers = [...kept, ...flagLayers(flags)];
  const sources = new Map(layers.map((layer) => [layer.path.join('.'), layer.source]));
  const settings = merged(layers, sources, folder);
  return { file, folder: file?.folder ?? folder, settings, sources };
}

const general = configSchema.omit({ plugins: true });

function fileLayers(file: ConfigFile | undefined): Layer[] {
  if (file === undefined) return [];
  const { plugins: _, ...others } = file.config;
  // Paths in the file count from its folder, those of flags and variables from the working directory.
  const values = withAbsolutePaths(others, file.folder);
  return leafPaths(values).map(({ path, value }) => ({ path, value, source: placeInFile(file, path) }));
}

export function placeInFile(file: ConfigFile, path: readonly PropertyKey[]): string {
  const place = file.locate(path);
  return place === undefined ? file.path : `${file.path}, ${place}`;
}

function environmentLayers(environment: Environment): Layer[] {
  return settingsOf(general).flatMap(({ path, schema }) => {
    const name = variableName(path);
    const text = environment[name];
    return text === undefined || text === '' ? [] : [{ path, value: textToValue(text, schema), source: name }];
  });
}

/** `network.timeoutMs` → `PIVOTKIT_NETWORK_TIMEOUTMS`. */
export const variableName = (path: readonly string[]): string =>
  ['PIVOTKIT', ...path].join('_').replaceAll('-', '_').toUpperCase();

const flagLayers = (flags: Readonly<Record<string, unknown>>): Layer[] =>
  leafPaths(flags).map(({ path, value }) => ({ path, value, source: `flag --${flagOf(path)}` }));

/** Where a flag and its setting have different names. */
const flagNames: Readonly<Record<string, string>> = {
  'cache.store': 'cache',
  'cache.folder': 'cache',
  maxCost: 'max-cost',
};

/** `cache.maxAge` → `max-age`. */
const flagOf = (path: readonly string[]): string =>
  flagNames[path.join('.')] ??
  flagNames[path[0] ?? ''] ??
  (path.at(-1) ?? '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function leafPaths(values: object, above: readonly string[] = []): { path: string[]; value: unknown }[] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const path = [...above, name];
    if (value === undefined) return [];
    return isPlainObject(value) ? leafPaths(value, path) : [{ path, value }];
  });
}

function merged(layers: readonly Layer[], sources: ReadonlyMap<string, string>, folder: string): Settings {
  const values: Record<string, unknown> = {};
  for (const { path, value } of layers) setAt(values, path, value);
  const result = general.safeParse(values);
  if (result.success) return withAbsolutePaths(result.data, folder);
  const locate = (path: readonly PropertyKey[]): string | undefined => sourceOf(path, sources);
  const problems = result.error.issues.flatMap((issue) => issueProblems(issue, { locate, schema: general }));
  throw configInvalid('flags, environment and file', problems, mendHint);
}

/** Where a setting, or the one that it is part of, came from. */
function sourceOf(path: readonly PropertyKey[], sources: ReadonlyMap<string, string>): string | undefined {
  const known = path.map((_, i) => sources.get(path.slice(0, i + 1).join('.')));
  return known.findLast((source) => source !== undefined);
}

function withAbsolutePaths(settings: Settings, folder: string): Settings {
  const { replay, cache } = settings;
  return {
    ...settings,
    ...(replay !== undefined && { replay: resolve(folder, replay) }),
    ...(typeof cache === 'object' && { cache: absoluteCache(cache, folder) }),
  };
}

function absoluteCache(cache: Exclude<Settings['cache'], false | undefined>, from: string): typeof cache {
  const { store, folder } = cache;
  const [, file] = /^sqlite:(?:\/\/)?(.+)$/is.exec(store ?? '') ?? [];
  return {
    ...cache,
    ...(folder !== undefined && { folder: resolve(from, folder) }),
    ...(file !== undefined && { store: `sqlite:${resolve(from, file)}` }),
  };
}

/** Sets a value deep in plain objects, making those on the way. */
export function setAt(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = values;
  for (const name of path.slice(0, -1)) {
    const inner = at[name];
    const next = isPlainObject(inner) ? { ...inner } : {};
    at[name] = next;
    at = next;
  }
  at[path.at(-1) ?? ''] = value;
}

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
