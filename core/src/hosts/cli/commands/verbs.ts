import { Table } from '../../../table/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';

/** `pivotkit verbs [TEXT]`. */
export async function runVerbsCommand(
  text: string,
  options: GlobalOptions & FormatOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  await using opened = await openSession(options);
  const wanted = text.toLowerCase();
  const rows = opened.session.verbs
    .filter(({ name, description }) => [name, description].some((part) => part.toLowerCase().includes(wanted)))
    .map(({ name, description, result, streamable }) => ({
      verb: name,
      description,
      result: result === 'added-columns' ? 'adds columns' : 'new table',
      streams: streamable ? 'yes' : 'no',
    }));
  if (rows.length === 0) terminal.say(nothingFor(text));
  await printTable(Table.fromRows(rows, { types }), terminal, {
    format: opened.loaded.settings.output?.format,
    ...options,
  });
  return rows.length === 0 && text !== '' ? exitCode.failed : exitCode.complete;
}

const types = { verb: 'text', description: 'text', result: 'text', streams: 'text' } as const;

const nothingFor = (text: string): string =>
  text === ''
    ? 'None of the plugins in use brings a verb.'
    : `No verb has '${text}' in it; \`pivotkit verbs\` lists all of the plugins in use.`;
