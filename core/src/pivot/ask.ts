import { DeadlineExceeded, withDeadline } from '../io/deadline.ts';
import type { ErrorCode } from '../error/codes.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { dnsClient } from '../io/dns-client.ts';
import { onlyPublic } from '../io/egress.ts';
import type { Http } from '../io/http.ts';
import { pause } from '../io/pause.ts';
import { tcpClient } from '../io/tcp-client.ts';
import { asksNobody } from './asker.ts';
import { checkResults } from './check-results.ts';
import { failed, failureOf, isUnauthorized, type LookupResult } from './lookup-result.ts';
import type { Lookup } from './lookup.ts';
import type { Call, Sharing } from './pivot.ts';
import { standingIn } from './kept-answers.ts';
import { FurtherRequests } from './further-requests.ts';
import { permit, permitAtOnce, type Permit } from './permit.ts';
import { endedBy } from './run-bounds.ts';
import type { Asking, Question } from './run-context.ts';
import { unitsOf } from './units.ts';

const defaultTimeoutMs = 30_000;

/** Asks a batch as soon as it may; `onAsk` is called before anybody is told. Never rejects. */
export async function askBatch(asking: Asking, batch: readonly Question[], onAsk: () => void): Promise<Lookup[]> {
  const off = offResult(asking);
  if (off !== undefined) return allOf(batch, off);
  const leave = permitAtOnce(asking) ?? (await leaveFor(asking, batch.length));
  if (!leave.granted) return standInFor(asking, batch, allOf(batch, leave.result));
  onAsk();
  const askedAtMs = asking.context.clock.now().getTime();
  const further = new FurtherRequests(asking);
  const book = (requests: number): ReturnType<typeof further.book> => further.book(requests);
  const repeat = (): ReturnType<typeof further.book> => further.book(repeatedUnits(asking, batch.length));
  const results = await resultsOf(asking, batch, { http: bookingRepeats(leave.http, repeat), book });
  if (further.isBooked) await close(asking, () => further.done());
  if (leave.done !== undefined) await close(asking, leave.done);
  if (results.some(isUnauthorized)) asking.context.providersOff.add(asking.target.plugin.name);
  const lookups = batch.map((question, i) => lookupOf(question, results[i] ?? failed('INTERNAL'), askedAtMs));
  return standInFor(asking, batch, lookups);
}

/** A ledger that fails now must not cost the answers that are already there. */
async function close({ context }: Asking, done: () => Promise<void>): Promise<void> {
  try {
    await done();
  } catch (error) {
    context.log.warn('requests that were made could not be booked', { problem: messageOf(error) });
  }
}

/** Waiting for leave ends with the run. */
async function leaveFor(asking: Asking, inputs: number): Promise<Permit> {
  try {
    return await permit(asking, { questions: inputs, units: unitsOf(asking.target, inputs) });
  } catch (error) {
    return { granted: false, result: resultOfError(asking, error, false) };
  }
}

/** Old answers in the places of those that could not be had now, where a store has them and may give them. */
export function standInFor(
  asking: Asking,
  batch: readonly Question[],
  lookups: Lookup[],
): Lookup[] | Promise<Lookup[]> {
  return lookups.some(({ result }) => couldNotBeHad(result)) ? oldFor(asking, batch, lookups) : lookups;
}

async function oldFor(asking: Asking, batch: readonly Question[], lookups: Lookup[]): Promise<Lookup[]> {
  const without = lookups.flatMap(({ result }, i) => (couldNotBeHad(result) ? [i] : []));
  const questions = without.flatMap((place) => batch[place] ?? []);
  for (const store of asking.context.stores) {
    const old = (await store.standIn?.(asking, questions)) ?? [];
    for (const [i, place] of without.entries()) {
      const [answer, now] = [old[i], lookups[place]];
      if (answer !== undefined && now !== undefined && couldNotBeHad(now.result))
        lookups[place] = standingIn(answer, now);
    }
  }
  return lookups;
}

const troubles: readonly ErrorCode[] = [
  'PROVIDER_UNREACHABLE',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_PAUSED',
  'REPLY_INVALID',
  'REPLY_TOO_LARGE',
];

