import { resolve } from 'node:path';
import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { Frame } from '../pivot/frame.ts';
import type { BatchSource } from '../pipeline/source.ts';
import { readTable, Table, type Row } from '../table/index.ts';
import type { OpenedInput } from './build.ts';
import { defined } from './defined.ts';
import type { CheckedPipeline, CheckedPlaybook } from './definition.ts';
import { fileColumns, fileSource, type InputOptions, type RightTable } from './tables.ts';
import type { PlaybookProblem } from './problem.ts';

/** Rows for a pipeline: a file by its path from the working directory, rows at hand, or rows in batches. */
export type PlaybookInput = string | Table<object> | Frame<object> | BatchSource<object>;

export interface GivenInputs {
  /** For the only pipeline that takes rows from outside. */
  readonly input?: PlaybookInput | undefined;
  /** By the name of the pipeline; a playbook without `pipelines` has one, `main`. */
  readonly inputs?: Readonly<Record<string, PlaybookInput>>;
}

export interface InputPlace {
  /** Folder that paths in the playbook count from. */
  readonly folder: string;
  /** Path of a file that was given, as it counts from the working directory. */
  resolvePath(path: string): string;
}

/**
 * The rows of every pipeline that takes them from outside: what is given goes before what the playbook says.
 * @throws PLAYBOOK_ARGUMENTS when something is given for a pipeline that is not there, or nothing where it must be.
 */
export async function openInputs(
  playbook: CheckedPlaybook,
  given: GivenInputs,
  place: InputPlace,
  problems: PlaybookProblem[],
): Promise<ReadonlyMap<string, OpenedInput>> {
  const byName = givenByName(playbook, given);
  const opened = new Map<string, OpenedInput>();
  for (const pipeline of playbook.pipelines) {
    const input = byName.get(pipeline.name);
    if (input !== undefined) opened.set(pipeline.name, await openGiven(input, pipeline, place));
    else if (pipeline.input.from === undefined) {
      const own = await openOwn(pipeline, playbook, place, problems);
      if (own !== undefined) opened.set(pipeline.name, own);
    } else if (pipeline.input.path !== undefined)
      problems.push(
        playbook.document.problem([...pipeline.path, 'input'], "an input has either 'path' or 'from', not both"),
      );
  }
  return opened;
}

function givenByName(
  { name, pipelines }: CheckedPlaybook,
  { input, inputs = {} }: GivenInputs,
): Map<string, PlaybookInput> {
  const given = new Map(Object.entries(inputs));
  const names = pipelines.map((pipeline) => pipeline.name);
  const unknown = [...given.keys()].find((key) => !names.includes(key));
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    const hint = near === undefined ? `it has: ${names.join(', ')}` : `did you mean '${near}'?`;
    throw argumentsInvalid(name, `there is no pipeline '${unknown}' to give rows to; ${hint}`);
  }
  if (input === undefined) return given;
  const [only, another] = pipelines.filter((pipeline) => pipeline.input.from === undefined);
  if (only === undefined || another !== undefined)
    throw argumentsInvalid(name, `say for which pipeline the input is: ${names.join(', ')}`);
  return given.set(only.name, input);
}

const argumentsInvalid = (name: string, problems: string): PivotKitError =>
  new PivotKitError('PLAYBOOK_ARGUMENTS', { name, problems });

async function openGiven(
  input: PlaybookInput,
  { input: said }: CheckedPipeline,
  place: InputPlace,
): Promise<OpenedInput> {
  if (typeof input === 'string') {
    // Its format is its own; how a CSV is read stays as the playbook says.
    const { types, delimiter, empty, ragged } = said;
    const options = defined({ types, delimiter, empty, ragged });
    return openFile(place.resolvePath(input), input, options);
  }
  if (input instanceof Frame || input instanceof Table) {
    const table = input instanceof Frame ? input.table : input;
    return { source: rowsOf(table), columns: table.columnNames };
  }
  return { source: input as BatchSource<Row>, columns: undefined };
}

/** Rows of a playbook have no type of their own. */
const rowsOf = (table: Table<object>): Table<Row> => table as Table<Row>;

async function openOwn(
  { name, path, input }: CheckedPipeline,
  { name: playbook, document }: CheckedPlaybook,
  { folder }: InputPlace,
  problems: PlaybookProblem[],
): Promise<OpenedInput | undefined> {
  if (input.path === undefined)
    throw argumentsInvalid(playbook, `the pipeline '${name}' has no input of its own; give it rows (--input FILE)`);
  try {
    return await openFile(resolve(folder, input.path), input.path, inputOptions(input));
  } catch (cause) {
    if (!PivotKitError.is(cause)) throw cause;
    problems.push(document.problem([...path, 'input', 'path'], cause.message));
    return undefined;
  }
}

const inputOptions = ({ format, types, delimiter, empty, ragged }: CheckedPipeline['input']): InputOptions =>
  defined({ format, types, delimiter, empty, ragged });

async function openFile(path: string, text: string, options: InputOptions): Promise<OpenedInput> {
  const columns = await fileColumns(path, options);
  return { source: fileSource(path, text, options), columns };
}

/** Tables that join steps name, each with its columns; what cannot be read is a problem of the playbook. */
export async function openJoinFiles(
  playbook: CheckedPlaybook,
  { folder }: InputPlace,
  problems: PlaybookProblem[],
): Promise<(path: string, options: InputOptions) => RightTable> {
  const columns = new Map<string, readonly string[] | undefined>();
  for (const { definition, path: at } of playbook.pipelines.flatMap(({ steps }) => steps)) {
    if (definition.kind !== 'join' || definition.join.file === undefined) continue;
    const { file, format, types } = definition.join;
    try {
      columns.set(file, await fileColumns(resolve(folder, file), defined({ format, types })));
    } catch (cause) {
      if (!PivotKitError.is(cause)) throw cause;
      problems.push(playbook.document.problem([...at, 'join', 'file'], cause.message));
    }
  }
  return (path, options) => rightTable(resolve(folder, path), path, { columns: columns.get(path), options });
}

function rightTable(
  path: string,
  text: string,
  { columns, options }: { readonly columns: readonly string[] | undefined; readonly options: InputOptions },
): RightTable {
  let table: Promise<Table> | undefined;
  return { text, columns, read: async () => (table ??= readTable(path, options)) };
}
