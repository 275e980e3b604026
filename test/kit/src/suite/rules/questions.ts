import type { Entity } from '@pivotkit/entities';
import type { SimulatedRequest } from '../../simulator/exchange.ts';
import { hasService, knownInputs, unknownInputs, type AskedPivot, type PivotRule } from '../rule.ts';
import type { Input } from '../setup.ts';
import { shown, type Finding } from '../violation.ts';
import { World } from '../world.ts';
import { inputText } from './answers.ts';

const open = ({ plugin, setup }: AskedPivot): Promise<World> => World.open(plugin, setup);

const oneQuestion: PivotRule = {
  id: 'one-question',
  title: 'spellings of one thing are one question with one answer',
  check: async (subject) => {
    const [first] = knownInputs(subject);
    if (first === undefined) return [];
    const spellings = spellingsOf(subject, first);
    await using world = await open(subject);
    // Before anything is counted, what is fetched once for a session (a token) is fetched.
    await world.ask(subject.question, [first]);
    const alone = await world.requestsDuring(() => world.ask(subject.question, [first]));
    const all = await world.requestsDuring(() => world.ask(subject.question, spellings));
    if (all === alone) return [];
    return [
      {
        at: spellings.map(inputText).join(', '),
        expected: `${alone} requests, as for ${inputText(first)} alone`,
        happened: `${all} were made`,
        mend: 'Ask about the entities that `lookup` is given, which are distinct, and about each of them once.',
      },
    ];
  },
};

/** The input again, and as people and tools write it. */
function spellingsOf({ cls, pivot }: AskedPivot, input: Input): Input[] {
  if (pivot.attribute !== undefined || typeof input !== 'string') return [input, input];
  const own = cls.parse(input);
  if (!own.ok) return [input, input];
  const { key } = own.value;
  const written = [
    input.toUpperCase(),
    ` ${input} `,
    input.replaceAll('.', '[.]'),
    input.replace(/^http/i, 'hxxp'),
    `${input}.`,
    `::ffff:${input}`,
  ];
  return [input, input, ...written.filter((text) => isKey(cls.parse(text), key))];
}

const isKey = (parsed: { readonly ok: boolean; readonly value?: Entity }, key: string): boolean =>
  parsed.ok && parsed.value?.key === key;

/** Things of one's own ground, of any kind: private and reserved addresses, internal names, and URLs of both. */
const inside: readonly string[] = [
  '10.0.0.1',
  '192.168.1.1',
  '172.16.5.4',
  '127.0.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.2.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '::1',
  'fe80::1',
  'fd00::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  'localhost',
  'printer.local',
  'db.internal',
  'router.home.arpa',
  'srv-01',
  'http://10.0.0.1/admin',
  'http://[::1]:8080/',
  'https://intranet/',
  'https://wiki.internal/x',
];

const ownGround: PivotRule = {
  id: 'own-ground',
  title: 'private, reserved and internal things are never sent',
  applies: hasService,
  check: async (subject) => {
    const inputs = inside.flatMap((text) => entityOf(subject, text)).filter(({ isPublic }) => isPublic === false);
    if (inputs.length === 0) return [];
    return sentAnyway(subject, inputs, {
      mend: 'Declare `sharing.reaches` as it is, so that the gate keeps them here; never ask about anything but the inputs given.',
    });
  },
};

const marking: PivotRule = {
  id: 'marking',
  title: 'what is marked above sharing.maxTlp is never sent',
  applies: hasService,
  check: async (subject) => {
    const inputs = knownInputs(subject).flatMap((input) => entityOf(subject, input));
    const marked = inputs.flatMap((entity) => entityOf(subject, { ...entity.toJSON(), marking: 'red' }));
    return sentAnyway(subject, marked, {
      mend: 'Declare `sharing.reaches` and `sharing.maxTlp` as they are, so that the gate keeps marked things here.',
    });
  },
};

