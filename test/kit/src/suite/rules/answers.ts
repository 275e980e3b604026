import { isDeepStrictEqual } from 'node:util';
import { hasService, knownInputs, unknownInputs, type AskedPivot, type PivotRule } from '../rule.ts';
import type { Input } from '../setup.ts';
import { shown, type Finding } from '../violation.ts';
import { World, type Outcome } from '../world.ts';

const mendResult = 'Make `lookup` give one result for each input, in order, with cells as the columns declare them.';

/** A status that is the plugin's own fault, whatever was asked. */
export const isOwnFault = (status: string): boolean =>
  /^failed\((RESULT_INVALID|PLUGIN_FAILED|INTERNAL)\)$/.test(status) || status === 'no row';

export const inputText = (input: Input): string => shown(typeof input === 'string' ? input : input.toString());

const open = ({ plugin, setup }: AskedPivot): Promise<World> => World.open(plugin, setup);

/** What the plugin answers is what it declared. */
const valid: PivotRule = {
  id: 'result-valid',
  title: 'answers are as many as questions, and cells as their columns declare them',
  check: async (subject) => {
    await using world = await open(subject);
    const outcomes = await world.ask(subject.question, [...knownInputs(subject), ...unknownInputs(subject)]);
    return outcomes
      .filter(({ status }) => isOwnFault(status))
      .map(({ input, status, note = '' }) => ({
        at: inputText(input),
        expected: 'an answer as declared',
        happened: `it became ${status}: ${shown(note)}`,
        mend: mendResult,
      }));
  },
};

const known: PivotRule = {
  id: 'known',
  title: 'what the service knows is found, with the cells that were expected',
  check: async (subject) => {
    await using world = await open(subject);
    const outcomes = await world.ask(subject.question, knownInputs(subject));
    return [
      ...(outcomes.length > 0 ? [] : [noInputs(subject)]),
      ...outcomes
        .filter(({ status }) => status !== 'found' && !isOwnFault(status))
        .map((outcome) => notFoundThere(outcome)),
      ...outcomes.flatMap((outcome) => wrongCells(subject, outcome)),
    ];
  },
};

const noInputs = ({ question: { kind } }: AskedPivot): Finding => ({
  expected: `known inputs of the kind ${kind}`,
  happened: 'the setup names none',
  mend: `Name at least one as \`known.${kind}\`, better two.`,
});

const notFoundThere = ({ input, status, note = '' }: Outcome): Finding => ({
  at: inputText(input),
  expected: 'found, since the setup says that it is known',
  happened: `it became ${status}${note === '' ? '' : ` (${shown(note)})`}`,
  mend: 'Look at the request that was made and at the schema of the reply.',
});

function wrongCells({ question: { setup } }: AskedPivot, { input, rows: [row = {}] }: Outcome): Finding[] {
  const expected = setup.rows?.[typeof input === 'string' ? input : input.toString()] ?? {};
  return Object.entries(expected)
    .filter(([column, cell]) => !isDeepStrictEqual(row[column], cell))
    .map(([column, cell]) => ({
      at: `${inputText(input)}, column '${column}'`,
      expected: shown(cell),
      happened: `it is ${shown(row[column])}`,
      mend: 'Mend the mapping: units, time zones, names of fields.',
    }));
}

const unknown: PivotRule = {
  id: 'unknown',
  title: 'what the service does not know is not-found, which says nothing about it',
  applies: (subject) => unknownInputs(subject).length > 0,
  check: async (subject) => {
    await using world = await open(subject);
    const outcomes = await world.ask(subject.question, unknownInputs(subject));
    return outcomes
      .filter(({ status }) => status !== 'not-found' && !isOwnFault(status))
      .map(({ input, status, rows }) => ({
        at: inputText(input),
        expected: 'not-found',
        happened: `it became ${status}${status === 'found' ? ` with ${shown(rows[0])}` : ''}`,
        mend: 'Silence is no judgement: give `notFound()` where the service has nothing, and never a verdict.',
      }));
  },
};

