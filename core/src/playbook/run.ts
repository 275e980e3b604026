import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { concatTables } from '../pipeline/concat-tables.ts';
import type { PipelineRunOptions, Progress } from '../pipeline/run.ts';
import { Frame } from '../pivot/frame.ts';
import type { RunBounds } from '../pivot/run-bounds.ts';
import type { Table, TableWriter } from '../table/index.ts';
import { fileError } from '../table/stream/text-chunks.ts';
import type { CheckedPipeline, CheckedPlaybook, Output } from './definition.ts';
import type { PlaybookHost, PlaybookPipeline } from './host.ts';
import { openOutput } from './outputs.ts';
import { figuresOf, fillSummary, type PipelineFigures } from './summary.ts';

/** How far a playbook is. */
export interface PlaybookProgress extends Progress {
  readonly pipeline: string;
  /** Counted from 1. */
  readonly pipelineNumber: number;
  readonly pipelines: number;
}

/** A file that was written. */
export interface WrittenOutput {
  readonly pipeline: string;
  /** Path from the folder for output, as the playbook says it. */
  readonly path: string;
  readonly rows: number;
}

export interface PlaybookRunOptions extends Pick<PipelineRunOptions, 'signal' | 'timeRange'> {
  readonly onProgress?: (progress: PlaybookProgress) => void;
  /** Folder that output paths count from; made when it is not there. Default: the current one. */
  readonly outputFolder?: string;
  /** Called for each file when it is complete. */
  readonly onOutput?: (output: WrittenOutput) => void;
  /** Called for each batch of a pipeline's result, before it is written. */
  readonly onBatch?: (frame: Frame<object>) => void;
  /** Called for each pipeline when it has ended. */
  readonly onResult?: (result: PipelineResult) => void;
  /**
   * Whether results of pipelines that no later one reads are let go, so that large inputs stream through to their files.
   * Default: they are kept.
   */
  readonly releaseFrames?: boolean;
}

export interface PipelineResult {
  readonly name: string;
  readonly rows: number;
  /** Rows without an answer because a look-up failed, was throttled or timed out. */
  readonly unanswered: number;
  /** The result; undefined when it was let go. */
  readonly frame: Frame<object> | undefined;
  readonly outputs: readonly WrittenOutput[];
}

export interface PlaybookResult {
  readonly name: string;
  readonly pipelines: readonly PipelineResult[];
  /** The lines of `summary`, filled in. */
  readonly summary: readonly string[];
}

export interface PlaybookRun {
  readonly checked: CheckedPlaybook;
  readonly pipelines: readonly { readonly checked: CheckedPipeline; readonly pipeline: PlaybookPipeline }[];
  /** Filled with the rows of the pipelines that have run. */
  readonly results: Map<string, Table<object>>;
  readonly host: PlaybookHost;
}

export async function runPlaybook(run: PlaybookRun, options: PlaybookRunOptions): Promise<PlaybookResult> {
  const { checked, pipelines } = run;
  const figures = new Map<string, PipelineFigures>();
  const results: PipelineResult[] = [];
  const bounds = run.host.runBounds?.();
  for (const [i, { checked: part, pipeline }] of pipelines.entries()) {
    const result = await runPart(part, pipeline, run, { ...options, ...(bounds && { bounds }), number: i + 1 });
    if (result.frame !== undefined) run.results.set(part.name, result.frame.table);
    figures.set(part.name, { rows: result.rows, unanswered: result.unanswered });
    options.onResult?.(result);
    results.push(result);
  }
  return { name: checked.name, pipelines: results, summary: fillSummary(checked, figures) };
}

interface PartOptions extends PlaybookRunOptions {
  /** Number of the pipeline, from 1. */
  readonly number: number;
  readonly bounds?: RunBounds;
}

async function runPart(
  part: CheckedPipeline,
  pipeline: PlaybookPipeline,
  run: PlaybookRun,
  options: PartOptions,
): Promise<PipelineResult> {
  const { name } = part;
  const isKept = options.releaseFrames !== true || isReadLater(name, run.checked);
  const files = await openFiles(part.outputs, options.outputFolder ?? '.');
  const tables: Table<object>[] = [];
  const figures = { rows: 0, unanswered: 0 };
  let isWritten = false;
  try {
    for await (const frame of pipeline.batches(runOptions(name, run, options))) {
      const { rows, unanswered } = figuresOf([frame]);
      figures.rows += rows;
      figures.unanswered += unanswered;
      options.onBatch?.(frame);
      if (isKept) tables.push(frame.table);
      for (const { writer } of files) await writer.write(frame.table);
      isWritten = true;
    }
    if (!isWritten) for (const { writer } of files) await writer.write(concatTables([]));
    for (const file of files) await complete(file);
  } catch (error) {
    for (const file of files) await abandon(file);
    throw error;
  }
  const outputs = files.map(({ output }) => ({ pipeline: name, path: output.path, rows: figures.rows }));
  for (const output of outputs) options.onOutput?.(output);
  return { name, ...figures, frame: isKept ? frameOf(tables, run.host) : undefined, outputs };
}

function runOptions(name: string, { pipelines }: PlaybookRun, options: PartOptions): PipelineRunOptions {
  const { signal, timeRange, onProgress, number, bounds } = options;
  return {
    ...(bounds && { bounds }),
    ...(signal && { signal }),
    ...(timeRange && { timeRange }),
    ...(onProgress && {
      onProgress: (progress: Progress) =>
        onProgress({ ...progress, pipeline: name, pipelineNumber: number, pipelines: pipelines.length }),
    }),
  };
}

const isReadLater = (name: string, { pipelines }: CheckedPlaybook): boolean =>
  pipelines.some(
    ({ input, steps }) =>
      input.from === name ||
      steps.some(({ definition }) => definition.kind === 'join' && definition.join.from === name),
  );

function frameOf(tables: readonly Table<object>[], host: PlaybookHost): Frame<object> {
  const pivotsOf = (kind: string): ReturnType<PlaybookHost['pivots']> =>
    host.pivots().filter((pivot) => pivot.kind === kind);
  return new Frame(concatTables(tables), { pivotsOf });
}

/** A file being written: under another name until it is complete. */
interface OutputFile {
  readonly output: Output;
  readonly path: string;
  readonly part: string;
  readonly writer: TableWriter;
}

async function openFiles(outputs: readonly Output[], folder: string): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const output of outputs) {
    const path = resolve(folder, output.path);
    const part = `${path}.part`;
    files.push({ output, path, part, writer: await openOutput(part, output.format) });
  }
  return files;
}

async function complete({ writer, part, path }: OutputFile): Promise<void> {
  await writer.close();
  try {
    await rename(part, path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

async function abandon({ writer, part }: OutputFile): Promise<void> {
  // What went wrong before is what the caller hears of.
  await writer.close().catch(() => {});
  await rm(part, { force: true });
}
