import { PivotKitError } from '../../../error/pivotkit-error.ts';
import {
  loadPlaybook,
  type Playbook,
  type PlaybookInput,
  type PlaybookProgress,
  type PlaybookResult,
} from '../../../playbook/index.ts';
import type { Session } from '../../../session/session.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { inputRows, type InputOptions } from '../input-rows.ts';
import type { KeepingOptions } from '../keeping-options.ts';
import { namedValues } from '../named-values.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { createProgressBar } from '../progress-bar.ts';
import { count, writeTableTo, type OutputOptions } from '../run-pipeline.ts';
import { StatusSummary } from '../status-summary.ts';
import { visibleLines, type Terminal } from '../terminal.ts';

export interface RunCommandOptions extends GlobalOptions, Omit<InputOptions, 'input'>, OutputOptions {
  readonly input?: readonly string[];
  readonly param?: readonly string[];
  readonly plan?: boolean;
}

/** `pivotkit run PLAYBOOK`. */
export async function runRunCommand(
  path: string,
  options: RunCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  await using opened = await openSession(options, {
    lookups: terminal,
    print: (text) => showInPassing(text, terminal),
  });
  const playbook = await openPlaybook(path, options, opened.session, terminal);
  if (options.plan === true) {
    await terminal.writeData(`${await playbook.explain()}\n`);
    return exitCode.complete;
  }
  const isResultWanted = wantsResult(playbook, options);
  const { result, summary } = await runPlaybook(playbook, options, context, isResultWanted);
  const last = result.pipelines.at(-1)?.frame;
  if (isResultWanted && last !== undefined)
    await writeTableTo(last.table, { options, defaults: opened.loaded.settings.output, terminal });
  await sayResult(result, summary, {
    options,
    terminal,
    keeping: opened.keeping,
    isResultWritten: isResultWanted && options.output === undefined,
  });
  return result.pipelines.some(({ unanswered }) => unanswered > 0) ? exitCode.partial : summary.exitCode;
}

async function openPlaybook(
  path: string,
  options: RunCommandOptions,
  session: Session,
  terminal: Terminal,
): Promise<Playbook> {
  const parameters = namedValues(options.param ?? [], '--param');
  const given = (options.input ?? []).map((text) => givenInput(text, options, terminal));
  const unnamed = given.filter(({ name }) => name === undefined);
  if (unnamed.length > 1)
    throw new PivotKitError('USAGE_INVALID', {
      problem: 'Several inputs were given without saying for which pipeline',
      suggestion: 'Write --input name=FILE.',
    });
  const inputs = Object.fromEntries(given.flatMap(({ name, input }) => (name === undefined ? [] : [[name, input]])));
  return loadPlaybook(path, session, { parameters, input: unnamed[0]?.input, inputs });
}

interface GivenInput {
  readonly name: string | undefined;
  readonly input: PlaybookInput;
}

/** `FILE`, `name=FILE`, `-` or `name=-`. */
function givenInput(text: string, options: RunCommandOptions, terminal: Terminal): GivenInput {
  const [, name, named] = /^([A-Za-z][\w-]*)=(.+)$/s.exec(text) ?? [];
  const path = named ?? text;
  const { inputFormat, types } = options;
  const settings = { ...(inputFormat !== undefined && { inputFormat }), ...(types !== undefined && { types }) };
  const isPlain = path !== '-' && inputFormat === undefined && types === undefined;
  return { name, input: isPlain ? path : inputRows(path, settings, terminal).source };
}

/** The last result goes out where it is asked for, or where the playbook itself keeps nothing. */
function wantsResult(playbook: Playbook, { output, format }: RunCommandOptions): boolean {
  return (
    output !== undefined || format !== undefined || playbook.pipelines.every(({ outputs }) => outputs.length === 0)
  );
}

interface Ran {
  readonly result: PlaybookResult;
  readonly summary: StatusSummary;
}

async function runPlaybook(
  playbook: Playbook,
  options: RunCommandOptions,
  { terminal, signal }: CommandContext,
  isResultWanted: boolean,
): Promise<Ran> {
  const summary = new StatusSummary();
  const bar = await createProgressBar(terminal, options.quiet !== true);
  const { update } = bar;
  const say = (line: string): void => {
    bar.stop();
    if (options.quiet !== true) terminal.say(visibleLines(line));
  };
  try {
    const result = await playbook.run({
      signal,
      ...(update && {
        onProgress: (progress: PlaybookProgress) =>
          update({ ...progress, text: `${progress.pipeline}: ${progress.text}` }),
      }),
      onOutput: ({ path, rows }) => say(`${count(rows)} → ${path}`),
      onBatch: (frame) => summary.add(frame.statuses()),
      releaseFrames: !isResultWanted,
    });
    return { result, summary };
  } finally {
    bar.stop();
  }
}

interface Saying {
  readonly options: RunCommandOptions;
  readonly terminal: Terminal;
  readonly keeping: KeepingOptions;
  /** Whether standard output holds rows, which nothing else may stand between. */
  readonly isResultWritten: boolean;
}

async function sayResult(
  { summary: lines }: PlaybookResult,
  statuses: StatusSummary,
  { options, terminal, keeping, isResultWritten }: Saying,
): Promise<void> {
  if (options.quiet !== true) for (const line of statusLines(statuses, keeping, terminal)) terminal.say(line);
  for (const line of lines)
    if (isResultWritten) terminal.say(visibleLines(line));
    else await terminal.writeData(`${line}\n`);
}

function statusLines(statuses: StatusSummary, keeping: KeepingOptions, terminal: Terminal): string[] {
  const advice = statuses.advice(keeping);
  return [...statuses.lines(terminal.err), ...(advice === undefined ? [] : [advice])];
}

/** What a playbook shows while it runs is for people: it must not get between rows that are piped on. */
function showInPassing(text: string, terminal: Terminal): void {
  const { width } = terminal;
  const cut = (line: string): string => (line.length > width ? `${line.slice(0, width - 1)}…` : line);
  if (terminal.isOutTerminal)
    void terminal.write(`${text.trimEnd().split('\n').map(cut).join('\n')}\n`).catch(() => {});
  else terminal.say(text.trimEnd());
}
