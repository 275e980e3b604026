import { PivotKitError } from '../error/pivotkit-error.ts';
import { askOnce } from './ask-once.ts';
import { askOthers } from './ask-others.ts';
import { refusal } from './gate.ts';
import type { Lookup } from './lookup.ts';
import { observeAllowed, observeKnown, observePivot } from './observe.ts';
import type { Asking, Question } from './run-context.ts';

/**
 * An answer for every question: refused by the gate, known already, or asked for. `lookups[i]` answers `questions[i]`.
 * What the gate refuses is not even looked for among known answers.
 */
export const answer = (asking: Asking, questions: readonly Question[]): Promise<Lookup[]> =>
  observePivot(asking, questions, () => answerAll(asking, questions));

async function answerAll(asking: Asking, questions: readonly Question[]): Promise<Lookup[]> {
  const { context, target } = asking;
  const startMs = context.clock.monotonicMs();
  const lookups = questions.map((question) => refused(asking, question));
  observeAllowed(asking, questions, lookups);
  for (const store of context.stores) await fill(lookups, questions, (open) => store.find(asking, open));
  await revalidate(asking, questions, lookups);
  observeKnown(asking, lookups, context.clock.monotonicMs() - startMs);
  context.onAsked(lookups.filter((lookup) => lookup !== undefined).length);
  await fill(lookups, questions, (open) =>
    asking.chosen === undefined ? askOnce(asking, open) : askOthers(asking, open, answer),
  );
  return questions.map((question, i) => markedAs(lookups[i] ?? missing(target.pivot.name), question));
}

/** Old answers that were given all the same are asked anew meanwhile; for this run they stay what they are. */
async function revalidate(
  asking: Asking,
  questions: readonly Question[],
  lookups: readonly (Lookup | undefined)[],
): Promise<void> {
  const old = questions.flatMap((question, i) => {
    const lookup = lookups[i];
    return lookup?.isAging === true ? [{ question, lookup: { ...lookup, isAging: false } }] : [];
  });
  if (old.length === 0 || asking.context.isOffline) return;
  const aging = old.map(({ question }) => question);
  await asking.context.stores[0]?.keep(
    asking,
    aging,
    old.map(({ lookup }) => lookup),
  );
  asking.context.revalidate(asking, aging);
}

function refused({ target, context }: Asking, { key, entity }: Question): Lookup | undefined {
  const result = refusal(entity, target, context.policy);
  return result && { key, result, marking: entity.marking, askedAtMs: undefined };
}

/** An answer may be to another mention of the thing, in another row or run: what follows from it is marked as this one. */
const markedAs = (lookup: Lookup, { entity: { marking } }: Question): Lookup =>
  lookup.marking === marking ? lookup : { ...lookup, marking };

/** Puts what `find` knows into the places still open. */
async function fill(
  lookups: (Lookup | undefined)[],
  questions: readonly Question[],
  find: (open: readonly Question[]) => Promise<readonly (Lookup | undefined)[]>,
): Promise<void> {
  const places = lookups.flatMap((lookup, i) => (lookup === undefined ? [i] : []));
  if (places.length === 0) return;
  const found = await find(places.flatMap((place) => questions[place] ?? []));
  for (const [i, place] of places.entries()) lookups[place] = found[i];
}

function missing(pivot: string): never {
  throw new PivotKitError('INTERNAL', { problem: `a question to ${pivot} without an answer` });
}
