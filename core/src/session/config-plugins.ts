import { nearest } from '@pivotkit/entities';
import { z } from 'zod';
import type { Environment } from '../io/environment.ts';
import { Secret } from '../io/secret.ts';
import {
  loadPlugins,
  packageNames,
  type LoadedPlugin,
  type LoadedPlugins,
  type PluginRequest,
} from '../plugin/load.ts';
import type { Plugin } from '../plugin/plugin.ts';
import { configInvalid, issueProblems, mendHint } from './config-file.ts';
import { isPlainObject, placeInFile, setAt, variableName, type LoadedConfig } from './config.ts';
import { settingsOf, textToValue } from './config-text.ts';
import { discoverPlugins, pluginsBesideCore } from './discover.ts';

/** One setting of a plugin and where it came from. */
export interface PluginSetting {
  readonly plugin: string;
  readonly path: readonly string[];
  /** As it was written: a text, or a reference to a secret. */
  readonly value: unknown;
  readonly source: string;
  /** Path of the setting in the file; undefined for a variable. */
  readonly place: readonly string[] | undefined;
  readonly isSecret: boolean;
}

/** The plugins of a configuration with their settings. */
export interface ConfiguredPlugins extends LoadedPlugins {
  /** Each plugin's settings by its name, as `createSession` takes them. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly settings: readonly PluginSetting[];
}

export interface PluginOptions {
  /** Folder of the work, whose package.json says what is installed. */
  readonly folder: string;
  readonly environment: Environment;
  /** Plugins asked for by hand. */
  readonly names?: readonly string[];
}

/**
 * Finds and imports the plugins: those of the configuration, those asked for by hand, those the nearest package.json
 * depends on; where there are none at all, those beside this package. Their settings come from file and environment.
 * What cannot be loaded is in `problems`.
 * @throws CONFIG_INVALID with every wrong setting and where it stands
 */
export async function configurePlugins(loaded: LoadedConfig, options: PluginOptions): Promise<ConfiguredPlugins> {
  const plugins = wanted(await loadPlugins(pluginRequests(loaded, options)), loaded);
  const settings = inForce(
    plugins.loaded.flatMap((each) => [
      ...fileSettings(loaded, each, plugins.loaded),
      ...environmentSettings(options.environment, each.plugin, plugins.loaded),
    ]),
  );
  const config = configOf(settings);
  const problems = [
    ...plugins.loaded.flatMap(({ plugin }) => settingProblems(plugin, { config, settings, loaded })),
    ...quotaProblems(loaded, plugins.loaded),
  ];
  if (problems.length > 0) throw configInvalid(loaded.file?.path ?? 'the environment', problems, mendHint);
  return { ...plugins, config, settings };
}

/** Of settings of one name the last: the environment's. One inside another does not replace it. */
function inForce(settings: readonly PluginSetting[]): PluginSetting[] {
  const byName = new Map(settings.map((setting) => [`${setting.plugin}.${setting.path.join('.')}`, setting]));
  return [...byName.values()];
}

function pluginRequests(loaded: LoadedConfig, { folder, names = [] }: PluginOptions): PluginRequest[] {
  const written = writtenPlugins(loaded);
  const left = written.filter(({ settings }) => settings === false).flatMap(({ name }) => packageNames(name));
  const requests = [
    ...written.filter(({ settings }) => settings !== false).map(({ name }) => requestInFile(loaded, name)),
    ...names.map((name) => ({ name, folder, where: ' (--plugin)' })),
  ];
  if (loaded.settings.discover === false) return requests;
  const asked = new Set(requests.flatMap(({ name }) => packageNames(name)));
  const found = discoverPlugins(folder).filter(({ name }) => !left.includes(name) && !asked.has(name));
  const all = [...requests, ...found];
  return all.length > 0 || left.length > 0 ? all : pluginsBesideCore();
}

/** A package may bring several plugins: the file leaves out, and gives settings to, each by the plugin's own name. */
function wanted({ loaded, problems }: LoadedPlugins, config: LoadedConfig): LoadedPlugins {
  const left = writtenPlugins(config).filter(({ settings }) => settings === false);
  const isLeftOut = ({ plugin, request }: LoadedPlugin): boolean =>
    request.name !== plugin.name && left.some(({ name }) => name === plugin.name);
  const isThere = (name: string): boolean => loaded.some(({ plugin }) => plugin.name === name);
  return {
    loaded: loaded.filter((each) => !isLeftOut(each)),
    problems: problems.filter(({ request, error }) => error.code !== 'PLUGIN_NOT_FOUND' || !isThere(request.name)),
  };
}

interface WrittenPlugin {
  readonly name: string;
  readonly settings: unknown;
}

function writtenPlugins({ file }: LoadedConfig): WrittenPlugin[] {
  const plugins = file?.config.plugins ?? [];
  if (Array.isArray(plugins)) return plugins.map((name) => ({ name, settings: {} }));
  return Object.entries(plugins).map(([name, settings]) => ({ name, settings: settings ?? {} }));
}

function requestInFile({ file, folder }: LoadedConfig, name: string): PluginRequest {
  const plugins = file?.config.plugins;
  const place = Array.isArray(plugins) ? plugins.indexOf(name) : name;
  const where = file === undefined ? '' : ` (${placeInFile(file, ['plugins', place])})`;
  return { name, folder, where };
}

