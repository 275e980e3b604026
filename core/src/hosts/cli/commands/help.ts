import { findEntityClass } from '@pivotkit/entities';
import type { Session } from '../../../session/session.ts';
import { verbHelp } from '../../../session/verb-help.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import type { CommandContext } from '../command-context.ts';
import { findPivot } from './pivot.ts';

/** `pivotkit help [COMMAND | PIVOT | VERB]`. */
export async function runHelpCommand(
  subject: string | undefined,
  options: GlobalOptions,
  { terminal, program }: CommandContext,
): Promise<ExitCode> {
  const command = subject === undefined ? program : program.commands.find((each) => each.name() === subject);
  if (command !== undefined) {
    command.outputHelp();
    return exitCode.complete;
  }
  await using opened = await openSession(options);
  await terminal.writeData(`${subjectHelp(opened.session, subject ?? '').trimEnd()}\n`);
  return exitCode.complete;
}

function subjectHelp(session: Session, subject: string): string {
  const verb = session.verbs.find(({ name }) => name === subject);
  if (verb !== undefined && !isPivot(session, subject)) return verbHelp(verb);
  return session.help(findPivot(session, subject));
}

/** Whether it names an entity and one of its pivots: plugins may be called like entities (`process.tree`, a verb). */
function isPivot(session: Session, subject: string): boolean {
  const [first = '', ...rest] = subject.split('.');
  const kind = findEntityClass(first)?.kind;
  const name = rest.join('.');
  return session.pivots().some((info) => info.kind === kind && (info.name === name || info.call === `${kind}.${name}`));
}
