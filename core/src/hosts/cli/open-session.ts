import { resolve } from 'node:path';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { systemClock } from '../../io/clock.ts';
import { processEnvironment, type Environment } from '../../io/environment.ts';
import { jsonLog } from '../../io/log.ts';
import type { TimeRange } from '../../pivot/pivot.ts';
import {
  configurePlugins,
  referenceOf,
  type ConfiguredPlugins,
  type PluginSetting,
} from '../../session/config-plugins.ts';
import { loadConfig, type LoadedConfig, type Settings } from '../../session/config.ts';
import { createSession } from '../../session/create-session.ts';
import type { SessionOptions } from '../../session/session-options.ts';
import type { Session } from '../../session/session.ts';
import { processRedactor } from './process-redactor.ts';
import { errorLine, visibleLines } from './terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly offline?: boolean;
  readonly replay?: string;
  readonly record?: string;
  readonly live?: boolean;
  readonly tlp?: string;
  readonly last?: string;
  readonly debug?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** A session as configured, and the configuration it came from. */
export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly loaded: LoadedConfig;
  readonly plugins: ConfiguredPlugins;
}

export async function loadConfiguration(options: GlobalOptions): Promise<LoadedConfig> {
  const { config, live, offline, replay, record, tlp, last } = options;
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
  return loadConfig({
    folder: process.cwd(),
    ...(config !== undefined && { file: config }),
    environment: processEnvironment(),
    flags: { offline, replay, tlp, last },
    leaveOut: live === true || record !== undefined ? ['offline', 'replay'] : [],
  });
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
  const session = await startSession(loaded, plugins, { ...ownExtra(options), ...extra });
  return { session, loaded, plugins, [Symbol.asyncDispose]: () => session.close() };
}

/** What a command adds to its session. */
export type SessionExtra = Pick<SessionOptions<[]>, 'print' | 'record' | 'log'>;

const ownExtra = ({ record, debug, verbose }: GlobalOptions): SessionExtra => ({
  ...(record !== undefined && { record: resolve(record) }),
  ...((debug === true || verbose === true) && { log: jsonLog((line) => errorLine(visibleLines(line)), systemClock) }),
});

export async function startSession(
  { settings, folder }: LoadedConfig,
  plugins: ConfiguredPlugins,
  extra: SessionExtra = {},
): Promise<Session> {
  const { tlp, replay, offline, network } = settings;
  const timeRange = timeRangeOf(settings);
  return createSession({
    plugins: plugins.loaded.map(({ plugin }) => plugin),
    config: plugins.config,
    configFolder: folder,
    redactor: processRedactor,
    ...extra,
    ...(tlp !== undefined && { tlp }),
    ...(replay !== undefined && { replay }),
    ...(offline !== undefined && { offline }),
    ...(timeRange !== undefined && { timeRange }),
    ...(network !== undefined && { network: defined(network) }),
  });
}

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

const spanMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function timeRangeOf({ last, timeRange }: Settings): TimeRange | undefined {
  if (last !== undefined) {
    const end = systemClock.now();
    const unit = last.at(-1);
    const factor = unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? spanMs[unit] : 0;
    return { start: new Date(end.getTime() - Number(last.slice(0, -1)) * factor), end };
  }
  return timeRange === undefined ? undefined : { start: new Date(timeRange.start), end: new Date(timeRange.end) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined, which exact optional properties refuse. */
function defined<T extends object>(values: T): Defined<Partial<T>> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  // The filter above is what the type says.
  return Object.fromEntries(entries) as Defined<Partial<T>>;
}
