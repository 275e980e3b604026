import type { Command } from 'commander';
import { PivotKitError } from '../../../error/pivotkit-error.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import type { CommandContext } from '../command-context.ts';
import { completionScript, shells, type CompletionWords, type Shell } from '../completion-script.ts';

/** `pivotkit completion bash|zsh|fish`. */
export async function runCompletionCommand(
  shell: string,
  options: GlobalOptions,
  { terminal, program }: CommandContext,
): Promise<ExitCode> {
  const known = shells.find((each): each is Shell => each === shell);
  if (known === undefined)
    throw new PivotKitError('USAGE_INVALID', {
      problem: `There is no completion for '${shell}'`,
      suggestion: `Shells: ${shells.join(', ')}.`,
    });
  await terminal.write(completionScript(known, await completionWords(program, options)));
  return exitCode.complete;
}

async function completionWords(program: Command, options: GlobalOptions): Promise<CompletionWords> {
  const globalOptions = optionNames(program);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    options: [...optionNames(command), ...globalOptions],
  }));
  return { commands, globalOptions, ...(await pluginWords(options)) };
}

const optionNames = (command: Command): string[] => command.options.flatMap(({ long }) => long ?? []);

/** Commands complete without plugins too; what is wrong with those is for other commands to say. */
async function pluginWords(options: GlobalOptions): Promise<Pick<CompletionWords, 'pivots' | 'plugins' | 'verbs'>> {
  try {
    await using opened = await openSession(options);
    const { session } = opened;
    return {
      pivots: session.pivots().map(({ call }) => call),
      plugins: session.plugins.map(({ name }) => name),
      verbs: session.verbs.map(({ name }) => name),
    };
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    return { pivots: [], plugins: [], verbs: [] };
  }
}
