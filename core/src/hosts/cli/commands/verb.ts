import { PivotKitError } from '../../../error/pivotkit-error.ts';
import type { Pipeline } from '../../../pipeline/pipeline.ts';
import { textToValue } from '../../../session/config-text.ts';
import type { ExitCode } from '../exit-code.ts';
import { inputRows, type InputOptions } from '../input-rows.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { ownOptions } from '../own-options.ts';
import type { CommandContext } from '../command-context.ts';
import { runPipeline, type OutputOptions } from '../run-pipeline.ts';

export interface VerbCommandOptions extends GlobalOptions, InputOptions, OutputOptions {
  readonly options?: readonly string[];
}

/** `pivotkit verb NAME --input FILE`. */
export async function runVerbCommand(
  name: string,
  options: VerbCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const input = requireInput(options.input, terminal.isInTerminal);
  await using opened = await openSession(options);
  const { session, loaded } = opened;
  const schema = session.verbs.find((verb) => verb.name === name)?.options;
  const written = schema === undefined ? {} : verbOptions(options.options ?? [], schema);
  const { source, format } = inputRows(input, options, terminal);
  const inputColumns = new Set<string>();
  const read = session.from(source).tee((table) => {
    for (const column of table.columnNames) inputColumns.add(column);
  });
  const pipeline = read.verb(name, written) as unknown as Pipeline<object>;
  return await runPipeline({
    pipeline,
    options,
    defaults: loaded.settings.output,
    terminal,
    signal,
    writing: { keptColumns: (column) => (format === 'csv' || format === 'tsv') && inputColumns.has(column) },
  });
}

function requireInput(input: string | undefined, isInTerminal: boolean): string {
  if (input !== undefined) return input;
  if (!isInTerminal) return '-';
  throw new PivotKitError('USAGE_INVALID', {
    problem: 'There are no rows to work on',
    suggestion: 'Give --input FILE, or pipe rows in.',
  });
}

type Schema = Parameters<typeof ownOptions>[1];

/** `--options` is JSON for all of them, or `name=value`, as often as needed. */
function verbOptions(texts: readonly string[], schema: Schema): Record<string, unknown> {
  const [first = ''] = texts;
  if (texts.length !== 1 || !first.trimStart().startsWith('{')) return ownOptions(texts, schema, '--options');
  const value = textToValue(first, { type: 'object' });
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new PivotKitError('USAGE_INVALID', {
    problem: '--options is no JSON object',
    suggestion: 'Check its quotes and braces, or write --options name=value.',
  });
}
