import { detectKind, findEntityClass } from '@pivotkit/entities';
import type { Session } from '../../../session/session.ts';
import { Table } from '../../../table/index.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';
import type { CommandContext } from '../command-context.ts';

/** `pivotkit pivots [TEXT]`. */
export async function runPivotsCommand(
  text: string,
  options: GlobalOptions & FormatOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  await using opened = await openSession(options);
  const infos = opened.session.pivots(text);
  const rows = infos.map(
    ({ call, kind, name, description, plugin, rowsPerInput, sharing, asksOthers, columns, available, reason }) => ({
      pivot: call,
      description,
      available: available ? (refusalOf(opened.session, text, { kind, name }) ?? 'yes') : `no: ${reason ?? ''}`,
      told: asksOthers ? 'whom it asks' : sharing.reaches === 'nobody' ? 'nobody' : (sharing.provider ?? plugin),
      rows: rowsPerInput === 'many' ? 'many' : 'one',
      plugin,
      ...(terminal.isOutTerminal ? {} : { columns: columns.join(' ') }),
    }),
  );
  if (rows.length === 0) terminal.say(nothingFor(text, opened.session.plugins.length));
  await printTable(
    Table.fromRows(rows, { types: terminal.isOutTerminal ? columnTypes : { ...columnTypes, columns: 'text' } }),
    terminal,
    {
      format: opened.loaded.settings.output?.format,
      ...options,
    },
  );
  return rows.length === 0 && text !== '' ? exitCode.failed : exitCode.complete;
}

/** Where the text is a value: why the policy does not let it be asked about. */
function refusalOf(
  session: Session,
  text: string,
  { kind, name }: { readonly kind: string; readonly name: string },
): string | undefined {
  if (findEntityClass(text) !== undefined || detectKind(text) !== kind) return undefined;
  const { rules } = session.decision(session.pivot(kind, name), text);
  const refusal = rules.find((rule) => rule.refusal !== undefined)?.refusal;
  return refusal === undefined ? undefined : `no: ${refusal}`;
}

const columnTypes = {
  pivot: 'text',
  description: 'text',
  available: 'text',
  told: 'text',
  rows: 'text',
  plugin: 'text',
} as const;

const nothingFor = (text: string, plugins: number): string =>
  text === ''
    ? `None of the ${plugins} plugins brings a pivot.`
    : `No pivot has '${text}' in it; \`pivotkit pivots\` lists all.`;
