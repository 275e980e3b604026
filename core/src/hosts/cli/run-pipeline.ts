import { PivotKitError } from '../../error/pivotkit-error.ts';
import { Frame } from '../../pivot/frame.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { OutputFormat, Config } from '../../session/config-schema.ts';
import type { Table } from '../../table/index.ts';
import type { ExitCode } from './exit-code.ts';
import { checkFormat, defaultFormat, formatOfFile } from './output-format.ts';
import type { KeepingOptions } from './keeping-options.ts';
import { createProgressBar } from './progress-bar.ts';
import { fileTarget, standardTarget, type ResultTarget } from './result-target.ts';
import { createResultWriter, type ResultWriter, type ResultWriterOptions } from './result-writer.ts';
import { StatusSummary } from './status-summary.ts';
import { OutputClosed, visibleLines, type Terminal } from './terminal.ts';

export interface OutputOptions {
  readonly output?: string;
  readonly format?: string;
  readonly rows?: string;
  readonly quiet?: boolean;
}

export interface RunRequest {
  readonly pipeline: Pipeline<object>;
  readonly options: OutputOptions;
  readonly defaults: Config['output'];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** What is kept of look-ups, for advice. */
  readonly keeping?: KeepingOptions;
  readonly writing?: Pick<ResultWriterOptions, 'importantColumns' | 'keptColumns'>;
  /** The last change before a batch is written. */
  finishing?(frame: Frame<object>): Table<object>;
}

const rowsOnTerminal = 100;

/** Where results go, and in what form. */
export type ResultPlace = Pick<RunRequest, 'options' | 'defaults' | 'terminal' | 'writing'>;

/** Writes a table at hand where the options say. */
export async function writeTableTo(table: Table<object>, place: ResultPlace): Promise<void> {
  const { writer, target } = openResult(place);
  await writer.add(table);
  await writer.end();
  await target.finish();
}

function openResult(place: ResultPlace): { readonly writer: ResultWriter; readonly target: ResultTarget } {
  const { options, terminal } = place;
  const format = outputFormat(place);
  const target = options.output === undefined ? standardTarget(format, terminal) : fileTarget(options.output);
  const writer = createResultWriter({
    format,
    terminal,
    rows: shownRows(place, target),
    isTerminal: target.isTerminal,
    write: (content) => target.write(content),
    ...place.writing,
  });
  return { writer, target };
}

/** Runs a pipeline and writes its result batch by batch; says at the end what became of the look-ups. */
export async function runPipeline(request: RunRequest): Promise<ExitCode> {
  const { writer, target } = openResult(request);
  const outcome = await writeBatches(request, writer, target);
  await writer.end();
  await target.finish();
  sayOutcome(outcome, request, true);
  return outcome.summary.exitCode;
}

function outputFormat({ options, defaults, terminal }: ResultPlace): OutputFormat {
  if (options.format !== undefined) return checkFormat(options.format);
  if (options.output !== undefined) return formatOfFile(options.output);
  return defaults?.format ?? defaultFormat(terminal);
}

function shownRows({ options, defaults }: ResultPlace, { isTerminal }: ResultTarget): number {
  if (options.rows === undefined) return isTerminal ? (defaults?.rows ?? rowsOnTerminal) : Infinity;
  const rows = Number(options.rows);
  if (Number.isInteger(rows) && rows > 0) return rows;
  throw new PivotKitError('USAGE_INVALID', {
    problem: `--rows '${options.rows}' is no number of rows`,
    suggestion: 'Give a whole number above 0.',
  });
}

interface Outcome {
  readonly summary: StatusSummary;
  rows: number;
}

async function writeBatches(request: RunRequest, writer: ResultWriter, target: ResultTarget): Promise<Outcome> {
  const { pipeline, signal, terminal, options } = request;
  const outcome: Outcome = { summary: new StatusSummary(), rows: 0 };
  const bar = await createProgressBar(terminal, options.quiet !== true);
  const add = async (frame: Frame<object>): Promise<void> => {
    outcome.summary.add(frame.statuses());
    outcome.rows += frame.size;
    if (!target.isTerminal) return writer.add(request.finishing?.(frame) ?? frame.table);
    bar.stop();
    await writer.add(request.finishing?.(frame) ?? frame.table);
  };
  try {
    for await (const frame of pipeline.batches({ signal, ...(bar.update && { onProgress: bar.update }) }))
      await add(frame);
  } catch (error) {
    bar.stop();
    if (!(error instanceof OutputClosed)) await keepPartial(error, { request, writer, target, outcome, add });
    throw error;
  }
  bar.stop();
  return outcome;
}

interface Partial {
  readonly request: RunRequest;
  readonly writer: ResultWriter;
  readonly target: ResultTarget;
  readonly outcome: Outcome;
  readonly add: (frame: Frame<object>) => Promise<void>;
}

/** What was done before a run ended early is written and said. */
async function keepPartial(error: unknown, { request, writer, target, outcome, add }: Partial): Promise<void> {
  const { terminal } = request;
  const partial: unknown = PivotKitError.is(error) ? error.details['partial'] : undefined;
  if (isFrame(partial) && partial.statuses().length > 0) await add(partial);
  if (outcome.rows > 0) await writer.end();
  const file = await target.abandon();
  if (outcome.rows === 0) return;
  sayOutcome(outcome, request, false);
  terminal.say(`Partial result: ${count(outcome.rows)} written${file === undefined ? '' : ` to ${file}`}.`);
}

const isFrame = (value: unknown): value is Frame<object> => value instanceof Frame;

function sayOutcome(
  { summary, rows }: Outcome,
  { terminal, options, keeping = {} }: RunRequest,
  isComplete: boolean,
): void {
  if (options.quiet === true) return;
  for (const line of summary.lines(terminal.err)) terminal.say(line);
  const advice = summary.advice(keeping);
  if (advice !== undefined) terminal.say(advice);
  if (isComplete && options.output !== undefined) terminal.say(`${count(rows)} → ${visibleLines(options.output)}`);
}

export const count = (rows: number): string => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
