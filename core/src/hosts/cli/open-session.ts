import { resolve } from 'node:path';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { processEnvironment, type Environment } from '../../io/environment.ts';
import type { PolicySettings } from '../../pivot/policy.ts';
import {
  configurePlugins,
  referenceOf,
  type ConfiguredPlugins,
  type PluginSetting,
} from '../../session/config-plugins.ts';
import { loadConfig, type LoadedConfig } from '../../session/config.ts';
import { createSession } from '../../session/create-session.ts';
import type { SessionOptions } from '../../session/session-options.ts';
import type { Session } from '../../session/session.ts';
import { isFolder, keepingOptions, lookupFlags, type KeepingOptions, type LookupOptions } from './keeping-options.ts';
import { processRedactor } from './process-redactor.ts';
import { sessionLog, type LogOptions } from './session-log.ts';
import type { Terminal } from './terminal.ts';
import { timeRangeOf } from './time-range.ts';

/** Options that every command takes. */
export interface GlobalOptions extends LookupOptions, LogOptions {
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly offline?: boolean;
  readonly replay?: string;
  readonly record?: string;
  readonly live?: boolean;
  readonly tlp?: string;
  readonly passive?: boolean;
  readonly purpose?: string;
  readonly last?: string;
}

/** A session as configured, and the configuration it came from. */
export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly loaded: LoadedConfig;
  readonly plugins: ConfiguredPlugins;
  /** What is kept of its look-ups. */
  readonly keeping: KeepingOptions;
}

export async function loadConfiguration(options: GlobalOptions): Promise<LoadedConfig> {
  const { config, live, offline, replay, record, tlp, last, passive, purpose } = options;
  if (live === true && (offline === true || replay !== undefined))
    throw new PivotKitError('USAGE_INVALID', {
      problem: '--live contradicts --offline and --replay',
      suggestion: 'Give one of them.',
    });
  if (record !== undefined && (offline === true || replay !== undefined))
    throw new PivotKitError('USAGE_INVALID', {
      problem: '--record contradicts --offline and --replay: there is nothing to record',
      suggestion: 'Give one of them.',
    });
  const loaded = await loadConfig({
    folder: process.cwd(),
    ...(config !== undefined && { file: config }),
    environment: processEnvironment(),
    flags: { offline, replay, tlp, last, policy: { passive, purpose }, ...lookupFlags(options) },
    leaveOut: [
      ...(live === true || record !== undefined ? ['offline', 'replay'] : []),
      ...(isFolder(options.cache) ? ['cache.store'] : []),
    ],
  });
  learnFromStore(loaded);
  return loaded;
}

