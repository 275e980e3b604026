import { strictestTlp, type Entity } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { dnsClient } from '../io/dns-client.ts';
import type { Http } from '../io/http.ts';
import { withIdleDeadline } from '../io/idle-deadline.ts';
import { pause } from '../io/pause.ts';
import { tcpClient } from '../io/tcp-client.ts';
import { resultOfError } from './ask.ts';
import type { Asker, Asks } from './askable-pivot.ts';
import { askerOf, inputsFor, type AnswerAll } from './asker.ts';
import { usable } from './candidates.ts';
import { checkResults } from './check-results.ts';
import { distinctQuestions } from './distinct-questions.ts';
import { failed, type LookupResult } from './lookup-result.ts';
import type { Lookup, LookupBehind } from './lookup.ts';
import { observeBatch } from './observe.ts';
import type { Call, Candidate } from './pivot.ts';
import type { Asking, Question, RunContext } from './run-context.ts';

const defaultTimeoutMs = 30_000;

/**
 * Answers the questions of a pivot that asks others. It holds no place in any limit while the others are asked, so
 * nothing can wait for itself, and its answers are kept nowhere: those behind them are. `lookups[i]` answers
 * `questions[i]`. Never rejects.
 */
export function askOthers(asking: Asking, questions: readonly Question[], answer: AnswerAll): Promise<Lookup[]> {
  return observeBatch(asking, questions, async () => {
    const { context, target } = asking;
    const progress = new PartProgress(asking, questions);
    const behind = new Map(questions.map(({ entity }): [Entity, Behind] => [entity, []]));
    const results = await resultsOf({ ...asking, context: progress.context }, questions, { behind, answer });
    progress.finish();
    const askedAtMs = context.clock.now().getTime();
    return questions.map(({ key, entity }, i) => {
      const parts = (behind.get(entity) ?? []).filter((part) => part !== undefined);
      const answered = results[i] ?? failed('INTERNAL', { problem: `no result of ${target.pivot.name}` });
      const result = markedBySources(answered, parts);
      const wasAsked = parts.some(({ lookup }) => lookup.askedAtMs !== undefined);
      return { key, result, marking: entity.marking, askedAtMs: wasAsked ? askedAtMs : undefined, behind: parts };
    });
  });
}

/** As restricted as the strictest of the sources behind it says its own answer is. */
function markedBySources(result: LookupResult, parts: readonly LookupBehind[]): LookupResult {
  if (result.status !== 'found') return result;
  const said = parts.map(({ lookup }) => (lookup.result.status === 'found' ? lookup.result.marking : undefined));
  const marking = strictestTlp([result.marking, ...said]);
  return marking === undefined ? result : { ...result, marking };
}

/** Look-ups in the order they were begun; undefined while one is on its way. */
type Behind = (LookupBehind | undefined)[];

interface Given {
  /** What was found out for each input so far. */
  readonly behind: ReadonlyMap<Entity, Behind>;
  readonly answer: AnswerAll;
}

async function resultsOf(
  asking: Asking,
  questions: readonly Question[],
  given: Given,
): Promise<readonly LookupResult[]> {
  const { target, context } = asking;
  const { clock, signal, redactor } = context;
  const timeoutMs = target.pivot.limits?.timeoutMs ?? defaultTimeoutMs;
  try {
    const answered = await withIdleDeadline(
      (inner, busy) => {
        const asker = askerFor(asking, given);
        const call = callOf(asking, inner, { ...asker, ask: (...asked) => busy(asker.ask(...asked)) });
        // The plugin gets exactly the types it declared; they were erased when its pivots were put in one list.
        return target.pivot.lookup(questions.map(({ entity }) => entity) as never[], call as never);
      },
      { clock, timeoutMs, signal },
    );
    return checkResults(target, redactor.value(answered), questions.length);
  } catch (error) {
    const result = resultOfError(asking, redactor.value(error), true);
    return questions.map(() => result);
  }
}

function askerFor(
  { target: { pivot }, options, chosen, timeRange, context }: Asking,
  { behind, answer }: Given,
): Asker {
  return askerOf({
    name: pivot.name,
    asks: pivot.asks ?? {},
    options,
    candidates: chosen?.candidates ?? [],
    timeRange,
    context,
    answer,
    onAsk: (input) => {
      const parts = behind.get(input) ?? [];
      const place = parts.push(undefined) - 1;
      return (part) => void (parts[place] = part);
    },
    isInput: (input) => behind.has(input),
  });
}

function callOf({ target, options, timeRange, context }: Asking, signal: AbortSignal, asker: Asker): Call {
  const { clock, log } = context;
  const http = sendsNothing(target.pivot.name);
  return {
    ...asker,
    options,
    state: target.state,
    signal,
    http,
    dns: dnsClient(http),
    tcp: tcpClient(http),
    log,
    timeRange,
    submission: undefined,
    now: () => clock.now(),
    wait: (delayMs) => pause(clock, delayMs, signal),
    // What is asked of others is booked where they are asked.
    book: () => Promise.resolve(undefined),
  };
}

/** What a pivot that asks others wants to know of a service, it asks a pivot of that service. */
const sendsNothing = (pivot: string): Http => ({
  send: ({ url }) =>
    Promise.reject(
      new PivotKitError('PIVOT_NOT_ASKABLE', { pivot, asked: url.host, problem: 'it sends no requests of its own' }),
    ),
});

/** Tells how many look-ups of others are done, and at the end of those that were not needed. */
class PartProgress {
  /** The run, with an ear for what is done. */
  readonly context: RunContext;
  readonly #onAsked: (count: number) => void;
  #open: number;

  constructor({ target, chosen, context }: Asking, questions: readonly Question[]) {
    const entities = questions.map(({ entity }) => entity);
    this.#open = countParts(target.pivot.asks ?? {}, usable(chosen?.candidates ?? []), entities);
    this.#onAsked = context.onAsked.bind(context);
    this.context = { ...context, onAsked: (count) => this.#report(count) };
  }

  finish(): void {
    if (this.#open > 0) this.#report(this.#open);
  }

  #report(count: number): void {
    this.#open -= count;
    this.#onAsked(count);
  }
}

/** Look-ups of others that the inputs lead to, at most. */
export const countParts = (
  asks: Pick<Asks<never, never>, 'about'>,
  candidates: readonly Candidate[],
  inputs: readonly Entity[],
): number =>
  candidates.reduce(
    (sum, candidate) => sum + distinctQuestions(inputsFor(asks, candidate, inputs)).questions.length,
    0,
  );
