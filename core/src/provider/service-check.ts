import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { Clock } from '../io/clock.ts';
import { DeadlineExceeded } from '../io/deadline.ts';
import type { DnsClient } from '../io/dns-client.ts';
import type { Http } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import { pause } from '../io/pause.ts';
import type { TcpClient } from '../io/tcp-client.ts';
import { withNeeds } from '../pivot/needs.ts';
import { statusText, noteOf, found, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import { Conversation } from './conversation.ts';
import type { HttpProvider } from './provider.ts';
import type { ReplyShape } from './reply-format.ts';
import type { ProviderRequest } from './request.ts';
import { resultOfError } from './result-of-error.ts';

/** What a plugin found out about its service: whether it answers this account. */
export interface ServiceCheck {
  readonly ok: boolean;
  /** What was found, for people. */
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** All that a check gets besides the plugin's state. */
export interface CheckCall {
  readonly http: Http;
  readonly dns: DnsClient;
  readonly tcp: TcpClient;
  readonly log: Log;
  /** Aborted when the time for checks is over. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

export interface HttpCheck<Reply, State> extends ReplyShape<Reply> {
  readonly provider: HttpProvider<State>;
  /** Something cheap whose answer is known: it is asked for with the account's credentials and counts as one request. */
  request(): ProviderRequest;
}

/**
 * The `check` of a plugin whose service is asked over HTTP: one request, and its reply is what it should be. Nothing is
 * asked where what the provider needs is missing.
 */
export const httpCheck = <Reply, State>(check: HttpCheck<Reply, State>) =>
  withNeeds(async (state: State, { http, signal, clock }: CheckCall): Promise<ServiceCheck> => {
    const call = { state, http, signal, submission: undefined, now: () => clock.now() };
    const conversation = new Conversation(check.provider, call);
    const result: LookupResult<object> = await conversation.hold(async () => {
      await conversation.ask(check.request(), check);
      return found({});
    });
    return checkOfResult(check.provider.name, result);
  }, check.provider.needs);

export interface LookupCheck<In, Options, State> {
  /** As people know it. */
  readonly provider: string;
  /** Something that is known to it. */
  readonly input: In;
  readonly options: Options;
  lookup(
    inputs: readonly In[],
    call: Call<Options, State>,
  ): Promise<readonly LookupResult<object>[]> | readonly LookupResult<object>[];
}

/** The `check` of a plugin that asks by other means than one request: a look-up whose answer is known. */
export const lookupCheck =
  <In, Options, State>({ provider, input, options, ...check }: LookupCheck<In, Options, State>) =>
  async (state: State, { clock, ...call }: CheckCall): Promise<ServiceCheck> => {
    try {
      const [result] = await check.lookup([input], {
        ...call,
        state,
        options,
        timeRange: undefined,
        submission: undefined,
        now: () => clock.now(),
        wait: (delayMs) => pause(clock, delayMs, call.signal),
        book: () => Promise.resolve(undefined),
        pivots: [],
        ask: () => Promise.resolve([]),
      });
      return result === undefined ? { ok: false, detail: `${provider} says nothing` } : checkOfResult(provider, result);
    } catch (error) {
      call.signal.throwIfAborted();
      return checkOfResult(provider, resultOfError(error, provider));
    }
  };

function checkOfResult(provider: string, result: LookupResult<object>): ServiceCheck {
  if (result.status === 'found' || result.status === 'not-found') return { ok: true, detail: `${provider} answers` };
  if (result.status === 'failed') return checkOfError(result.error);
  const detail = noteOf(result) ?? `${provider}: ${statusText(result)}`;
  const advice = advicesByStatus[result.status];
  return { ok: false, detail, ...(advice !== undefined && { advice }) };
}

const networkAdvice = 'Check the network, and the proxy if there is one.';

const advicesByStatus: Readonly<Record<string, string>> = {
  timeout: networkAdvice,
  throttled: 'Ask again when it takes requests; `pivotkit quotas` says what is left.',
};

/** What an error says about a service; the network, proxies, certificates and names are told apart. */
export function checkOfError(error: unknown): ServiceCheck {
  if (error instanceof DeadlineExceeded) return { ok: false, detail: error.message, advice: networkAdvice };
  if (!PivotKitError.is(error)) return { ok: false, detail: messageOf(error) };
  const { message, hint } = error;
  const detail = hint === '' ? message : message.slice(0, -hint.length).trimEnd();
  const advice = adviceOf(error) ?? hint;
  return { ok: false, detail, ...(advice !== '' && { advice }) };
}

/** Codes of Node and OpenSSL for a connection that did not come about, and what each asks for. */
const advices: readonly (readonly [reason: RegExp, advice: string])[] = [
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY)\w*)$/,
    'Nobody known vouches for the certificate. Where a proxy opens TLS, name its authority as `network.caFile`.',
  ],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    'The certificate is not valid at this time: check the clock of this machine first.',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'Somebody else answers under this name: check the proxy and the name servers.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'The name cannot be resolved: check the name servers, or name the proxy that can.'],
];

const proxyAdvice = 'The proxy did not let the request through: check `network.proxy`, HTTPS_PROXY and NO_PROXY.';

function adviceOf({ code, details }: PivotKitError): string | undefined {
  if (code !== 'PROVIDER_UNREACHABLE') return undefined;
  const reason = String(details['reason']);
  const known = advices.find(([pattern]) => pattern.test(reason));
  return known?.[1] ?? (/proxy/i.test(String(details['problem'])) ? proxyAdvice : undefined);
}
