import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { DeadlineExceeded, withDeadline } from '../io/deadline.ts';
import type { ReplyOwner } from '../io/kept-replies.ts';
import type { ReasonOf } from '../pivot/resolve-candidates.ts';
import { checkPlugin, type Problem } from './check.ts';
import { Contributions } from './contributions.ts';
import { credentialOf } from './credential.ts';
import { isPlugin, type Plugin, type PluginHost } from './plugin.ts';
import { readConfig, type SecretAccess } from './read-config.ts';
import type { Registry } from './registry.ts';

const setupTimeoutMs = 30_000;

export interface SetupOptions {
  readonly plugins: readonly unknown[];
  /** Each plugin's part of the configuration by its name. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly registry: Registry;
  /** Why a pivot cannot be asked about a kind of entity now. */
  readonly reasonOf: ReasonOf;
  readonly secrets: SecretAccess;
  /** The host of one plugin and its account, to which it contributes. */
  readonly createHost: (contributions: Contributions, owner: ReplyOwner) => PluginHost;
}

/**
 * Checks every plugin, sets them up in the order of their dependencies and registers what they bring.
 * @throws PLUGINS_INVALID with everything that is wrong with any of them (`details.list`)
 */
export async function setupPlugins(options: SetupOptions): Promise<void> {
  const problems = declarationProblems(options);
  const plugins = options.plugins.filter(isPlugin);
  const configs = new Map<Plugin, unknown>();
  for (const plugin of plugins) {
    const read = await readConfig(plugin, options.config[plugin.name], options.secrets);
    if (read.ok) configs.set(plugin, read.value);
    else problems.push({ plugin: plugin.name, problem: read.problem });
  }
  if (problems.length > 0) throw pluginsInvalid(problems);
  for (const plugin of inOrder(plugins)) problems.push(...(await setupPlugin(plugin, configs.get(plugin), options)));
  if (problems.length > 0) throw pluginsInvalid(problems);
  const wiring = options.registry.close(options.reasonOf);
  if (wiring.length > 0) throw pluginsInvalid(wiring);
}

function pluginsInvalid(list: readonly Problem[]): PivotKitError {
  const problems = list.map(({ plugin, problem }) => `\n  - ${plugin}: ${problem}`).join('');
  return new PivotKitError('PLUGINS_INVALID', { problems, list });
}

function declarationProblems({ plugins, config }: SetupOptions): Problem[] {
  const known = plugins.filter(isPlugin);
  const names = known.map(({ name }) => name);
  const problems: Problem[] = plugins
    .filter((plugin) => !isPlugin(plugin))
    .map((plugin) => ({ plugin: String(plugin), problem: 'it is no plugin; export what `definePlugin` returns' }));
  const add = (plugin: string, problem: string): number => problems.push({ plugin, problem });
  for (const [i, plugin] of known.entries()) {
    for (const problem of checkPlugin(plugin)) add(plugin.name, problem);
    if (names.indexOf(plugin.name) < i) add(plugin.name, 'a plugin of this name is there twice');
    for (const other of plugin.dependsOn)
      if (!names.includes(other)) add(plugin.name, `it depends on '${other}', which is not there`);
  }
  for (const name of Object.keys(config)) if (!names.includes(name)) add(name, unknownPlugin(name, names));
  const cycle = findCycle(known);
  if (cycle !== undefined) add(cycle[0] ?? '', `plugins depend on each other: ${cycle.join(' → ')}`);
  return problems;
}

function unknownPlugin(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return `the configuration names a plugin that is not there${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

async function setupPlugin(
  plugin: Plugin,
  config: unknown,
  { registry, createHost }: SetupOptions,
): Promise<Problem[]> {
  const contributions = new Contributions();
  const credential = credentialOf(config);
  const state = await stateOf(plugin, createHost(contributions, { plugin: plugin.name, credential }), config);
  contributions.close();
  if (!state.ok) return [{ plugin: plugin.name, problem: state.reason }];
  registry.addPlugin({ plugin, state: state.value });
  return [
    ...[...plugin.pivots, ...contributions.pivots].flatMap((pivot) =>
      registry.addPivot(plugin, pivot, { state: state.value, credential }),
    ),
    ...[...plugin.verbs, ...contributions.verbs].flatMap((verb) => registry.addVerb(plugin, verb, state.value)),
  ].map((problem) => ({ plugin: plugin.name, problem }));
}

type State = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

async function stateOf(plugin: Plugin, host: PluginHost, config: unknown): Promise<State> {
  if (plugin.setup === undefined) return { ok: true, value: undefined };
  try {
    // The configuration has the type of the plugin's own schema, which has just read it.
    const work = (): unknown => plugin.setup?.(host, config as never);
    const { signal } = new AbortController();
    return { ok: true, value: await withDeadline(work, { clock: host.clock, timeoutMs: setupTimeoutMs, signal }) };
  } catch (error) {
    if (error instanceof DeadlineExceeded)
      return { ok: false, reason: `its setup did not end within ${setupTimeoutMs / 1000} s` };
    return { ok: false, reason: `its setup failed: ${messageOf(error)}` };
  }
}

/** Plugins after those they depend on, else in the order given. */
function inOrder(plugins: readonly Plugin[]): Plugin[] {
  const ordered = new Set<Plugin>();
  const add = (plugin: Plugin): void => {
    for (const name of plugin.dependsOn) {
      const needed = plugins.find((other) => other.name === name);
      if (needed !== undefined && !ordered.has(needed)) add(needed);
    }
    ordered.add(plugin);
  };
  for (const plugin of plugins) add(plugin);
  return [...ordered];
}

function findCycle(plugins: readonly Plugin[]): string[] | undefined {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    for (const next of byName.get(name)?.dependsOn ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    return undefined;
  };
  for (const { name } of plugins) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
