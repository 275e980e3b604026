import { askBatch, allOf, resultOfError, standInFor } from './ask.ts';
import { Flight, type Seat } from './flights.ts';
import type { Lookup } from './lookup.ts';
import { isUnauthorized, type LookupResult } from './lookup-result.ts';
import { observeBatch, observeUnasked } from './observe.ts';
import { batchSize } from './permit.ts';
import { endedBy } from './run-bounds.ts';
import type { Asking, Question } from './run-context.ts';

/**
 * Asks every question once, also where another run of the session asks it just now. `lookups[i]` answers `questions[i]`.
 * Never rejects: a throw, a wrong answer or silence of a plugin becomes the status of its batch; after the credentials
 * were refused the plugin is not asked again in this run.
 */
export function askOnce(asking: Asking, questions: readonly Question[]): Promise<Lookup[]> {
  const { target, context } = asking;
  const cannotAsk = context.isOffline && target.pivot.sharing.reaches !== 'nobody';
  return cannotAsk ? unasked(asking, questions, offline) : askAll(asking, questions);
}

const offline: LookupResult<never> = {
  status: 'skipped',
  reason: 'offline',
  note: 'no answer is kept and the session is offline; ask once without --offline, with a cache or a journal',
};

async function askAll(asking: Asking, questions: readonly Question[]): Promise<Lookup[]> {
  const asked = nameOf(asking);
  const { led, joined } = divided(asking, asked, questions);
  if (joined.length === 0) return lead(asking, asked, led);
  const answers = new Map<Question, Lookup>();
  const again: Question[] = [];
  await Promise.all([
    lead(asking, asked, led).then((lookups) => lookups.forEach((lookup, i) => led[i] && answers.set(led[i], lookup))),
    join(asking, joined, answers, again),
  ]);
  const more = again.length === 0 ? [] : await askAll(asking, again);
  for (const [i, question] of again.entries()) if (more[i] !== undefined) answers.set(question, more[i]);
  return questions.flatMap((question) => answers.get(question) ?? []);
}

interface Joined {
  readonly question: Question;
  readonly seat: Seat;
}

/**
 * Names what is asked: equal where a cache would take the answer to one question for that to the other. undefined =
 * nothing is shared: submissions are each their own, and what nobody is told about is not worth the trouble.
 */
function nameOf({ target, kind, options, timeRange, submission }: Asking): string | undefined {
  const { pivot, plugin, credential } = target;
  if (pivot.sharing.reaches === 'nobody' || submission !== undefined) return undefined;
  return JSON.stringify([plugin.name, plugin.version, pivot.name, kind, credential, options, timeRange]);
}

/** What is under way already, and what is to be asked. */
function divided(
  { context: { flights } }: Asking,
  asked: string | undefined,
  questions: readonly Question[],
): { led: readonly Question[]; joined: readonly Joined[] } {
  if (asked === undefined) return { led: questions, joined: [] };
  const led: Question[] = [];
  const joined: Joined[] = [];
  for (const question of questions) {
    const seat = flights.seat(asked, question.key);
    if (seat === undefined) led.push(question);
    else joined.push({ question, seat });
  }
  return { led, joined };
}

interface Batch {
  readonly questions: readonly Question[];
  readonly flight: Flight;
  /** What is asked; undefined where others must not wait for it. */
  readonly asked: string | undefined;
}

/** Asks in batches of the size the pivot takes, some at a time. */
async function lead(asking: Asking, asked: string | undefined, led: readonly Question[]): Promise<Lookup[]> {
  const { flights, rooms } = asking.context;
  const batches = inBatches(led, batchSize(asking)).map((questions): Batch => {
    const flight = new Flight();
    if (asked !== undefined) flights.claim(asked, questions, flight);
    return { questions, flight, asked };
  });
  const answers: (readonly Lookup[])[] = batches.map(() => []);
  const waiting = batches.entries();
  const work = async (): Promise<void> => {
    for (const [i, batch] of waiting) answers[i] = await leadBatch(asking, batch);
  };
  const width = Math.min(rooms.width(asking.target), batches.length);
  await Promise.all(Array.from({ length: width }, work));
  return answers.flat();
}

