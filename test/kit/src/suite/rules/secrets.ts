import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Fault } from '../../simulator/fault.ts';
import type { SimulatedRequest } from '../../simulator/exchange.ts';
import { writtenDuring } from '../console-watch.ts';
import { knownInputs, type AskedPivot, type PivotRule } from '../rule.ts';
import type { Finding } from '../violation.ts';
import { World, type Outcome } from '../world.ts';

/** What the framework puts in the place of a secret. */
const mark = '‹secret›';

const mend = 'Keep secrets in `Secret`, use `headerAuth` and the like, and put them into no message, log, row or URL.';

/** Where something was said, and what. */
interface Said {
  readonly where: string;
  readonly text: string;
}

const secrets: PivotRule = {
  id: 'secrets',
  title: 'no secret is in anything that is shown, logged or recorded',
  applies: ({ setup }) => setup.config !== undefined,
  check: async (subject) => {
    const findings: Finding[] = [];
    for (const fault of [undefined, 401, 500, 'html', 'reset'] as const)
      findings.push(...(await leaksIn(subject, (world) => fault && world.service?.fail(fault), fault)));
    // A service that sends back what it was told: the framework takes that out, so only what is left counts.
    findings.push(...(await leaksIn(subject, (world) => world.service?.answer(echo), 'echo')));
    return findings;
  },
};

const echo = ({ url, headers }: SimulatedRequest): Fault & object => ({
  status: 400,
  json: { message: `bad key ${JSON.stringify(headers)}`, url, headers },
});

async function leaksIn(
  subject: AskedPivot,
  prepare: (world: World) => unknown,
  fault: string | number | undefined,
): Promise<Finding[]> {
  const record = await mkdtemp(join(tmpdir(), 'pivotkit-testkit-'));
  const at = fault === undefined ? 'a service in good health' : `a service that says ${fault}`;
  try {
    const said: Said[] = [];
    let name: ((text: string) => string | undefined) | undefined;
    const onConsole = await writtenDuring(async () => {
      await using world = await World.open(subject.plugin, subject.setup, { record });
      prepare(world);
      const outcomes = await world.ask(subject.question, knownInputs(subject).slice(0, 1));
      said.push(...saidIn(world, subject, outcomes));
      name = (text) => world.canaries.heldIn(text);
    });
    said.push({ where: 'the console', text: onConsole }, ...(await recordedIn(record)));
    return said.flatMap(({ where, text }) => {
      const held = name?.(text);
      const leaked = fault !== 'echo' && text.includes(mark) && where !== 'a recorded reply';
      if (held === undefined && !leaked) return [];
      const happened =
        held === undefined ? `the plugin put one into ${where}` : `the secret '${held}' stands in ${where}`;
      return [{ at, expected: 'no secret', happened, mend }];
    });
  } finally {
    await rm(record, { recursive: true, force: true });
  }
}

const saidIn = ({ session, log }: World, { question }: AskedPivot, outcomes: readonly Outcome[]): Said[] => [
  { where: 'a row', text: all(outcomes.map(({ rows }) => rows)) },
  { where: 'a note', text: all(outcomes.map(({ note }) => note)) },
  { where: 'the log', text: log.join('\n') },
  { where: 'what the session says of its plugins', text: all([session.plugins, session.pivots()]) },
  { where: 'the help', text: session.help(session.pivot(question.kind, question.pivot)) },
];

const all = (value: unknown): string =>
  `${inspect(value, { depth: 12, maxStringLength: Infinity, maxArrayLength: Infinity, breakLength: Infinity })}\n${JSON.stringify(value)}`;

async function recordedIn(folder: string): Promise<Said[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  return Promise.all(
    files.map(async (name) => ({
      where: 'a recorded reply',
      text: `${name}\n${await readFile(join(folder, name), 'utf8')}`,
    })),
  );
}

export const secretRules: readonly PivotRule[] = [secrets];
