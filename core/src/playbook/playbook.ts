import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { planText } from '../pipeline/explain.ts';
import { Table, type Row } from '../table/index.ts';
import { fileError } from '../table/stream/text-chunks.ts';
import { buildPipelines, type BuildOptions, type BuiltPipeline } from './build.ts';
import { checkPlaybook, type CheckedPlaybook } from './definition.ts';
import { PlaybookDocument } from './document.ts';
import type { PlaybookHost, PlaybookPipeline } from './host.ts';
import { openInputs, openJoinFiles, type GivenInputs } from './inputs.ts';
import { requireNone, type PlaybookProblem } from './problem.ts';
import { runPlaybook, type PlaybookResult, type PlaybookRunOptions } from './run.ts';
import { summaryProblems } from './summary.ts';

export interface PlaybookOptions extends GivenInputs {
  /** Values of the parameters by name; texts are read as the type of the parameter. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface CompileOptions extends PlaybookOptions {
  /** Name of the text in messages. */
  readonly file: string;
  /** Folder that paths in the playbook count from. Default: the current one. */
  readonly folder?: string;
  /** The session whose pivots and verbs the steps are. */
  readonly session: PlaybookHost;
}

/** A pipeline of a playbook, for lists. */
export interface PlaybookPart {
  readonly name: string;
  readonly description: string | undefined;
  /** What its steps do, in order. */
  readonly steps: readonly string[];
  /** Columns of its result; undefined = known only when it runs. */
  readonly columns: readonly string[] | undefined;
  /** Files it writes, from the folder for output. */
  readonly outputs: readonly string[];
}

/** A playbook whose every step, name and option has been checked against a session. */
export class Playbook {
  readonly name: string;
  readonly description: string | undefined;
  readonly file: string;
  readonly #checked: CheckedPlaybook;
  readonly #host: PlaybookHost;
  readonly #build: Omit<BuildOptions, 'results'>;

  constructor(checked: CheckedPlaybook, host: PlaybookHost, build: Omit<BuildOptions, 'results'>) {
    this.name = checked.name;
    this.description = checked.description;
    this.file = checked.document.file;
    this.#checked = checked;
    this.#host = host;
    this.#build = build;
  }

  /** Its pipelines, in the order they run. */
  get pipelines(): readonly PlaybookPart[] {
    return this.#built(new Map()).map(({ checked, steps, columns }) => ({
      name: checked.name,
      description: checked.description,
      steps: steps.map(({ text }) => text),
      columns,
      outputs: checked.outputs.map(({ path }) => path),
    }));
  }

  /**
   * The plan of every pipeline as text: distinct entities, who is told, what is refused. Reads files, asks nobody.
   * @throws FILE_NOT_FOUND, FILE_UNREADABLE and as the readers of the formats
   */
  async explain(): Promise<string> {
    const texts: string[] = [];
    for (const built of this.#built(new Map())) {
      const plan = await withSteps(this.#host.from(await knownRows(built)), built).plan();
      const text =
        plan.rows === undefined ? planText(plan).replace(/^from: .*/, `from: ${nameOf(built)}`) : planText(plan);
      texts.push(`pipeline ${built.checked.name}\n${text}`);
    }
    return texts.join('\n\n');
  }

  /**
   * Runs the pipelines in order and writes their outputs; a file has its name only once it is complete.
   * @throws RUN_CANCELLED, STEP_FAILED with the place of the step, FILE_UNREADABLE and as the readers of the formats
   */
  run(options: PlaybookRunOptions = {}): Promise<PlaybookResult> {
    const results = new Map<string, Table<object>>();
    const pipelines = this.#built(results).map((built) => ({
      checked: built.checked,
      pipeline: withSteps(this.#host.from(built.source), built),
    }));
    return runPlaybook({ checked: this.#checked, pipelines, results, host: this.#host }, options);
  }

  /** Every run has pipelines of its own, so that two can run at the same time. */
  #built(results: ReadonlyMap<string, Table<object>>): BuiltPipeline[] {
    return buildPipelines(this.#checked, { ...this.#build, results }, []);
  }
}

const withSteps = (source: PlaybookPipeline, { steps }: BuiltPipeline): PlaybookPipeline =>
  steps.reduce((pipeline, step) => pipeline.step(step), source);

const nameOf = ({ source }: BuiltPipeline): string => (source instanceof Table ? 'a table' : source.text);

/** Rows of a file are counted for a plan; rows that another pipeline makes are not there yet. */
async function knownRows({ source, checked }: BuiltPipeline): Promise<BuiltPipeline['source']> {
  if (source instanceof Table || checked.input.from !== undefined) return source;
  const tables: Table<Row>[] = [];
  for await (const table of source.batches(new AbortController().signal)) {
    tables.push(table);
    if (tables.length > 1) return source;
  }
  return tables[0] ?? source;
}

/**
 * Reads a playbook from its text and checks all of it, the columns of its input files included, before anything runs.
 * @throws PLAYBOOK_INVALID with every problem and its line and column (`details.problems`)
 * @throws PLAYBOOK_ARGUMENTS when parameters or inputs do not fit
 */
export async function compilePlaybook(text: string, options: CompileOptions): Promise<Playbook> {
  const { file, folder = '.', session, parameters = {} } = options;
  const problems: PlaybookProblem[] = [];
  const checked = checkPlaybook(new PlaybookDocument(text, file), parameters, problems);
  const place = { folder: resolve(folder), resolvePath: (path: string) => resolve(path) };
  const inputs = await openInputs(checked, options, place, problems);
  const build = { host: session, inputs, rowsIn: await openJoinFiles(checked, place, problems) };
  buildPipelines(checked, { ...build, results: new Map() }, problems);
  requireNone(file, [...problems, ...summaryProblems(checked)]);
  return new Playbook(checked, session, build);
}

/**
 * Reads a playbook from a file; paths in it count from its folder.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, PLAYBOOK_INVALID, PLAYBOOK_ARGUMENTS
 */
export async function loadPlaybook(
  path: string,
  session: PlaybookHost,
  options: PlaybookOptions = {},
): Promise<Playbook> {
  const text = await readText(path);
  return compilePlaybook(text, { ...options, file: basename(path), folder: dirname(path), session });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw fileError(path, cause);
  }
}