const couldNotBeHad = (result: LookupResult): boolean =>
  result.status === 'throttled' ||
  result.status === 'timeout' ||
  (result.status === 'skipped' && (result.reason === 'deadline' || result.reason === 'offline')) ||
  (result.status === 'failed' && troubles.includes(result.error.code));

export const allOf = (batch: readonly Question[], result: LookupResult): Lookup[] =>
  batch.map((question) => lookupOf(question, result, undefined));

function offResult({ target, context }: Asking): LookupResult<never> | undefined {
  if (context.ending.aborted) return endedBy(context.ending.reason, false);
  return context.providersOff.has(target.plugin.name) ? { status: 'skipped', reason: 'provider-off' } : undefined;
}

type Given = Pick<Call, 'http' | 'book'>;

async function resultsOf(asking: Asking, batch: readonly Question[], given: Given): Promise<readonly LookupResult[]> {
  const { target, context } = asking;
  const { clock, ending: signal } = context;
  const timeoutMs = target.pivot.limits?.timeoutMs ?? defaultTimeoutMs;
  try {
    const work = (inner: AbortSignal): unknown => lookup(asking, batch, { ...given, signal: inner });
    const answer = withoutSecrets(asking, await withDeadline(work, { clock, timeoutMs, signal }));
    return checkResults(target, answer, batch.length);
  } catch (error) {
    const result = resultOfError(asking, context.redactor.value(error), true);
    return batch.map(() => result);
  }
}

/** A service may send a key back, a plugin may put it anywhere. */
function withoutSecrets({ target, context }: Asking, answer: unknown): unknown {
  const clean = context.redactor.value(answer);
  if (clean !== answer) context.log.warn('a secret was taken out of an answer', { pivot: target.pivot.name });
  return clean;
}

/** The plugin gets exactly the types it declared; they were erased when its pivots were put in one list. */
function lookup(
  { target, options, context, ...asking }: Asking,
  batch: readonly Question[],
  given: Given & Pick<Call, 'signal'>,
): unknown {
  const { pivot, state } = target;
  const { log, clock } = context;
  const { submission } = asking;
  const http = httpFor(pivot.sharing, given.http);
  const wait = (delayMs: number): Promise<void> => pause(clock, delayMs, given.signal);
  const call: Call = {
    ...given,
    http,
    dns: dnsClient(http),
    tcp: tcpClient(http),
    options,
    state,
    log,
    timeRange: asking.timeRange,
    submission,
    ...asksNobody(pivot.name),
    wait,
    now: () => clock.now(),
  };
  const entities = batch.map(({ entity }) => entity);
  return pivot.lookup(entities as never[], call as never);
}

function httpFor({ reaches, submits }: Sharing, http: Http): Http {
  const reachable = reaches === 'target' ? onlyPublic(http) : http;
  return submits === true ? sentOnce(reachable) : reachable;
}

/** A request that is sent again is another request to whoever counts them. */
const bookingRepeats = (http: Http, book: () => ReturnType<Call['book']>): Http => ({
  send: (request) => http.send({ ...request, mayRepeat: async () => (await book()) === undefined }),
});

/** A request for the whole batch counts as much again; one of many counts once. */
const repeatedUnits = ({ target }: Asking, inputs: number): number =>
  target.pivot.limits?.quotaCounts === 'items' ? unitsOf(target, inputs) : 1;

/** What is handed over must not be handed over twice; requests that say they only ask may be sent again. */
const sentOnce = (http: Http): Http => ({ send: (request) => http.send({ retryable: false, ...request }) });

/** What a throw of a plugin's becomes; `isAsked`: the provider may have been told. */
export function resultOfError(
  { target: { pivot, plugin }, context }: Asking,
  error: unknown,
  isAsked: boolean,
): LookupResult<never> {
  if (context.ending.aborted) return endedBy(context.ending.reason, isAsked);
  if (error instanceof DeadlineExceeded) return { status: 'timeout', note: error.message };
  if (PivotKitError.is(error)) return failureOf(error);
  const details = { plugin: plugin.name, pivot: pivot.name, problem: messageOf(error) };
  return failed('PLUGIN_FAILED', details, { cause: error });
}

function lookupOf({ key, entity }: Question, result: LookupResult, askedAtMs: number | undefined): Lookup {
  return { key, result, marking: entity.marking, askedAtMs };
}
