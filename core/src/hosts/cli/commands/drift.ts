import { readRecordings } from '../../../io/replay.ts';
import { requestName, type RecordedReply } from '../../../io/record-file.ts';
import { driftOf, type Drift } from '../../../session/drift.ts';
import { Table } from '../../../table/index.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { openSession, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';
import { visibleLines, type Terminal } from '../terminal.ts';

export interface DriftCommandOptions extends GlobalOptions, FormatOptions {
  readonly against?: string;
}

/** `pivotkit drift FOLDER`: whether services answer as they did when their replies were recorded. */
export async function runDriftCommand(
  folder: string,
  options: DriftCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const recorded = await readRecordings(folder);
  const drifts =
    options.against === undefined
      ? await askedAgain(recorded, options, context)
      : compared(recorded, await readRecordings(options.against));
  await printTable(Table.fromRows(drifts.flatMap(rowsOf), { types }), terminal, options);
  if (options.quiet !== true) say(drifts, terminal);
  const isSame = drifts.every(({ differences }) => differences.length === 0);
  // Where nothing could be compared, nothing is known to be as it was.
  const isKnown = drifts.length === 0 || drifts.some(({ problem }) => problem === undefined);
  return isSame && isKnown ? exitCode.complete : exitCode.partial;
}

const types = { method: 'text', url: 'text', path: 'text', recorded: 'text', now: 'text' } as const;

async function askedAgain(
  recorded: readonly RecordedReply[],
  options: GlobalOptions,
  { terminal, signal }: CommandContext,
): Promise<Drift[]> {
  await using opened = await openSession({ ...options, live: true, cache: false }, { lookups: terminal });
  return await opened.session.drift(recorded, { signal });
}

function compared(recorded: readonly RecordedReply[], others: readonly RecordedReply[]): Drift[] {
  const byName = new Map(others.map((each) => [nameOf(each), each]));
  return recorded.map((each) =>
    driftOf(each, byName.get(nameOf(each))?.response ?? { problem: 'the other recording does not have it' }),
  );
}

const nameOf = ({ request: { method, url, body } }: RecordedReply): string => requestName({ method, url, body });

const rowsOf = ({ method, url, differences }: Drift): object[] =>
  differences.map(({ path, recorded, live }) => ({
    method,
    url,
    path,
    recorded: recorded.join(' or ') || null,
    now: live.join(' or ') || null,
  }));

function say(drifts: readonly Drift[], terminal: Terminal): void {
  const unasked = drifts.filter(({ problem }) => problem !== undefined);
  for (const { method, url, problem } of unasked)
    terminal.say(visibleLines(`Not compared: ${method} ${url} (${problem ?? ''}).`));
  const drifted = drifts.filter(({ differences }) => differences.length > 0).length;
  terminal.say(`${drifts.length - unasked.length} of ${drifts.length} replies compared, ${drifted} of another shape.`);
}
