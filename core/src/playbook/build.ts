import { nearest } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { BatchSource } from '../pipeline/source.ts';
import type { Step } from '../pipeline/step.ts';
import type { Row, Table } from '../table/index.ts';
import type { CheckedPipeline, CheckedPlaybook, CheckedStep } from './definition.ts';
import type { Path, PlaybookDocument } from './document.ts';
import type { PlaybookHost } from './host.ts';
import type { PlaybookProblem, Position } from './problem.ts';
import { StepFault, type StepContext } from './steps/context.ts';
import { stepFor } from './steps/make-step.ts';
import type { InputOptions, RightTable } from './tables.ts';

/** A pipeline of a playbook, ready to run. */
export interface BuiltPipeline {
  readonly checked: CheckedPipeline;
  readonly source: BatchSource<Row> | Table<Row>;
  readonly steps: readonly Step[];
  /** Columns of its result; undefined = known only when it runs. */
  readonly columns: readonly string[] | undefined;
}

/** A source of rows, with its columns as far as they are known. */
export interface OpenedInput {
  readonly source: BatchSource<Row> | Table<Row>;
  readonly columns: readonly string[] | undefined;
}

export interface BuildOptions {
  readonly host: PlaybookHost;
  /** Rows of the pipelines that take them from outside, by name. */
  readonly inputs: ReadonlyMap<string, OpenedInput>;
  /** Tables that join steps read, by path. */
  rowsIn(path: string, options: InputOptions): RightTable;
  /** Rows of pipelines that have run, by name; filled while a playbook runs. */
  readonly results: ReadonlyMap<string, Table<object>>;
}

/** Makes the pipelines in their order. What is wrong with names and options goes to the list. */
export function buildPipelines(
  playbook: CheckedPlaybook,
  options: BuildOptions,
  problems: PlaybookProblem[],
): BuiltPipeline[] {
  const built: BuiltPipeline[] = [];
  for (const checked of playbook.pipelines) {
    const input = inputOf(checked, { playbook, options, built, problems });
    built.push(buildPipeline(checked, input, { playbook, options, built, problems }));
  }
  return built;
}

interface Building {
  readonly playbook: CheckedPlaybook;
  readonly options: BuildOptions;
  /** The pipelines before. */
  readonly built: readonly BuiltPipeline[];
  readonly problems: PlaybookProblem[];
}

const nothing: OpenedInput = { source: { text: 'nothing', async *batches() {} }, columns: undefined };

function inputOf(checked: CheckedPipeline, building: Building): OpenedInput {
  const given = building.options.inputs.get(checked.name);
  if (given !== undefined) return given;
  const { from } = checked.input;
  if (from === undefined) return nothing;
  try {
    const table = earlierRows(from, building);
    return { source: { text: table.text, batches: () => once(table) }, columns: table.columns };
  } catch (cause) {
    if (!(cause instanceof StepFault)) throw cause;
    building.problems.push(building.playbook.document.problem([...checked.path, 'input', 'from'], cause.message));
    return nothing;
  }
}

async function* once(table: RightTable): AsyncGenerator<Table> {
  yield await table.read();
}

function earlierRows(name: string, { built, options }: Building): RightTable {
  const found = built.find(({ checked }) => checked.name === name);
  if (found !== undefined)
    return { text: `pipeline ${name}`, columns: found.columns, read: async () => resultOf(name, options) };
  const names = built.map(({ checked }) => checked.name);
  const near = nearest(name, names);
  const known = names.length === 0 ? 'there is none before this one' : `before this one there are: ${names.join(', ')}`;
  throw new StepFault(
    `there is no earlier pipeline '${name}'; ${near === undefined ? known : `did you mean '${near}'?`}`,
    [],
  );
}

function resultOf(name: string, { results }: BuildOptions): Table {
  const table = results.get(name);
  if (table === undefined) throw new PivotKitError('INTERNAL', { problem: `the pipeline '${name}' has not run` });
  // Rows of a playbook have no type of their own.
  return table as Table;
}

function buildPipeline(checked: CheckedPipeline, input: OpenedInput, building: Building): BuiltPipeline {
  let { columns } = input;
  const steps: Step[] = [];
  for (const step of checked.steps) {
    try {
      const made = makeStep(step, columns, building);
      columns = made.columnsAfter(columns);
      steps.push(made);
    } catch (cause) {
      building.problems.push(problemOf(cause, step, building.playbook.document));
      // What follows is checked without columns, so that one mistake is one problem.
      columns = undefined;
    }
  }
  return { checked, source: input.source, steps, columns };
}

function makeStep({ definition, path }: CheckedStep, columns: readonly string[] | undefined, building: Building): Step {
  const { playbook, options } = building;
  const { document, parameters } = playbook;
  const context: StepContext = {
    host: options.host,
    document,
    path,
    parameters,
    columns,
    rowsOf: (name) => earlierRows(name, building),
    rowsIn: (file, settings) => options.rowsIn(file, settings),
  };
  const step = stepFor(definition, context);
  const text = definition.name ?? step.text;
  const { line } = document.at(path);
  return { ...step, text, apply: (table, run) => applied(step, text, `${document.file}:${line}`)(table, run) };
}

/** A failure while the step runs also says where the step stands. */
function applied(step: Step, text: string, place: string): Step['apply'] {
  return async (table, run) => {
    try {
      return await step.apply(table, run);
    } catch (cause) {
      if (!PivotKitError.is(cause) || cause.code === 'RUN_CANCELLED') throw cause;
      throw new PivotKitError(
        'STEP_FAILED',
        { name: text, place: ` (${place})`, problem: problemIn(cause) },
        { cause },
      );
    }
  };
}

/** Of a step that failed by itself only the reason: its name is said already. */
const problemIn = ({ code, details, message }: PivotKitError): string =>
  code === 'STEP_FAILED' && typeof details['problem'] === 'string' ? details['problem'] : message.replace(/\.$/, '');

function problemOf(cause: unknown, { path }: CheckedStep, document: PlaybookDocument): PlaybookProblem {
  if (cause instanceof StepFault) {
    const at = [...path, ...cause.path];
    const place = cause.offset === undefined ? document.at(at) : document.within(at, cause.offset);
    return { ...place, message: cause.message };
  }
  if (!PivotKitError.is(cause)) throw cause;
  return { ...placeOf(cause, path, document), message: cause.message };
}

/** The text inside the step that the error is about; else the step. */
function placeOf({ code, details }: PivotKitError, path: Path, document: PlaybookDocument): Position {
  const names = [details['column'], details['pivot'], details['verb']].filter((name) => typeof name === 'string');
  const found = names.map((name) => document.atText(path, name)).find((place) => place !== undefined);
  if (found !== undefined) return found;
  if (code === 'OPTIONS_INVALID') return document.atKey([...path, 'options']);
  return document.at(path);
}