/** The address of a store may hold a password. */
function learnFromStore({ settings: { cache } }: LoadedConfig): void {
  const store = cache === false ? undefined : cache?.store;
  if (store !== undefined) processRedactor.add(decoded(URL.parse(store)?.password ?? ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export async function loadConfiguredPlugins(
  loaded: LoadedConfig,
  { plugin = [] }: GlobalOptions,
): Promise<ConfiguredPlugins> {
  const environment = processEnvironment();
  const plugins = await configurePlugins(loaded, { folder: process.cwd(), environment, names: plugin });
  learnFromSettings(plugins.settings, environment);
  return plugins;
}

/** Learns the secrets that settings hold or name as variables. Files and commands are read only when a session starts. */
function learnFromSettings(settings: readonly PluginSetting[], environment: Environment): void {
  for (const { value } of settings.filter(({ isSecret }) => isSecret)) {
    if (typeof value === 'string') processRedactor.add(value);
    const reference = referenceOf(value);
    if (reference?.kind === 'env') processRedactor.add(environment[reference.text] ?? '');
  }
}

/**
 * A session with the plugins and settings found.
 * @throws CONFIG_INVALID, PLUGINS_MISSING, PLUGINS_INVALID, PLUGIN_NOT_FOUND, PLUGIN_NOT_LOADED, PLUGIN_MISSING_IN_PACKAGE
 */
export async function openSession(options: GlobalOptions, extra: SessionExtra = {}): Promise<OpenedSession> {
  const loaded = await loadConfiguration(options);
  const plugins = await loadConfiguredPlugins(loaded, options);
  requirePlugins(plugins, loaded);
  const { lookups, ...others } = extra;
  const keeping = lookups === undefined ? {} : keepingOf(loaded, options, lookups);
  const timeRange = await timeRangeOf(loaded.settings, keeping.journal);
  const session = await startSession(loaded, plugins, {
    ...ownExtra(options, lookups),
    ...others,
    ...keeping,
    ...(timeRange !== undefined && { timeRange }),
  });
  return { session, loaded, plugins, keeping, [Symbol.asyncDispose]: () => session.close() };
}

/** What a command adds to its session. */
export interface SessionExtra extends Pick<SessionOptions<[]>, 'print' | 'record' | 'log'> {
  /** For commands that ask providers: answers are kept, requests booked, and what is waited for is said here. */
  readonly lookups?: Terminal;
}

function ownExtra(options: GlobalOptions, lookups: Terminal | undefined): SessionExtra {
  const { record } = options;
  const log = sessionLog(options, lookups);
  return { ...(record !== undefined && { record: resolve(record) }), ...(log !== undefined && { log }) };
}

function keepingOf(loaded: LoadedConfig, options: GlobalOptions, terminal: Terminal): KeepingOptions {
  const note = (text: string): void => {
    if (options.quiet !== true) terminal.say(`Note: ${text}`);
  };
  if (options.resume !== undefined && loaded.settings.replay !== undefined)
    note('replies are recorded ones, so there is nothing to resume; --live asks the services themselves.');
  return keepingOptions(loaded, options, { environment: processEnvironment(), note });
}

export async function startSession(
  { settings, folder }: LoadedConfig,
  plugins: ConfiguredPlugins,
  extra: Omit<SessionOptions<[]>, 'plugins' | 'config'> = {},
): Promise<Session> {
  const { tlp, replay, offline, network, policy } = settings;
  return createSession({
    plugins: plugins.loaded.map(({ plugin }) => plugin),
    config: plugins.config,
    configFolder: folder,
    redactor: processRedactor,
    ...extra,
    ...(tlp !== undefined && { tlp }),
    ...(policy !== undefined && { policy: policyOf(policy) }),
    ...(replay !== undefined && { replay }),
    ...(offline !== undefined && { offline }),
    ...(network !== undefined && { network: defined(network) }),
  });
}

/** The settings without members that are undefined. */
const policyOf = ({ own, purposes, ...others }: NonNullable<LoadedConfig['settings']['policy']>): PolicySettings => ({
  ...defined(others),
  ...(own !== undefined && { own: defined(own) }),
  ...(purposes !== undefined && {
    purposes: Object.fromEntries(Object.entries(purposes).map(([name, rule]) => [name, defined(rule)])),
  }),
});

function requirePlugins({ loaded, problems }: ConfiguredPlugins, { file }: LoadedConfig): void {
  const [first, ...others] = problems.map(({ error }) => error);
  if (first !== undefined && others.length === 0) throw first;
  if (first !== undefined) {
    const list = problems.map(({ error }) => `\n  - ${error.message.replace(/\.$/, '')}`).join('');
    const cause = new AggregateError(problems.map(({ error }) => error));
    throw new PivotKitError('PLUGINS_INVALID', { problems: list, list: problems }, { cause });
  }
  if (loaded.length > 0) return;
  throw new PivotKitError('PLUGINS_MISSING', {
    where: file === undefined ? '' : ` (${file.path} names none)`,
    suggestion:
      'Install one beside the command, such as `npm install @pivotkit/plugin-geolocation`, name it in ' +
      'pivotkit.config.yaml under `plugins`, or give --plugin.',
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined, which exact optional properties refuse. */
function defined<T extends object>(values: T): Defined<Partial<T>> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  // The filter above is what the type says.
  return Object.fromEntries(entries) as Defined<Partial<T>>;
}
