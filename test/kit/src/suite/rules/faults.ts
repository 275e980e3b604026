import { startSimulator } from '../../simulator/simulator.ts';
import type { Fault } from '../../simulator/fault.ts';
import { hasService, knownInputs, type AskedPivot, type PivotRule } from '../rule.ts';
import type { FaultKey } from '../setup.ts';
import { shown, type Finding } from '../violation.ts';
import { World, type Outcome, type WorldOptions } from '../world.ts';
import { inputText } from './answers.ts';

/** A fault of the service, and what may become of a look-up that meets it. */
interface Case {
  readonly key: FaultKey;
  readonly fault?: Fault;
  readonly statuses: readonly string[];
  /** Statuses that no documentation can make right here. */
  readonly never?: readonly string[];
  readonly world?: WorldOptions;
}

const noAnswer = ['found', 'not-found'];
const unavailable = ['failed(PROVIDER_UNAVAILABLE)'];

interface FaultRule {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly Case[];
  readonly mend: string;
  /** Slow ones are looked at for one kind of entity alone. */
  readonly isSlow?: boolean;
}

const retryAfter: Fault = { status: 429, headers: { 'retry-after': '7' }, json: { error: 'too many requests' } };

const faultRules: readonly FaultRule[] = [
  {
    id: 'unauthorized',
    title: 'a key that is refused is said to be refused',
    cases: [{ key: 401, statuses: ['failed(PROVIDER_UNAUTHORIZED)'], never: noAnswer }],
    mend: 'A refusal is no answer: let `httpLookup` read statuses, or name this one in `unauthorized` of httpProvider.',
  },
  {
    id: 'not-entitled',
    title: 'what the plan does not cover is said to be so',
    cases: [
      { key: 402, statuses: ['failed(PROVIDER_NOT_ENTITLED)', 'throttled'], never: noAnswer },
      {
        key: 403,
        statuses: [
          'failed(PROVIDER_FORBIDDEN)',
          'failed(PROVIDER_UNAUTHORIZED)',
          'failed(PROVIDER_NOT_ENTITLED)',
          'throttled',
        ],
        never: noAnswer,
      },
    ],
    mend: 'A refusal is no answer: let `httpLookup` read statuses, or say what they mean in httpProvider.',
  },
  {
    id: 'refused',
    title: 'a path that is not there, and a request that is refused, are no answers',
    cases: [
      { key: 404, statuses: ['not-found', 'failed(PROVIDER_REFUSED)'], never: ['found'] },
      { key: 400, statuses: ['failed(PROVIDER_REFUSED)', 'not-supported'], never: ['found'] },
    ],
    mend: 'Say in `notFound` of httpProvider which statuses mean that nothing is known, and in `notFoundReply` their body.',
  },
  {
    id: 'throttled',
    title: 'too many requests are throttled, and never read as an answer',
    cases: [
      { key: 429, statuses: ['throttled'], never: noAnswer },
      { key: 429, fault: retryAfter, statuses: ['throttled'], never: noAnswer },
    ],
    mend: 'Too many requests say nothing about the thing: leave 429 in `throttled` of httpProvider.',
  },
  {
    id: 'unavailable-service',
    title: 'trouble of the service is said to be so',
    cases: [
      { key: 500, statuses: unavailable, never: noAnswer },
      { key: 502, statuses: unavailable, never: noAnswer },
      { key: 503, statuses: [...unavailable, 'throttled'], never: noAnswer },
      { key: 504, statuses: [...unavailable, 'timeout'], never: noAnswer },
      { key: 408, statuses: [...unavailable, 'timeout'], never: noAnswer },
    ],
    mend: 'A service in trouble says nothing about the thing: let `httpLookup` read statuses.',
  },
  {
    id: 'connection',
    title: 'a connection that breaks is said to be so',
    cases: [
      { key: 'reset', statuses: ['failed(PROVIDER_UNREACHABLE)'], never: noAnswer },
      { key: 'cut', statuses: ['failed(PROVIDER_UNREACHABLE)'], never: noAnswer },
    ],
    mend: 'Let errors of `call.http.send` through; what the framework throws has the right code.',
  },
  {
    id: 'timeout',
    title: 'a service that is silent, or too slow, is a timeout',
    cases: [
      { key: 'silent', statuses: ['timeout'], never: noAnswer, world: { network: { timeoutMs: 150 } } },
      // What trickles in is no silence, so that only the deadline of the look-up ends it.
      { key: 'slow', statuses: ['timeout'], never: noAnswer, world: { speed: 60 } },
    ],
    mend: 'Give every request `call.signal`, and let errors through.',
    isSlow: true,
  },
  {
    id: 'reply-checked',
    title: 'a reply that is not what the service documents is no answer',
    cases: [
      { key: 'garbage', statuses: ['failed(REPLY_INVALID)'] },
      { key: 'truncated', statuses: ['failed(REPLY_INVALID)'] },
      { key: 'html', statuses: ['failed(REPLY_INVALID)'], never: noAnswer },
      { key: 'other-shape', statuses: ['failed(REPLY_INVALID)'] },
      { key: 'empty', statuses: ['failed(REPLY_INVALID)'], never: ['found'] },
    ],
    mend: 'Check replies with a schema whose main fields are not optional; a page to log in is no empty answer.',
  },
  {
    id: 'reply-size',
    title: 'a reply without end is cut off',
    cases: [{ key: 'huge', statuses: ['failed(REPLY_TOO_LARGE)'], never: noAnswer }],
    mend: 'Send requests with `call.http`, which has a limit.',
    isSlow: true,
  },
];