async function leadBatch(asking: Asking, batch: Batch): Promise<readonly Lookup[]> {
  const { context } = asking;
  const { questions, flight } = batch;
  if (context.ending.aborted) {
    const lookups = await unasked(asking, questions, endedBy(context.ending.reason, false));
    land(asking, batch, lookups);
    return lookups;
  }
  void fly(asking, batch);
  const hasLanded = await flight.wait(context.ending);
  const ended = (): Lookup[] => allOf(questions, endedBy(context.ending.reason, flight.isAsked));
  const lookups = hasLanded ? await flight.lookups : await standInFor(asking, questions, ended());
  context.onAsked(questions.length);
  return lookups;
}

/** One batch on its way, for whoever waits for it. */
async function fly(asking: Asking, batch: Batch): Promise<void> {
  const { context, target } = asking;
  const { questions, flight } = batch;
  const { signal } = flight;
  const place = context.rooms.place(target, signal);
  const own = { ...asking, context: { ...context, signal, ending: signal } };
  let lookups: readonly Lookup[] = [];
  try {
    await place.enter();
    lookups = await observeBatch(own, questions, (observed) =>
      askBatch(observed, questions, () => void (flight.isAsked = true)),
    );
    for (const store of context.stores) await store.keep(asking, questions, lookups);
  } catch (error) {
    lookups = allOf(questions, resultOfError(own, error, false));
  } finally {
    place.leave();
    land(asking, batch, lookups);
  }
}

function land({ context }: Asking, { asked, questions, flight }: Batch, lookups: readonly Lookup[]): void {
  if (asked !== undefined) context.flights.release(asked, questions, flight);
  flight.landed(lookups);
}

/** Takes the answers that others get; what is not theirs to give is to be asked again. */
async function join(
  asking: Asking,
  joined: readonly Joined[],
  answers: Map<Question, Lookup>,
  again: Question[],
): Promise<void> {
  const { context } = asking;
  const startMs = context.clock.monotonicMs();
  const lookups = await Promise.all(joined.map((each) => joinFlight(asking, each)));
  const taken = lookups.filter((lookup) => lookup !== undefined);
  for (const [i, { question }] of joined.entries()) {
    const lookup = lookups[i];
    if (lookup === undefined) again.push(question);
    else answers.set(question, lookup);
  }
  const given = joined.flatMap(({ question }) => (answers.has(question) ? [question] : []));
  for (const store of context.stores) await store.keep(asking, given, taken);
  observeUnasked(asking, taken, context.clock.monotonicMs() - startMs);
  context.onAsked(taken.length);
}

/** Undefined where its outcome is the other run's own affair: cancelled, its budget used up. */
async function joinFlight(asking: Asking, { question, seat }: Joined): Promise<Lookup | undefined> {
  const { context, target } = asking;
  const { flight, place } = seat;
  flight.join();
  if (!(await flight.wait(context.ending)))
    return lookupOf(question, { result: endedBy(context.ending.reason, flight.isAsked) });
  const lookup = (await flight.lookups)[place];
  if (lookup === undefined || (lookup.result.status === 'skipped' && lookup.askedAtMs === undefined)) return undefined;
  if (isUnauthorized(lookup.result)) context.providersOff.add(target.plugin.name);
  return lookupOf(question, { source: 'shared', ...lookup });
}

/** The answer is another's, the marking one's own. */
const lookupOf = (
  { key, entity }: Question,
  { result, askedAtMs, source }: Pick<Lookup, 'result' | 'source'> & { readonly askedAtMs?: number | undefined },
): Lookup => ({ key, result, marking: entity.marking, askedAtMs, ...(source && { source }) });

/** What was not asked, with old answers in their places where there are any. */
async function unasked(asking: Asking, questions: readonly Question[], result: LookupResult<never>): Promise<Lookup[]> {
  const lookups = await standInFor(asking, questions, allOf(questions, result));
  observeUnasked(asking, lookups, 0);
  asking.context.onAsked(questions.length);
  return lookups;
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}