function entityOf({ cls }: AskedPivot, input: Input | object): Entity[] {
  if (typeof input === 'string') {
    const parsed = cls.parse(input);
    return parsed.ok ? [parsed.value] : [];
  }
  if ('equals' in input) return [input];
  try {
    return [cls.create(input)];
  } catch {
    return [];
  }
}

async function sentAnyway(
  subject: AskedPivot,
  inputs: readonly Entity[],
  { mend }: Pick<Finding, 'mend'>,
): Promise<Finding[]> {
  await using world = await open(subject);
  world.service?.forget();
  await world.ask(subject.question, inputs);
  const requests = world.service?.requests ?? [];
  if (requests.length === 0) return [];
  return [
    {
      at: inputs
        .slice(0, 3)
        .map((input) => `${inputText(input)}${input.marking ? ` (TLP:${input.marking})` : ''}`)
        .join(', '),
      expected: 'no request',
      happened: `${requests.length} were made, the first to ${shown(requests[0]?.url)}`,
      mend,
    },
  ];
}

const atHand: PivotRule = {
  id: 'reaches-nobody',
  title: 'a pivot that says it reaches nobody makes no request',
  applies: (subject) => hasService(subject) && subject.pivot.sharing.reaches === 'nobody',
  check: async (subject) => {
    await using world = await open(subject);
    const made = await world.requestsDuring(() => world.ask(subject.question, knownInputs(subject)));
    if (made === 0) return [];
    return [
      {
        expected: "no request, since `sharing.reaches` is 'nobody'",
        happened: `${made} were made`,
        mend: "Say `reaches: 'provider'` with `maxTlp` and `provider`.",
      },
    ];
  },
};

/** Texts that try to leave their place in a request; each kind takes those that it can be. */
const injections: readonly string[] = [
  '../../admin',
  'a/../../admin?x=1#y',
  '%2e%2e%2fadmin',
  'a?apikey=1&b=2',
  'a\\..\\b',
  'x\r\nX-Injected: 1',
  'C:\\..\\..\\x?y=1#z',
  '/etc/../../passwd?x=1',
  'HKLM\\..\\x?y=1#z',
  'CORP\\a/../b?c=d',
  'a?b=c&d@example.com',
  "o'hara/../x@example.com",
  'http://example.com/../../admin?x=1&y=2#fragment',
  'http://example.com/%2e%2e/%2e%2e/admin',
  'http://example.com/a%0d%0aX-Injected:%201',
  'https://example.com/?u=http://example.org/?a=b',
  'https://example.com/ü☃?q=ü',
];

const injection: PivotRule = {
  id: 'injection',
  title: 'whatever an input holds, it stays one value of the request',
  applies: hasService,
  check: async (subject) => {
    const hostile = injections.flatMap((text) => (subject.cls.parse(text).ok ? [text] : []));
    await using world = await open(subject);
    await world.ask(subject.question, [...knownInputs(subject), ...unknownInputs(subject)]);
    const usual = new Set(world.service?.requests.map(shapeOf));
    const findings: Finding[] = [];
    for (const text of hostile) {
      world.service?.forget();
      await world.ask(subject.question, [text]);
      const odd = world.service?.requests.find(
        (request) => !usual.has(shapeOf(request)) || request.headers['x-injected'] !== undefined,
      );
      if (odd !== undefined) findings.push(escaped(text, odd));
    }
    return findings;
  },
};

/** What a value in a request cannot change. */
const shapeOf = ({ method, path, query }: SimulatedRequest): string =>
  `${method} ${path.split('/').length} ${Object.keys(query).toSorted().join('&')}`;

const escaped = (text: string, { method, url }: SimulatedRequest): Finding => ({
  at: shown(text),
  expected: 'a request of the same path and parameters as for any other input',
  happened: `it was ${method} ${shown(url)}`,
  mend: 'Write requests as get`/path/${value}` and `.query({ … })`, which encode; never put texts together into a URL.',
});

export const questionRules: readonly PivotRule[] = [oneQuestion, ownGround, marking, atHand, injection];
