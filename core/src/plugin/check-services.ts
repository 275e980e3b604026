import { withDeadline } from '../io/deadline.ts';
import { dnsClient } from '../io/dns-client.ts';
import type { Http, HttpReply } from '../io/http.ts';
import { quotaHintsOf } from '../io/quota/index.ts';
import { tcpClient } from '../io/tcp-client.ts';
import { checkOfError, type CheckCall, type ServiceCheck } from '../provider/service-check.ts';
import type { Plugin } from './plugin.ts';

/** A plugin with what its `setup` returned. */
export interface CheckTarget {
  readonly plugin: Plugin;
  readonly state: unknown;
}

/** What became of the check of one plugin's service. */
export interface PluginCheck extends ServiceCheck {
  readonly plugin: string;
  readonly durationMs: number;
  /** Requests left of the account, as the last reply said; undefined where it did not. */
  readonly quotaLeft: number | undefined;
  /** Milliseconds that the clock of this machine is ahead of the service's, within a second; undefined = not said. */
  readonly clockAheadMs: number | undefined;
}

/** What the checks are given of the session. */
type CheckParts = Pick<CheckCall, 'http' | 'clock'>;

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds each check may take. Default: 15,000. */
  readonly timeoutMs?: number;
}

/** Runs the checks of all plugins at once; a check that throws or takes too long is not ok, and the others go on. */
export const checkServices = (
  targets: readonly CheckTarget[],
  call: CheckParts,
  options: CheckOptions = {},
): Promise<PluginCheck[]> =>
  Promise.all(
    targets.flatMap(({ plugin, state }) =>
      plugin.check === undefined ? [] : [runCheck({ plugin, state }, call, options)],
    ),
  );

async function runCheck(
  { plugin, state }: CheckTarget,
  { clock, http }: CheckParts,
  { timeoutMs = 15_000, signal = new AbortController().signal }: CheckOptions,
): Promise<PluginCheck> {
  const startMs = clock.monotonicMs();
  const replies = new LastReply(http);
  // The state is what the plugin's own `setup` returned.
  const doors = { http: replies, dns: dnsClient(replies), tcp: tcpClient(replies) };
  const work = (inner: AbortSignal): unknown => plugin.check?.(state as never, { ...doors, clock, signal: inner });
  const result = await outcomeOf(() => withDeadline(work, { clock, timeoutMs, signal }));
  return {
    plugin: plugin.name,
    ...result,
    durationMs: clock.monotonicMs() - startMs,
    quotaLeft: quotaLeft(replies.last, clock.now()),
    clockAheadMs: clockAheadMs(replies.last, clock.now()),
  };
}

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
