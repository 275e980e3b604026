import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearest } from '@pivotkit/entities';
import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { systemClock } from '../io/clock.ts';
import { DeadlineExceeded, withDeadline } from '../io/deadline.ts';
import { isPlugin, type Plugin } from './plugin.ts';

/** A plugin package wanted by name: a short name, the name of a package, or a path. */
export interface PluginRequest {
  readonly name: string;
  /** Folder that paths and packages are looked for from, upward. */
  readonly folder: string;
  /** Who asks, for messages: ` (pivotkit.config.yaml, line 3)`. */
  readonly where: string;
}

/** What a package brought. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly request: PluginRequest;
  /** The module it was exported by. */
  readonly file: string;
}

export interface LoadedPlugins {
  readonly loaded: readonly LoadedPlugin[];
  /** PLUGIN_NOT_FOUND, PLUGIN_NOT_LOADED, PLUGIN_MISSING_IN_PACKAGE: what is wrong with the others, by request. */
  readonly problems: readonly { readonly request: PluginRequest; readonly error: PivotKitError }[];
}

export interface LoadOptions {
  /** Milliseconds a package may take until its module is there. Default: 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Imports plugin packages, in order; every export that is a plugin counts. A package asked for twice is loaded once.
 * Never rejects: what is wrong with one does not keep the others away.
 */
export async function loadPlugins(
  requests: readonly PluginRequest[],
  options: LoadOptions = {},
): Promise<LoadedPlugins> {
  const outcomes = await Promise.all(requests.map(async (request) => ({ request, ...(await load(request, options)) })));
  const loaded: LoadedPlugin[] = [];
  for (const { request, file, plugins } of outcomes)
    for (const plugin of plugins)
      if (!loaded.some((other) => other.plugin === plugin)) loaded.push({ plugin, request, file });
  const problems = outcomes.flatMap(({ request, error }) => (error === undefined ? [] : [{ request, error }]));
  return { loaded, problems };
}

interface Outcome {
  readonly file: string;
  readonly plugins: readonly Plugin[];
  readonly error?: PivotKitError;
}

async function load(request: PluginRequest, { timeoutMs = 30_000 }: LoadOptions): Promise<Outcome> {
  let file = '';
  try {
    file = findPlugin(request);
    const module = await importFile(file, timeoutMs);
    const plugins = Object.values(module).filter(isPlugin);
    if (plugins.length > 0) return { file, plugins };
    const details = {
      plugin: request.name,
      where: request.where,
      exports: Object.keys(module).join(', ') || 'nothing',
    };
    return { file, plugins, error: new PivotKitError('PLUGIN_MISSING_IN_PACKAGE', details) };
  } catch (cause) {
    return { file, plugins: [], error: PivotKitError.is(cause) ? cause : notLoaded(request, cause) };
  }
}

function notLoaded(request: PluginRequest, cause: unknown): PivotKitError {
  const details = { plugin: request.name, where: request.where, problem: problemOf(cause) };
  return new PivotKitError('PLUGIN_NOT_LOADED', details, { cause });
}

function problemOf(cause: unknown): string {
  if (cause instanceof DeadlineExceeded) return `it did not load within ${cause.timeoutMs / 1000} s`;
  return cause instanceof Error ? cause.message : String(cause);
}

async function importFile(file: string, timeoutMs: number): Promise<Readonly<Record<string, unknown>>> {
  const { signal } = new AbortController();
  const { href } = pathToFileURL(file);
  const work = async (): Promise<unknown> => import(href);
  const module = await withDeadline(work, { clock: systemClock, timeoutMs, signal });
  return isRecord(module) ? module : {};
}

/** The module file of the plugin. @throws PLUGIN_NOT_FOUND with the nearest one that is installed */
function findPlugin({ name, folder, where }: PluginRequest): string {
  const file = resolve(folder, name);
  if (isPath(name) || (/\.[cm]?[jt]s$/.test(name) && existsSync(file))) {
    if (existsSync(file)) return realpathSync(file);
    throw new PivotKitError('PLUGIN_NOT_FOUND', { plugin: name, where, suggestion: `There is no file ${file}.` });
  }
  for (const packageName of packageNames(name)) {
    const entry = packageEntry(packageName, folder);
    if (entry !== undefined) return entry;
  }
  throw new PivotKitError('PLUGIN_NOT_FOUND', { plugin: name, where, suggestion: suggestionFor(name, folder) });
}

const isPath = (name: string): boolean => /^\.{1,2}[/\\]/.test(name) || isAbsolute(name);

/** Packages a name can stand for, likeliest first. */
export function packageNames(name: string): string[] {
  if (name.includes('/')) return [name];
  return [`@pivotkit/plugin-${name}`, `pivotkit-plugin-${name}`, name];
}

function suggestionFor(name: string, folder: string): string {
  const installed = installedPlugins(folder).map(shortName);
  const near = nearest(shortName(name), installed);
  if (near !== undefined) return `Did you mean '${near}'?`;
  const list = installed.length === 0 ? '' : ` Installed are: ${installed.join(', ')}.`;
  return `Install it: npm install ${packageNames(name)[0] ?? name}.${list}`;
}

/** `@pivotkit/plugin-whois` → `whois`. */
const shortName = (packageName: string): string => packageName.replace(/^(@pivotkit\/plugin-|pivotkit-plugin-)/, '');

/** Folder of an installed package, looked for as Node does: in `node_modules` of the folder and those above. */
export function findPackage(name: string, folder: string): string | undefined {
  const found = modulesFolders(folder).find((modules) => existsSync(join(modules, name, 'package.json')));
  return found === undefined ? undefined : realpathSync(join(found, name));
}

/** `node_modules` of the folder and of all above it, as far as they exist. */
export function modulesFolders(folder: string): string[] {
  const folders: string[] = [];
  for (let at = resolve(folder), below = ''; at !== below; below = at, at = dirname(at)) {
    const modules = at.endsWith('node_modules') ? at : join(at, 'node_modules');
    if (existsSync(modules)) folders.push(modules);
  }
  return [...new Set(folders)];
}

/** Names of installed packages that are called as plugins are, in the nearest `node_modules` that has any. */
export function installedPlugins(folder: string): string[] {
  for (const modules of modulesFolders(folder)) {
    const found = [...namesIn(join(modules, '@pivotkit'), '@pivotkit/'), ...namesIn(modules, '')].filter(isPluginName);
    if (found.length > 0) return found.sort();
  }
  return [];
}

const namesIn = (folder: string, prefix: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => `${prefix}${name}`) : [];

/** How plugin packages are called; others say it by the keyword `pivotkit-plugin`. */
export const isPluginName = (name: string): boolean => /^(@pivotkit\/plugin-|(@[^/]+\/)?pivotkit-plugin-)./.test(name);

/** The module that an installed package's name leads to. @throws PLUGIN_NOT_LOADED when it exports nothing */
export function packageEntry(name: string, folder: string): string | undefined {
  const found = findPackage(name, folder);
  return found === undefined ? undefined : entryOf(found, name);
}

const manifest = z.object({ exports: z.unknown().optional(), main: z.string().optional() });

/** In a checkout this runs from its sources, and so do the packages beside it. */
const conditions = new Set([
  'node',
  'import',
  'module-sync',
  'default',
  ...(import.meta.filename.endsWith('.ts') ? ['pivotkit-source'] : []),
]);

/** The module of the package in a folder, as Node finds it (https://nodejs.org/api/esm.html, read 2026-11-20). @throws PLUGIN_NOT_LOADED */
export function entryOf(folder: string, name: string): string {
  const { exports, main = 'index.js' } = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const entry = exports === undefined ? main : targetOf(isRecord(exports) && '.' in exports ? exports['.'] : exports);
  if (entry !== undefined) return join(folder, entry);
  throw new PivotKitError('PLUGIN_NOT_LOADED', {
    plugin: name,
    where: '',
    problem: 'its package.json exports nothing',
  });
}

function targetOf(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (Array.isArray(exports)) return exports.map(targetOf).find((target) => target !== undefined);
  if (!isRecord(exports)) return undefined;
  for (const [condition, target] of Object.entries(exports)) {
    const found = conditions.has(condition) ? targetOf(target) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