/** A package with several plugins has its settings by their names, below its own or beside it; the latter win. */
function fileSettings(
  { file }: LoadedConfig,
  { plugin, request }: LoadedPlugin,
  all: readonly LoadedPlugin[],
): PluginSetting[] {
  const plugins = file?.config.plugins;
  if (file === undefined || plugins === undefined || Array.isArray(plugins)) return [];
  const isOneOfSeveral = all.some((other) => other.request === request && other.plugin !== plugin);
  const places = isOneOfSeveral ? [[request.name, plugin.name], [plugin.name]] : [[request.name]];
  return places.flatMap((names) => {
    const values = names.reduce<unknown>((at, name) => (isPlainObject(at) ? at[name] : undefined), plugins);
    if (!isPlainObject(values)) return [];
    return Object.entries(values).map(([name, value]) => {
      const place = ['plugins', ...names, name];
      const isSecretSetting = isSecret(plugin, [name]);
      return { plugin: plugin.name, path: [name], value, source: placeInFile(file, place), place, isSecret: isSecretSetting }; // prettier-ignore
    });
  });
}

/** `PIVOTKIT_<PLUGIN>_<SETTING>`; case and underscores of the setting do not matter. */
function environmentSettings(environment: Environment, plugin: Plugin, all: readonly LoadedPlugin[]): PluginSetting[] {
  const known = knownSettings(plugin);
  return variablesOf(environment, plugin, all).map(({ name, setting, text }) => {
    const found = known.find(({ path }) => folded(path.join('')) === folded(setting));
    const path = found?.path ?? [setting.toLowerCase()];
    const value = textToValue(text, found?.schema ?? {});
    return { plugin: plugin.name, path, value, source: name, place: undefined, isSecret: isSecret(plugin, path) };
  });
}

const folded = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

interface Variable {
  readonly name: string;
  readonly setting: string;
  readonly text: string;
}

/** A variable belongs to the plugin with the longest name that fits: `PIVOTKIT_FEED_LIST_URL` to `feed-list`, not `feed`. */
function variablesOf(environment: Environment, plugin: Plugin, all: readonly LoadedPlugin[]): Variable[] {
  const prefixes = all.map((each) => ({ plugin: each.plugin, prefix: `${variableName([each.plugin.name])}_` }));
  return Object.entries(environment).flatMap(([name, text]) => {
    if (text === undefined || text === '') return [];
    const fitting = prefixes.filter(({ prefix }) => name.startsWith(prefix));
    const owner = fitting.toSorted((left, right) => right.prefix.length - left.prefix.length)[0];
    return owner?.plugin === plugin ? [{ name, setting: name.slice(owner.prefix.length), text }] : [];
  });
}

const knownSettings = ({ config }: Plugin): ReturnType<typeof settingsOf> =>
  config === undefined ? [] : settingsOf(config);

function configOf(settings: readonly PluginSetting[]): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const { plugin, path, value } of settings) setAt(config, [plugin, ...path], value);
  return config;
}

interface SettingsInForce {
  readonly config: Readonly<Record<string, unknown>>;
  readonly settings: readonly PluginSetting[];
  readonly loaded: LoadedConfig;
}

function settingProblems(plugin: Plugin, { config, settings, loaded }: SettingsInForce): string[] {
  const own = settings.filter((setting) => setting.plugin === plugin.name);
  if (own.length === 0) return [];
  const schema = plugin.config ?? z.strictObject({});
  const result = schema.safeParse(config[plugin.name]);
  if (result.success) return [];
  const locate = (path: readonly PropertyKey[]): string | undefined => placeOf(path.slice(1), own, loaded);
  return result.error.issues.flatMap((issue) => issueProblems(issue, { locate, schema, above: [plugin.name] }));
}

/** Quotas may be those of plugins that are not loaded today; a name with a slip in it is another matter. */
function quotaProblems({ settings, sources }: LoadedConfig, plugins: readonly LoadedPlugin[]): string[] {
  const known = plugins.map(({ plugin }) => plugin.name);
  return Object.keys(settings.quotas ?? {}).flatMap((name) => {
    const near = known.includes(name) ? undefined : nearest(name, known);
    const source = sources.get(`quotas.${name}`) ?? sources.get('quotas') ?? '';
    return near === undefined ? [] : [`${source}: 'quotas.${name}': there is no such plugin; did you mean '${near}'?`];
  });
}

/** Where a setting, or what is within it, was written. */
function placeOf(
  path: readonly PropertyKey[],
  settings: readonly PluginSetting[],
  { file }: LoadedConfig,
): string | undefined {
  const setting = settings.findLast((each) => each.path.every((name, i) => i >= path.length || path[i] === name));
  if (setting?.place === undefined) return setting?.source;
  return file?.locate([...setting.place, ...path.slice(setting.path.length)]);
}

/** What a reference to a secret refers to; undefined for other values. */
export function referenceOf(
  value: unknown,
): { readonly kind: 'env' | 'file' | 'command'; readonly text: string } | undefined {
  if (!isPlainObject(value)) return undefined;
  const [[kind, target] = [], second] = Object.entries(value);
  if (second !== undefined || (kind !== 'env' && kind !== 'file' && kind !== 'command')) return undefined;
  if (kind === 'command') return Array.isArray(target) ? { kind, text: target.map(String).join(' ') } : undefined;
  return typeof target === 'string' ? { kind, text: target } : undefined;
}

/** Whether the schema makes a secret of the setting; those it does not know count by their name. */
function isSecret({ config }: Plugin, path: readonly string[]): boolean {
  const schema = path.reduce<unknown>((at, name) => memberOf(at, name), config);
  if (isSchema(schema)) return schema.safeParse('text').data instanceof Secret;
  return /key|token|secret|password|credential/i.test(path.at(-1) ?? '');
}

function memberOf(schema: unknown, name: string): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const shape: unknown = Reflect.get(schema, 'shape');
  if (isRecord(shape)) return shape[name];
  const unwrap: unknown = Reflect.get(schema, 'unwrap');
  return typeof unwrap === 'function' ? memberOf(Reflect.apply(unwrap, schema, []), name) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === 'object' && value !== null && 'safeParse' in value;
