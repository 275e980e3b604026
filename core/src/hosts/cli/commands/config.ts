import { settingsOf } from '../../../session/config-text.ts';
import { configSchema } from '../../../session/config-schema.ts';
import { referenceOf, type PluginSetting } from '../../../session/config-plugins.ts';
import type { LoadedConfig } from '../../../session/config.ts';
import { processEnvironment } from '../../../io/environment.ts';
import { Table } from '../../../table/index.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { loadConfiguration, loadConfiguredPlugins, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';
import type { CommandContext } from '../command-context.ts';

interface Line {
  readonly setting: string;
  readonly value: string | null;
  readonly source: string;
}

const hidden = '‹secret›';

/** `pivotkit config`: every setting with its value and where it came from. */
export async function runConfigCommand(
  options: GlobalOptions & FormatOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const loaded = await loadConfiguration(options);
  const plugins = await loadConfiguredPlugins(loaded, options);
  if (options.quiet !== true) terminal.say(`Configuration file: ${loaded.file?.path ?? 'none'}`);
  const lines = [...generalLines(loaded), ...plugins.settings.map(pluginLine)];
  const types = { setting: 'text', value: 'text', source: 'text' } as const;
  await printTable(Table.fromRows(lines, { types }), terminal, {
    format: loaded.settings.output?.format,
    ...options,
  });
  return exitCode.complete;
}

function generalLines({ settings, sources }: LoadedConfig): Line[] {
  return settingsOf(configSchema.omit({ plugins: true })).map(({ path }) => {
    const value = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), settings);
    const setting = path.join('.');
    return { setting, value: value === undefined ? null : shown(value), source: sourceOf(setting, sources) };
  });
}

/** A setting with names of the user's own, such as those of plugins, came from where they did. */
function sourceOf(setting: string, sources: LoadedConfig['sources']): string {
  const within = [...sources].find(([name]) => name.startsWith(`${setting}.`));
  return sources.get(setting) ?? within?.[1] ?? 'default';
}

function pluginLine({ plugin, path, value, source, isSecret }: PluginSetting): Line {
  const reference = isSecret ? referenceOf(value) : undefined;
  const setting = `plugins.${plugin}.${path.join('.')}`;
  if (reference === undefined) return { setting, value: isSecret ? hidden : shown(value), source };
  const isSet = reference.kind !== 'env' || (processEnvironment()[reference.text] ?? '') !== '';
  const place = `${reference.kind} ${reference.text}${isSet ? '' : ' (not set)'}`;
  return { setting, value: isSet ? hidden : null, source: `${source} → ${place}` };
}

/** Secrets deep in a setting are hidden by their names. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (name, item: unknown) =>
    typeof item === 'string' && /key|token|secret|password|credential/i.test(name) ? hidden : item,
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
