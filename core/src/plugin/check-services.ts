import type { Clock } from '../io/clock.ts';
import { withDeadline } from '../io/deadline.ts';
import { dnsClient } from '../io/dns-client.ts';
import type { Http, HttpReply } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import { quotaHintsOf } from '../io/quota/index.ts';
import { tcpClient } from '../io/tcp-client.ts';
import { missingSettings, needsOf } from '../pivot/needs.ts';
import { checkOfError, type ServiceCheck } from '../provider/service-check.ts';
import type { Plugin } from './plugin.ts';

/** A plugin with what its `setup` returned. */
export interface CheckTarget {
  readonly plugin: Plugin;
  readonly state: unknown;
}

/** What became of the check of one plugin's service. */
export interface PluginCheck extends ServiceCheck {
  readonly plugin: string;
  /** False = it was not asked, because its quota is used up or a setting that it needs is missing. */
  readonly asked: boolean;
  readonly durationMs: number;
  /** Requests left of the account, as the last reply said; undefined where it did not. */
  readonly quotaLeft: number | undefined;
  /** Milliseconds that the clock of this machine is ahead of the service's, within a second; undefined = not said. */
  readonly clockAheadMs: number | undefined;
}

/** Leave to send a check's request, entered in the book of quotas like any other, or why there is none. */
export type CheckPermit = { readonly http: Http; readonly done?: () => Promise<void> } | { readonly refused: string };

/** How checks ask. */
export interface Checking {
  readonly clock: Clock;
  readonly log: Log;
  readonly book: (plugin: Plugin) => Promise<CheckPermit>;
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds each check may take. Default: 15,000. */
  readonly timeoutMs?: number;
}

/** Runs the checks of all plugins at once; a check that throws or takes too long is not ok, and the others go on. */
export const checkServices = (
  targets: readonly CheckTarget[],
  checking: Checking,
  options: CheckOptions = {},
): Promise<PluginCheck[]> =>
  Promise.all(
    targets.flatMap(({ plugin, state }) =>
      plugin.check === undefined ? [] : [runCheck({ plugin, state }, checking, options)],
    ),
  );

async function runCheck(
  { plugin, state }: CheckTarget,
  { clock, log, ...checking }: Checking,
  { timeoutMs = 15_000, signal = new AbortController().signal }: CheckOptions,
): Promise<PluginCheck> {
  const startMs = clock.monotonicMs();
  const missing = missingSettings(needsOf(Reflect.get(plugin, 'check')), state, plugin.name);
  if (missing !== undefined) return notAsked(plugin, missing);
  const permit = await checking.book(plugin);
  if ('refused' in permit) return notAsked(plugin, permit.refused, 'Try again then.');
  const replies = new LastReply(permit.http);
  // The state is what the plugin's own `setup` returned.
  const doors = { http: replies, dns: dnsClient(replies), tcp: tcpClient(replies) };
  const work = (inner: AbortSignal): unknown => plugin.check?.(state as never, { ...doors, log, clock, signal: inner });
  const result = await outcomeOf(() => withDeadline(work, { clock, timeoutMs, signal }));
  await permit.done?.();
  return {
    plugin: plugin.name,
    ...result,
    asked: true,
    durationMs: clock.monotonicMs() - startMs,
    quotaLeft: quotaLeft(replies.last, clock.now()),
    clockAheadMs: clockAheadMs(replies.last, clock.now()),
  };
}

const notAsked = ({ name }: Plugin, why: string, advice?: string): PluginCheck => ({
  plugin: name,
  ok: false,
  asked: false,
  detail: `not asked: ${why}`,
  ...(advice !== undefined && { advice }),
  durationMs: 0,
  quotaLeft: undefined,
  clockAheadMs: undefined,
});

async function outcomeOf(check: () => Promise<unknown>): Promise<ServiceCheck> {
  try {
    const result = await check();
    return isServiceCheck(result) ? result : { ok: false, detail: 'the check of the plugin says nothing' };
  } catch (error) {
    return checkOfError(error);
  }
}

const isServiceCheck = (value: unknown): value is ServiceCheck =>
  typeof value === 'object' && value !== null && 'ok' in value && 'detail' in value;

/** Remembers the reply that came last. */
class LastReply implements Http {
  readonly #http: Http;
  last: HttpReply | undefined;

  constructor(http: Http) {
    this.#http = http;
  }

  async send(request: Parameters<Http['send']>[0]): Promise<HttpReply> {
    this.last = await this.#http.send(request);
    return this.last;
  }
}

function quotaLeft(reply: HttpReply | undefined, now: Date): number | undefined {
  const hints = reply === undefined ? [] : quotaHintsOf(reply.headers, now.getTime());
  const left = hints.flatMap(({ remaining }) => remaining ?? []);
  return left.length === 0 ? undefined : Math.min(...left);
}

/** By the reply's `Date` (RFC 9110 §6.6.1), which has whole seconds. */
function clockAheadMs(reply: HttpReply | undefined, now: Date): number | undefined {
  const theirs = Date.parse(reply?.headers['date'] ?? '');
  return Number.isNaN(theirs) ? undefined : now.getTime() - theirs;
}
