import { CommanderError } from 'commander';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { processEnvironment } from '../../io/environment.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { printError } from './print-error.ts';
import { learnFromEnvironment } from './process-redactor.ts';
import { createProgram } from './program.ts';
import { OutputClosed, systemTerminal, type Terminal } from './terminal.ts';

/** Runs one command and ends the process with its exit code. */
export async function main(parameters: readonly string[]): Promise<void> {
  learnFromEnvironment(processEnvironment());
  const terminal = systemTerminal();
  const code = await runCommand(parameters, terminal);
  await terminal.write('').catch(() => {});
  // Plugins may have left timers or connections behind; what was written has been taken by the reader.
  process.exit(code);
}

async function runCommand(parameters: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const cancel = cancelOnInterrupt(terminal);
  const isDebug = parameters.includes('--debug');
  let code: ExitCode = exitCode.complete;
  try {
    const program = await createProgram({ terminal, signal: cancel.signal, end: (result) => (code = result) });
    if (parameters.length === 0) {
      program.outputHelp();
      return exitCode.complete;
    }
    await program.parseAsync(parameters, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof OutputClosed) return exitCode.complete;
    if (error instanceof CommanderError) return commanderCode(error, terminal);
    if (PivotKitError.is(error) && error.code === 'RUN_CANCELLED') return cancelled(error, terminal, isDebug);
    if (cancel.signal.aborted && isAbort(error)) return cancelled(error, terminal, isDebug);
    return printError(error, terminal, isDebug);
  }
}

/** The first Ctrl-C ends the run in order, a second one at once. */
function cancelOnInterrupt(terminal: Terminal): AbortController {
  const cancel = new AbortController();
  let interrupts = 0;
  const onSignal = (): void => {
    if (++interrupts > 1) process.exit(exitCode.cancelled);
    // A progress bar may stand on the line.
    terminal.say(`${terminal.isErrTerminal ? '\n' : ''}Stopping; once more to stop at once.`);
    cancel.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return cancel;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function cancelled(error: unknown, terminal: Terminal, isDebug: boolean): ExitCode {
  if (isDebug) printError(error, terminal, isDebug);
  else if (!PivotKitError.is(error)) terminal.say('Cancelled.');
  else terminal.say(`Cancelled in step ${String(error.details['step'])} of ${String(error.details['steps'])}.`);
  return exitCode.cancelled;
}

const noCommand = (terminal: Terminal): ExitCode =>
  printError(
    new PivotKitError('USAGE_INVALID', { problem: 'No command was given', suggestion: 'See `pivotkit --help`.' }),
    terminal,
    false,
  );

/** Help and version are no mistakes; everything else commander finds is wrong usage. */
function commanderCode(error: CommanderError, terminal: Terminal): ExitCode {
  if (error.exitCode === 0) return exitCode.complete;
  if (error.code === 'commander.help') return noCommand(terminal);
  const [problem = '', ...advice] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = advice.join(' ').trim().replaceAll(/[()]/g, '') || 'See `pivotkit --help`.';
  return printError(new PivotKitError('USAGE_INVALID', { problem: capitalised(problem), suggestion }), terminal, false);
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.$/, '');
