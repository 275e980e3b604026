import { settlesWithin } from '../fast-clock.ts';
import { hasService, knownInputs, type AskedPivot, type PivotRule } from '../rule.ts';
import type { Finding } from '../violation.ts';
import { World } from '../world.ts';

const promptMs = 3_000;

const abort: PivotRule = {
  id: 'abort',
  title: 'a look-up that is cancelled ends at once and leaves no request open',
  applies: (subject) =>
    hasService(subject) && subject.pivot.sharing.reaches !== 'nobody' && knownInputs(subject).length > 0,
  check: async (subject) => {
    const { question } = subject;
    await using world = await World.open(subject.plugin, subject.setup, { speed: 1 });
    world.service?.fail('silent');
    const cancel = new AbortController();
    const pivot = world.session.pivot(question.kind, question.pivot);
    const asked = pivot(knownInputs(subject), { ...question.setup.options, signal: cancel.signal });
    if (!(await settlesWithin(promptMs, world.service?.arrived(1) ?? Promise.resolve()))) return [];
    cancel.abort();
    const findings: Finding[] = [];
    if (!(await settlesWithin(promptMs, asked)))
      findings.push(late('an end at once', `the look-up went on for ${promptMs / 1000} s`));
    if (!(await settlesWithin(promptMs, world.service?.idle() ?? Promise.resolve())))
      findings.push(late('no request left open', `${world.service?.openRequests ?? 0} were still open`));
    return findings;
  },
};

const late = (expected: string, happened: string): Finding => ({
  at: 'cancelled while the service is silent',
  expected,
  happened,
  mend: 'Give `call.signal` to everything that waits; `httpLookup` does, and `call.wait` ends with it.',
});

/** More requests than any declared number of pages, and far fewer than for ever. */
const mostRequests = 200;

const pages: PivotRule = {
  id: 'pages',
  title: 'an answer whose pages never end is cut, and says so',
  applies: (subject) => subject.question.setup.endless !== undefined && knownInputs(subject).length > 0,
  check: async (subject) => {
    await using world = await World.open(subject.plugin, subject.setup);
    let page = 0;
    world.service?.answer((request) => {
      page += 1;
      // A service that has had enough ends the test, not the plugin.
      return page > mostRequests ? { status: 500 } : (endlessOf(subject)?.(request, page) ?? {});
    });
    const [outcome] = await world.ask(subject.question, knownInputs(subject).slice(0, 1));
    const mend =
      'Declare `pages: { next, maxPages, maxRows }` in `httpLookup`, which ends and says that there is more.';
    if (page > mostRequests)
      return [{ expected: `at most ${mostRequests} requests`, happened: 'the plugin went on asking', mend }];
    if (page === 1 || outcome?.status !== 'found' || (outcome.note ?? '') !== '') return [];
    return [{ expected: 'a note that the answer was cut', happened: 'it looks complete', mend }];
  },
};

const endlessOf = ({ question }: AskedPivot) => question.setup.endless;

export const endingRules: readonly PivotRule[] = [abort, pages];