const repeatable: PivotRule = {
  id: 'repeatable',
  title: 'the same question has the same answer, now and in another session',
  check: async (subject) => {
    const inputs = knownInputs(subject);
    const twice = async (order: readonly Input[]): Promise<readonly Outcome[]> => {
      await using world = await open(subject);
      return [...(await world.ask(subject.question, order)), ...(await world.ask(subject.question, order))];
    };
    const [first, second] = [await twice(inputs), await twice(inputs.toReversed())];
    return inputs.flatMap((input) => {
      const answers = [...first, ...second].filter((outcome) => outcome.input === input);
      const other = answers.find((outcome) => !isSameAnswer(outcome, answers[0]));
      return other === undefined ? [] : [differs(input, answers[0], other)];
    });
  },
};

const differs = (input: Input, one: Outcome | undefined, other: Outcome): Finding => ({
  at: inputText(input),
  expected: 'the same row each time',
  happened: `it was ${shown(one?.rows ?? [])}, then ${shown(other.rows)} (${other.status})`,
  mend: 'Make `map` a pure function of reply and input: no counter, no clock, no randomness, nothing kept between calls.',
});

const isSameAnswer = (one: Outcome, other: Outcome | undefined): boolean =>
  one.status === other?.status && isDeepStrictEqual(one.rows, other.rows);

const together: PivotRule = {
  id: 'together',
  title: 'an input has the same answer among others as alone, in any order',
  check: async (subject) => {
    const inputs = [...knownInputs(subject), ...unknownInputs(subject), ...oddInputs(subject)];
    await using world = await open(subject);
    const alone: Outcome[] = [];
    for (const input of inputs) alone.push(...(await world.ask(subject.question, [input])));
    const orders = [inputs, inputs.toReversed()];
    const findings: Finding[] = [];
    for (const order of orders)
      for (const outcome of await world.ask(subject.question, order)) {
        const single = alone.find(({ input }) => input === outcome.input);
        if (!isSameAnswer(outcome, single)) findings.push(notAsAlone(outcome, single));
      }
    return findings.slice(0, 3);
  },
};

/** Things of the kind that the service may not support: they must not cost the others their answers. */
function oddInputs({ cls, pivot }: AskedPivot): string[] {
  if (pivot.attribute !== undefined) return [];
  return [
    '2606:4700:4700::1111',
    'xn--bcher-kva.example.com',
    `${'a'.repeat(60)}.example.com`,
    'ftp://ftp.example.com/x',
  ].filter((text) => cls.parse(text).ok);
}

const notAsAlone = ({ input, status, rows, note }: Outcome, alone: Outcome | undefined): Finding => ({
  at: inputText(input),
  expected: `${alone?.status ?? ''} ${shown(alone?.rows[0])}, as when it is asked alone`,
  happened: `among others it is ${status} ${shown(rows[0])}${note === undefined ? '' : ` (${shown(note)})`}`,
  mend: '`results[i]` answers `inputs[i]`: give results in the order of the inputs, and let one bad input fail alone.',
});

const ownFailure: PivotRule = {
  id: 'own-failure',
  title: 'a request that fails costs no input but its own',
  applies: (subject) =>
    hasService(subject) && (subject.pivot.limits?.batch ?? 1) === 1 && knownInputs(subject).length > 1,
  check: async (subject) => {
    await using world = await open(subject);
    const inputs = knownInputs(subject);
    await world.ask(subject.question, inputs);
    world.service?.fail(500, { times: 1 });
    const outcomes = await world.ask(subject.question, inputs);
    const failed = outcomes.filter(({ status }) => status !== 'found');
    if (failed.length === 1) return [];
    return [
      {
        expected: `1 of ${inputs.length} inputs without an answer when 1 request fails`,
        happened: `${failed.length} have none: ${failed.map(({ input, status }) => `${inputText(input)} ${status}`).join(', ')}`,
        mend: 'Catch what goes wrong with one input and make it the status of that input; `httpLookup` does.',
      },
    ];
  },
};

export const answerRules: readonly PivotRule[] = [valid, known, unknown, repeatable, together, ownFailure];
