import { failed, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import { asksEach } from '../pivot/units.ts';
import { asksProvider } from './provider-of.ts';
import { Conversation, type Heard } from './conversation.ts';
import type { HttpProvider } from './provider.ts';
import type { ReplyShape } from './reply-format.ts';
import { ProviderRequest } from './request.ts';

export type JobState = 'running' | 'done' | 'failed';

/** What begins a job. */
export interface JobStart<In, Started, Options, State> extends ReplyShape<Started> {
  /** What to ask about one input, or why it is not asked (`notSupported`). */
  request(input: In, call: Call<Options, State>): ProviderRequest | LookupResult<never>;
}

/** How to see whether a job is done. */
export interface JobPoll<In, Started, Polled, Options, State> extends ReplyShape<Polled> {
  request(started: Started, input: In, call: Call<Options, State>): ProviderRequest;
  state(reply: Polled): JobState;
  /** What a failed job says, for people. */
  problem?(reply: Polled): string | undefined;
  /** HTTP statuses that say: not done yet, such as 404 until there is a result. Default: none. */
  readonly running?: readonly number[];
  /** Milliseconds before the first and between two polls. */
  readonly everyMs: number;
  /** Milliseconds of waiting after which the look-up is `timeout`; `limits.timeoutMs` of the pivot must be longer. */
  readonly maxWaitMs: number;
}

/** One question that a service works on for a while: it is begun, looked after, and read when it is done. */
export interface HttpJobLookup<In, Started, Polled, Row, Options, State> {
  readonly provider: HttpProvider<State>;
  readonly start: JobStart<In, Started, Options, State>;
  readonly poll: JobPoll<In, Started, Polled, Options, State>;
  /** What the reply of a job that is done means; pure. */
  map(reply: Polled, input: In, call: Call<Options, State>): LookupResult<Row>;
}

/**
 * The `lookup` of a pivot whose service works on a question for a while: one job per input, one after another within a
 * batch. `results[i]` answers `inputs[i]`. Polls are not booked in the provider's quota.
 */
export const httpJobLookup = <In, Started, Polled, Row, Options, State>(
  lookup: HttpJobLookup<In, Started, Polled, Row, Options, State>,
) =>
  asksProvider(
    asksEach(async (inputs: readonly In[], call: Call<Options, State>): Promise<LookupResult<Row>[]> => {
      const results: LookupResult<Row>[] = [];
      for (const input of inputs) {
        const conversation = new Conversation(lookup.provider, call);
        results.push(await conversation.hold(() => doJob(lookup, { input, call, conversation })));
      }
      return results;
    }),
    lookup.provider,
  );

interface Question<In, Options, State> {
  readonly input: In;
  readonly call: Call<Options, State>;
  readonly conversation: Conversation<State>;
}

async function doJob<In, Started, Polled, Row, Options, State>(
  lookup: HttpJobLookup<In, Started, Polled, Row, Options, State>,
  { input, call, conversation }: Question<In, Options, State>,
): Promise<LookupResult<Row>> {
  const { provider, start, poll } = lookup;
  const first = start.request(input, call);
  if (!(first instanceof ProviderRequest)) return first;
  const started = await conversation.ask(first, start);
  for (let waitedMs = poll.everyMs; waitedMs <= poll.maxWaitMs; waitedMs += poll.everyMs) {
    await call.wait(poll.everyMs);
    // Looking again changes nothing, so it may be repeated even where the job itself must not be.
    const heard = await conversation.send(poll.request(started, input, call).retryable());
    if (isRunning(heard, poll)) continue;
    const reply = conversation.read(heard, poll);
    const state = poll.state(reply);
    if (state === 'done') return lookup.map(reply, input, call);
    if (state === 'failed')
      return failed('PROVIDER_JOB_FAILED', { provider: provider.name, detail: detailOf(reply, poll) });
  }
  return { status: 'timeout', note: `${provider.name}: not done within ${poll.maxWaitMs} ms` };
}

const isRunning = ({ reply }: Heard, { running = [] }: { readonly running?: readonly number[] }): boolean =>
  running.includes(reply.status);

function detailOf<Polled>(
  reply: Polled,
  { problem }: { problem?(this: void, reply: Polled): string | undefined },
): string {
  const text = problem?.(reply);
  return text === undefined ? '' : `: ${text}`;
}
