import { relative } from 'node:path';
import { Table } from '../../../table/index.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';
import type { CommandContext } from '../command-context.ts';

const types = {
  plugin: 'text',
  version: 'text',
  pivots: 'number',
  verbs: 'number',
  description: 'text',
  file: 'text',
} as const;

/** `pivotkit plugins`. */
export async function runPluginsCommand(
  options: GlobalOptions & FormatOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  await using opened = await openSession(options);
  const { session, plugins, loaded } = opened;
  const rows = session.plugins.map(({ name, version, pivots, verbs, description }) => ({
    plugin: name,
    version,
    pivots,
    verbs,
    description,
    file: relative(process.cwd(), plugins.loaded.find(({ plugin }) => plugin.name === name)?.file ?? ''),
  }));
  await printTable(Table.fromRows(rows, { types }), terminal, { format: loaded.settings.output?.format, ...options });
  return exitCode.complete;
}
