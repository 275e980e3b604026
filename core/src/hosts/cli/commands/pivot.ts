import { findEntityClass, nearest } from '@pivotkit/entities';
import { PivotKitError } from '../../../error/pivotkit-error.ts';
import type { Frame } from '../../../pivot/frame.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import type { BatchSource } from '../../../pipeline/source.ts';
import type { PivotFunction } from '../../../pivot/pivot-types.ts';
import type { Session } from '../../../session/session.ts';
import type { Table } from '../../../table/index.ts';
import { concatTables } from '../../../pipeline/concat-tables.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { inputRows, inputValues, valueColumn, type InputOptions } from '../input-rows.ts';
import { listed } from '../named-values.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { ownOptions } from '../own-options.ts';
import type { CommandContext } from '../command-context.ts';
import { runPipeline, type OutputOptions } from '../run-pipeline.ts';
import { whyColumn } from '../why-column.ts';

export interface PivotCommandOptions extends GlobalOptions, InputOptions, OutputOptions {
  readonly column?: string;
  readonly join: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly columns?: string;
  readonly option?: readonly string[];
  readonly consent?: boolean;
  readonly visibility?: string;
  readonly plan?: boolean;
  readonly why?: boolean;
}

/** `pivotkit pivot ENTITY.PIVOT VALUE… | --input FILE --column C`. */
export async function runPivotCommand(
  name: string,
  values: readonly string[],
  options: PivotCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  checkInput(values, options, terminal.isInTerminal);
  await using opened = await openSession(options, { lookups: terminal });
  const { session, loaded, keeping } = opened;
  const pivot = findPivot(session, name);
  const rows = options.input === undefined ? undefined : inputRows(options.input, options, terminal);
  const source = rows?.source ?? inputValues(values, terminal);
  const column = options.column ?? valueColumn;
  const call = {
    column,
    ...callOptions(options),
    ...ownOptions(options.option ?? [], pivot.pivot.options, '--option'),
  };
  const from = options.plan === true ? await wholeTable(source, signal) : source;
  const pipeline = addPivot(session.from(from), pivot, call);
  if (options.plan === true) {
    await terminal.writeData(`${await pipeline.explain()}\n`);
    return exitCode.complete;
  }
  const inputColumns = new Set<string>();
  return await runPipeline({
    pipeline,
    options,
    defaults: loaded.settings.output,
    terminal,
    signal,
    keeping,
    writing: {
      keptColumns: (each) => isDelimited(rows?.format) && inputColumns.has(each),
      importantColumns: (table) => importantFirst(table, column, inputColumns),
    },
    finishing: (frame) => {
      noteInputColumns(frame, inputColumns);
      return options.why === true ? whyColumn(frame, pivot.pivot.name) : frame.table;
    },
  });
}

const isDelimited = (format: string | undefined): boolean => format === 'csv' || format === 'tsv';

/** Input columns are those that no pivot gave. */
function noteInputColumns({ table }: Frame<object>, names: Set<string>): void {
  for (const name of table.columnNames) if (table.column(name).origin === undefined) names.add(name);
}

/** The column asked about, what became of it, the answer, then what else was in the input; columns of nulls last. */
function importantFirst(table: Table<object>, column: string, input: ReadonlySet<string>): string[] {
  const rank = (name: string): number => {
    if (name === column) return 0;
    if (!hasValue(table, name)) return 4;
    return input.has(name) ? 3 : name.includes('.status') ? 1 : 2;
  };
  return table.columnNames.toSorted((left, right) => rank(left) - rank(right));
}

const hasValue = (table: Table<object>, name: string): boolean =>
  table.cells(name as never).some((cell) => cell !== null);

function checkInput(values: readonly string[], { input, column }: PivotCommandOptions, isInTerminal: boolean): void {
  const wrong = (problem: string, suggestion: string): PivotKitError =>
    new PivotKitError('USAGE_INVALID', { problem, suggestion });
  if (input !== undefined && values.length > 0)
    throw wrong('Both values and --input were given', 'Give one of them: values, or a file with --column.');
  if (input !== undefined && column === undefined)
    throw wrong('--input needs --column', 'Name the column of the file to ask about.');
  if (input === undefined && column !== undefined)
    throw wrong('--column needs --input', 'Name the file that has the column.');
  if (input === undefined && values.length === 0 && isInTerminal)
    throw wrong(
      'There is nothing to ask about',
      'Give values, - to read them line by line, or --input FILE --column NAME.',
    );
}

/** A pivot by `ENTITY.PIVOT`, the entity by any of its names in any case. @throws USAGE_INVALID, PIVOT_UNKNOWN, ENTITY_KIND_UNKNOWN */
export function findPivot(session: Session, name: string): PivotFunction {
  const dot = name.indexOf('.');
  const kind = dot === -1 ? name : name.slice(0, dot);
  const cls = findEntityClass(kind);
  if (dot > 0 && cls !== undefined) return pivotOf(session, cls.kind, name.slice(dot + 1));
  const calls = session.pivots().map(({ call }) => call);
  const full = session.pivots().find((info) => info.name === name || info.call.endsWith(`.${name}`));
  if (full !== undefined) throw pivotUnknown(name, `Name the entity too: '${full.call}'.`);
  if (dot > 0) return session.pivot(kind, name.slice(dot + 1));
  const near = nearest(name, calls);
  throw pivotUnknown(name, near === undefined ? '`pivotkit pivots` lists them.' : `Did you mean '${near}'?`);
}

/** As the session finds it; where it does not, a slip in the first part of a name with two is named too. */
function pivotOf(session: Session, kind: string, name: string): PivotFunction {
  const ofKind = session.pivots().filter((info) => info.kind === kind);
  const firstParts = new Map(ofKind.map((info) => [info.name.split('.')[0] ?? '', info.name]));
  const isKnown = ofKind.some((info) => info.name === name || info.call === `${kind}.${name}`);
  const near = isKnown || name.includes('.') ? undefined : nearest(name, firstParts.keys());
  if (near === undefined) return session.pivot(kind, name);
  throw pivotUnknown(`${kind}.${name}`, `Did you mean '${kind}.${firstParts.get(near) ?? near}'?`);
}

const pivotUnknown = (pivot: string, suggestion: string): PivotKitError =>
  new PivotKitError('PIVOT_UNKNOWN', { pivot, suggestion });

function callOptions({ join, prefix, suffix, columns, consent, visibility }: PivotCommandOptions): object {
  return {
    join,
    ...(prefix !== undefined && { prefix }),
    ...(suffix !== undefined && { suffix }),
    ...(columns !== undefined && { columns: listed(columns) }),
    ...(consent !== undefined && { consent }),
    ...(visibility !== undefined && { visibility }),
  };
}

/** Options come as text, so their types are known to the pivot's schema alone, which checks them. */
const addPivot = (pipeline: Pipeline<object>, pivot: PivotFunction, call: object): Pipeline<object> =>
  pipeline.pivot(pivot, call as never) as unknown as Pipeline<object>;

async function wholeTable(source: BatchSource<object>, signal: AbortSignal): Promise<Table<object>> {
  const tables: Table<object>[] = [];
  for await (const table of source.batches(signal)) tables.push(table);
  return concatTables(tables);
}
