import type { Entity } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { AskablePivot, Asker, Asks } from './askable-pivot.ts';
import { sameAs, usable } from './candidates.ts';
import { choose } from './choose-candidates.ts';
import { distinctQuestions } from './distinct-questions.ts';
import { readInput, type Input } from './inputs.ts';
import { failed } from './lookup-result.ts';
import { unasked, type Lookup, type LookupBehind } from './lookup.ts';
import { withMarking } from './markings.ts';
import { checkOptions } from './check-options.ts';
import type { Candidate } from './pivot.ts';
import { runHead } from './run-head.ts';
import type { Asking, Question, RunContext } from './run-context.ts';

/** How questions of any pivot are answered: with all its stations. */
export type AnswerAll = (asking: Asking, questions: readonly Question[]) => Promise<Lookup[]>;

/** Who asks, and what holds for all it asks. */
export interface AskingOthers {
  /** The pivot or verb that asks. */
  readonly name: string;
  readonly asks: Pick<Asks<never, never>, 'about' | 'optionsFor'>;
  /** Its own options. */
  readonly options: unknown;
  readonly candidates: readonly Candidate[];
  readonly timeRange: Asking['timeRange'];
  readonly context: RunContext;
  readonly answer: AnswerAll;
  /** Told when something is asked about an input; what it gives is told the look-up. */
  onAsk?(input: Entity): (behind: LookupBehind) => void;
  /** Whether it was itself asked about it. Default: it was. */
  isInput?(input: Entity): boolean;
}

/** What lets a pivot or verb ask the pivots that were chosen for its call. */
export function askerOf(who: AskingOthers): Asker {
  const pivots = usable(who.candidates);
  return {
    pivots,
    async ask(pivot, inputs) {
      const candidate = sameAs(pivot, pivots);
      if (candidate === undefined) throw notAskable(who.name, pivot, 'it was not chosen for this call');
      if (!inputs.every((input) => who.isInput?.(input) ?? true))
        throw notAskable(who.name, pivot, 'it was not itself asked about that');
      return askOne(who, candidate, inputs);
    },
  };
}

/** For pivots that ask no others. */
export const asksNobody = (name: string): Asker => ({
  pivots: [],
  ask: (pivot) => Promise.reject(notAskable(name, pivot, 'it does not declare `asks`')),
});

export const notAskable = (name: string, asked: Pick<AskablePivot, 'name' | 'kind'>, problem: string): PivotKitError =>
  new PivotKitError('PIVOT_NOT_ASKABLE', { pivot: name, asked: `${asked.kind}.${asked.name}`, problem });

async function askOne(who: AskingOthers, candidate: Candidate, inputs: readonly Entity[]): Promise<readonly Lookup[]> {
  const tell = inputs.map((input) => who.onAsk?.(input));
  const asked = inputsFor(who.asks, candidate, inputs);
  const { questions, questionOfInput } = distinctQuestions(asked);
  const lookups = await lookupsOf(who, candidate, questions);
  const run = runHead(candidate.target, candidate.kind);
  return asked.map((input, i) => {
    const lookup = lookups[questionOfInput[i] ?? -1] ?? unasked(input.ok ? noReason : input);
    tell[i]?.({ run, lookup });
    return lookup;
  });
}

const noReason = { skip: 'not-an-entity', reason: '' } as const;

function lookupsOf(
  { asks, options: own, context, timeRange, answer }: AskingOthers,
  candidate: Candidate,
  questions: readonly Question[],
): Promise<readonly Lookup[]> {
  const { pivot } = candidate.target;
  const options = optionsFor(asks, own, candidate);
  if (pivot.needsTimeRange === true && timeRange === undefined)
    return Promise.resolve(questions.map((question) => withoutTimeRange(pivot.name, question)));
  return answer(askingOfCandidate(candidate, options, { timeRange, context }), questions);
}

/** The options a candidate is asked with. @throws OPTIONS_INVALID */
export function optionsFor(asks: Pick<Asks<never, never>, 'optionsFor'>, own: unknown, candidate: Candidate): unknown {
  const { pivot } = candidate.target;
  return checkOptions(pivot.name, pivot.options, asks.optionsFor?.(own as never, candidate) ?? {});
}

/** How a candidate is asked: as if the user had asked it. */
export function askingOfCandidate(
  { target, cls }: Candidate,
  options: unknown,
  { timeRange, context }: Pick<Asking, 'timeRange' | 'context'>,
): Asking {
  const { pivot, plugin, state } = target;
  const chosen =
    pivot.asks &&
    choose(pivot.asks, target.candidates?.(cls.kind) ?? [], { options, state, plugin: plugin.name, name: pivot.name });
  return {
    target,
    kind: cls.kind,
    options,
    timeRange: pivot.needsTimeRange === true || chosen ? timeRange : undefined,
    submission: undefined,
    ...(chosen && { chosen }),
    context,
  };
}

const withoutTimeRange = (pivot: string, { key, entity }: Question): Lookup => ({
  key,
  result: failed('TIME_RANGE_MISSING', { pivot }),
  marking: entity.marking,
  askedAtMs: undefined,
});

/** What a candidate is asked about for each input, marked at least as strictly as the input. */
export function inputsFor(
  asks: Pick<Asks<never, never>, 'about'>,
  candidate: Candidate,
  inputs: readonly Entity[],
): readonly Input[] {
  return inputs.map((input) => {
    const about = asks.about === undefined ? input : asks.about(input, candidate);
    if (about !== undefined && 'notAsked' in about) return notAskableInput(about.notAsked);
    return about === undefined || about.kind !== candidate.kind
      ? nothingToAsk(input, candidate)
      : readInput(candidate.target.pivot, candidate.cls, withMarking(candidate.cls, about, input.marking));
  });
}

const notAskableInput = (reason: string): Input => ({ ok: false, skip: 'not-askable', text: '', reason });

const nothingToAsk = ({ kind }: Entity, candidate: Candidate): Input => ({
  ok: false,
  skip: 'not-an-entity',
  text: '',
  reason: `the ${kind} leads to no ${candidate.kind}`,
});
