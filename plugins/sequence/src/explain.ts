import { end, start, type From, type MarkovModel, type To } from './model.ts';
import type { WindowOptions, Window } from './score.ts';
import type { ModelEvent } from './session-event.ts';

/** Why a window is rare: its least likely part. */
export interface Reason {
  readonly kind: 'transition' | 'command' | 'param' | 'value';
  /** The event of the session it is about; its length for the end of the session. */
  readonly at: number;
  readonly probability: number;
  /** In words. */
  readonly text: string;
  /** What is usual there, the likeliest first. */
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly name: string;
  readonly probability: number;
}

const mostExpected = 3;

/** A part of a window that may be what makes it rare. */
interface Part {
  readonly kind: Reason['kind'];
  readonly at: number;
  readonly probability: number;
  /** Put into words for the rarest part alone: most sessions have dozens. */
  readonly words: () => Pick<Reason, 'text' | 'expected'>;
}

/** The least likely of the steps, parameters and values of the window, and what is usual in its place. */
export function explainWindow(
  model: MarkovModel,
  session: readonly ModelEvent[],
  window: Window,
  { windowLength, useStartEndTokens }: WindowOptions,
): Reason | undefined {
  let rarest: Part | undefined;
  const consider = (part: Part): void => {
    if (rarest === undefined || part.probability < rarest.probability) rarest = part;
  };
  for (let at = window.from; at < window.from + windowLength; at++) {
    const event = session[at];
    const to: To = event === undefined ? end : event.name;
    const isFirst = at === window.from;
    if (isFirst && !(at === 0 && useStartEndTokens)) consider(commandPart(model, to, at));
    else consider(stepPart(model, session[at - 1]?.name ?? start, to, at));
    if (event !== undefined) for (const part of paramParts(model, event, at)) consider(part);
  }
  return rarest && { kind: rarest.kind, at: rarest.at, probability: rarest.probability, ...rarest.words() };
}

function commandPart(model: MarkovModel, to: To, at: number): Part {
  const probability = model.prior(to);
  const words = (): Pick<Reason, 'text' | 'expected'> => {
    const expected = likeliest(model.counts.commands, (name) => model.prior(name));
    const isKnown = to === end || model.counts.commands.has(to);
    const text = isKnown ? `${toText(to)} occurs in ${percent(probability)} of all events` : `${to} was never seen`;
    return { expected, text };
  };
  return { kind: 'command', at, probability, words };
}

function stepPart(model: MarkovModel, from: From, to: To, at: number): Part {
  const probability = model.transition(from, to);
  const words = (): Pick<Reason, 'text' | 'expected'> => {
    const expected = model
      .expected(from, mostExpected)
      .map((one) => ({ name: toText(one.to), probability: one.probability }));
    const place = from === start ? 'a session begins with' : `${from} is followed by`;
    return { expected, text: `${place} ${toText(to)} in ${percent(probability)} of cases${usually(expected)}` };
  };
  return { kind: 'transition', at, probability, words };
}

function paramParts(model: MarkovModel, event: ModelEvent, at: number): Part[] {
  return model.paramFactors(event).map(({ param, value, probability }) => ({
    kind: value === undefined ? 'param' : 'value',
    at,
    probability,
    words: () => {
      if (value === undefined) {
        const expected = likeliest(model.counts.params.of(event.name), (name) => model.param(event.name, name));
        return { expected, text: `${event.name} has the parameter ${param} with a weight of ${percent(probability)}${usually(expected)}` }; // prettier-ignore
      }
      const expected = likeliest(model.counts.values.of(param), (name) => model.value(param, name));
      return { expected, text: `${param} of ${event.name} is ${value === '' ? 'empty' : value} in ${percent(probability)} of cases${usually(expected)}` }; // prettier-ignore
    },
  }));
}

const likeliest = (counts: ReadonlyMap<string, number>, probability: (name: string) => number): Expected[] =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostExpected)
    .map(([name]) => ({ name, probability: probability(name) }));

const toText = (to: To): string => (to === end ? 'the end of the session' : to);

const usually = (expected: readonly Expected[]): string => {
  if (expected.length === 0) return '; it was never seen';
  return `; usual: ${expected.map(({ name, probability }) => `${name} ${percent(probability)}`).join(', ')}`;
};

function percent(probability: number): string {
  return `${Number((probability * 100).toPrecision(2))} %`;
}
