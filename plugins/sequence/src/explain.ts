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

/** The least likely of the steps, parameters and values of the window, and what is usual in its place. */
export function explainWindow(
  model: MarkovModel,
  session: readonly ModelEvent[],
  window: Window,
  { windowLength, useStartEndTokens }: WindowOptions,
): Reason | undefined {
  let rarest: Reason | undefined;
  const consider = (reason: Reason): void => {
    if (rarest === undefined || reason.probability < rarest.probability) rarest = reason;
  };
  for (let at = window.from; at < window.from + windowLength; at++) {
    const event = session[at];
    const to: To = event === undefined ? end : event.name;
    const isFirst = at === window.from;
    if (isFirst && !(at === 0 && useStartEndTokens)) consider(commandReason(model, to, at));
    else consider(stepReason(model, session[at - 1]?.name ?? start, to, at));
    if (event !== undefined) for (const reason of paramReasons(model, event, at)) consider(reason);
  }
  return rarest;
}

function commandReason(model: MarkovModel, to: To, at: number): Reason {
  const probability = model.prior(to);
  const commons = [...model.counts.commands].sort(([, a], [, b]) => b - a).slice(0, mostExpected);
  const expected = commons.map(([name]) => ({ name, probability: model.prior(name) }));
  if (to !== end && !model.counts.commands.has(to)) return { kind: 'command', at, probability, expected, text: `${to} was never seen` }; // prettier-ignore
  return { kind: 'command', at, probability, expected, text: `${toText(to)} occurs in ${percent(probability)} of all events` }; // prettier-ignore
}

function stepReason(model: MarkovModel, from: From, to: To, at: number): Reason {
  const probability = model.transition(from, to);
  const expected = model
    .expected(from, mostExpected)
    .map((one) => ({ name: toText(one.to), probability: one.probability }));
  const place = from === start ? 'a session begins with' : `${from} is followed by`;
  return { kind: 'transition', at, probability, expected, text: `${place} ${toText(to)} in ${percent(probability)} of cases${usually(expected)}` }; // prettier-ignore
}

function paramReasons(model: MarkovModel, event: ModelEvent, at: number): Reason[] {
  return model.paramFactors(event).map(({ param, value, probability }) => {
    if (value === undefined) {
      const expected = likeliest(model.counts.params.of(event.name), (name) => model.param(event.name, name));
      return { kind: 'param', at, probability, expected, text: `${event.name} has the parameter ${param} with a weight of ${percent(probability)}${usually(expected)}` }; // prettier-ignore
    }
    const expected = likeliest(model.counts.values.of(param), (name) => model.value(param, name));
    return { kind: 'value', at, probability, expected, text: `${param} of ${event.name} is ${value === '' ? 'empty' : value} in ${percent(probability)} of cases${usually(expected)}` }; // prettier-ignore
  });
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