const isFirstKind = ({ pivot, question }: AskedPivot): boolean => pivot.from[0]?.kind === question.kind;

const asksService = (subject: AskedPivot): boolean =>
  hasService(subject) && subject.pivot.sharing.reaches !== 'nobody' && knownInputs(subject).length > 0;

const ruleOf = ({ id, title, cases, mend, isSlow = false }: FaultRule): PivotRule => ({
  id,
  title,
  applies: (subject) => asksService(subject) && (!isSlow || isFirstKind(subject)),
  check: async (subject) => {
    const findings: Finding[] = [];
    for (const each of cases) findings.push(...(await checkCase(subject, each, mend)));
    return findings;
  },
});

async function checkCase(
  subject: AskedPivot,
  { key, fault = key, statuses, never = [], world: options }: Case,
  mend: string,
): Promise<Finding[]> {
  await using world = await World.open(subject.plugin, subject.setup, options);
  world.service?.fail(fault);
  const [outcome] = await world.ask(subject.question, knownInputs(subject).slice(0, 1));
  if (outcome === undefined || world.service?.requests.length === 0) return [];
  const documented = subject.question.setup.statuses?.[key];
  const allowed = documented === undefined || never.includes(documented) ? statuses : [documented];
  const name = typeof key === 'number' ? `HTTP ${key}` : `a reply that is ${key}`;
  const at = `${inputText(outcome.input)}, ${name}`;
  if (!allowed.includes(outcome.status))
    return [{ at, expected: allowed.join(' or '), happened: `it became ${statusOf(outcome)}`, mend }];
  const cells = outcome.status === 'found' ? [] : Object.entries(outcome.rows[0] ?? {});
  return cells
    .filter(([, cell]) => cell !== null)
    .map(([column, cell]) => ({ at, expected: `null in '${column}'`, happened: `it is ${shown(cell)}`, mend }));
}

const statusOf = ({ status, note, rows }: Outcome): string =>
  `${status}${status === 'found' ? ` with ${shown(rows[0])}` : ''}${note === undefined ? '' : ` (${shown(note)})`}`;

const notKept: PivotRule = {
  id: 'failures-not-kept',
  title: 'what went wrong is not kept: the next question is asked anew',
  applies: asksService,
  check: async (subject) => {
    const findings: Finding[] = [];
    for (const fault of [429, 503, 'html', 'reset'] as const) {
      await using world = await World.open(subject.plugin, subject.setup, { isCaching: true });
      const inputs = knownInputs(subject).slice(0, 1);
      world.service?.fail(fault);
      await world.ask(subject.question, inputs);
      world.service?.recover();
      const [again] = await world.ask(subject.question, inputs);
      if (again !== undefined && again.status !== 'found')
        findings.push({
          at: `${inputText(again.input)}, after ${typeof fault === 'number' ? `HTTP ${fault}` : fault}`,
          expected: 'found, once the service is well again',
          happened: `it is still ${statusOf(again)}`,
          mend: 'Keep nothing in a plugin, and give no `notFound()` for what could not be asked: the framework keeps answers.',
        });
    }
    return findings;
  },
};

const redirects: PivotRule = {
  id: 'redirects',
  title: 'a redirect to another host is not followed',
  applies: (subject) => asksService(subject) && isFirstKind(subject),
  check: async (subject) => {
    await using trap = await startSimulator({ routes: [] });
    await using world = await World.open(subject.plugin, subject.setup);
    world.service?.fail({ status: 302, headers: { location: `${trap.baseUrl}/elsewhere` } });
    const [outcome] = await world.ask(subject.question, knownInputs(subject).slice(0, 1));
    const refused = ['failed(PROVIDER_REFUSED)', 'failed(EGRESS_REFUSED)'];
    const mend =
      'Send requests with `call.http` and do not follow `location` yourself: whoever it names would see the key.';
    if (trap.requests.length > 0)
      return [
        { expected: 'no request to another host', happened: `${shown(trap.requests[0]?.url)} was asked there`, mend },
      ];
    if (outcome === undefined || refused.includes(outcome.status)) return [];
    return [{ expected: refused.join(' or '), happened: `it became ${statusOf(outcome)}`, mend }];
  },
};

export const allFaultRules: readonly PivotRule[] = [...faultRules.map(ruleOf), notKept, redirects];
