import { inspect } from 'node:util';
import { PivotKitError } from '../../error/pivotkit-error.ts';
import { exitCodeOf, type ExitCode } from './exit-code.ts';
import { processRedactor } from './process-redactor.ts';
import { visibleLines, type Terminal } from './terminal.ts';

/** Says what went wrong and what to do: code, message, hint; with `debug` also where it came from. */
export function printError(error: unknown, terminal: Pick<Terminal, 'err' | 'say'>, debug: boolean): ExitCode {
  const clean = processRedactor.value(error);
  const known = PivotKitError.is(clean) ? clean : internalError(clean);
  const { red, bold, dim } = terminal.err;
  const message = known.hint === '' ? known.message : known.message.slice(0, -known.hint.length).trimEnd();
  terminal.say(`${red(bold(known.code))}  ${visibleLines(message)}`);
  if (known.hint !== '') terminal.say(`  → ${visibleLines(known.hint)}`);
  if (debug) for (const line of causeLines(known)) terminal.say(dim(visibleLines(line)));
  else if (known.code === 'INTERNAL') terminal.say(dim('  (--debug shows the cause)'));
  return exitCodeOf(known.code);
}

const internalError = (cause: unknown): PivotKitError =>
  new PivotKitError('INTERNAL', { problem: cause instanceof Error ? cause.message : String(cause) }, { cause });

function* causeLines(error: unknown): Generator<string> {
  let current: unknown = error;
  while (current instanceof Error) {
    yield current.stack ?? current.message;
    if (current instanceof AggregateError) for (const each of current.errors) yield* causeLines(each);
    current = current.cause;
    if (current !== undefined) yield 'caused by:';
  }
  if (current !== undefined) yield inspect(current);
}
