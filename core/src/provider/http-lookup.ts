import type { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import { DeadlineExceeded } from '../io/deadline.ts';
import { parseReply, type HttpReply, type HttpRequest } from '../io/http.ts';
import { failed, type LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import type { Credentials } from './auth.ts';
import { redactorOf } from './error-message.ts';
import { requireAllowed, type HttpProvider } from './provider.ts';
import { resultOfStatus } from './reply-status.ts';
import { ProviderRequest } from './request.ts';

/** One question to a service over HTTP: what to ask, what comes back, what it means. */
export interface HttpLookup<In, Reply, Row, Options, State> {
  readonly provider: HttpProvider<State>;
  /** What to ask about one input, or why it is not asked (`notSupported`). */
  request(input: In, call: Call<Options, State>): ProviderRequest | LookupResult<never>;
  /** Schema of a reply; fields it does not name are ignored. */
  readonly reply: z.ZodType<Reply>;
  /** What the reply means; pure. */
  map(reply: Reply, input: In, call: Call<Options, State>): LookupResult<Row>;
}

/**
 * The `lookup` of a pivot that asks a service over HTTP: one request per input, one after another within a batch.
 * `results[i]` answers `inputs[i]`; whatever goes wrong with one input is the status of that input alone.
 */
export const httpLookup =
  <In, Reply, Row, Options, State>(lookup: HttpLookup<In, Reply, Row, Options, State>) =>
  async (inputs: readonly In[], call: Call<Options, State>): Promise<LookupResult<Row>[]> => {
    const results: LookupResult<Row>[] = [];
    for (const input of inputs) results.push(await askOne(lookup, input, call));
    return results;
  };

/** One input's way: request → credentials → guard → reply → status → schema → meaning. Rejects only when aborted. */
async function askOne<In, Reply, Row, Options, State>(
  lookup: HttpLookup<In, Reply, Row, Options, State>,
  input: In,
  call: Call<Options, State>,
): Promise<LookupResult<Row>> {
  const { provider } = lookup;
  const credentials = provider.auth(call.state);
  try {
    const request = lookup.request(input, call);
    if (!(request instanceof ProviderRequest)) return request;
    const reply = await call.http.send(composeRequest(provider, request, credentials, call));
    const outcome = resultOfStatus(provider, reply, credentials.secrets);
    return outcome ?? lookup.map(readReply(lookup, reply), input, call);
  } catch (error) {
    call.signal.throwIfAborted();
    return resultOfError(error, provider.name, credentials.secrets);
  }
}

function composeRequest<State>(
  provider: HttpProvider<State>,
  { parts }: ProviderRequest,
  credentials: Credentials,
  { state, signal }: Call<unknown, State>,
): HttpRequest {
  const { method, body, retryable } = parts;
  const base = provider.configuredBaseUrl(state) ?? provider.baseUrl;
  const url = new URL(base.replace(/\/+$/, '') + parts.path);
  for (const [name, value] of [...parts.query, ...credentials.query]) url.searchParams.append(name, value);
  requireAllowed(provider, url);
  return {
    method,
    url,
    headers: { ...provider.headers, ...parts.headers, ...credentials.headers },
    ...(body === undefined ? {} : { body }),
    secretParameters: credentials.query.map(([name]) => name),
    secrets: credentials.secrets,
    ...(retryable === undefined ? {} : { retryable }),
    allowedHosts: provider.hosts,
    signal,
  };
}

const readReply = <In, Reply, Row, Options, State>(
  { provider, reply: schema }: HttpLookup<In, Reply, Row, Options, State>,
  reply: HttpReply,
): Reply => parseReply(reply, schema, provider.name);

function resultOfError(thrown: unknown, provider: string, secrets: readonly string[]): LookupResult<never> {
  const error = redactorOf(secrets).value(thrown);
  if (error instanceof DeadlineExceeded) return { status: 'timeout', note: `${provider}: ${error.message}` };
  if (PivotKitError.is(error)) return failed(error.code, error.details, { cause: error.cause });
  return failed(
    'PLUGIN_FAILED',
    { plugin: provider, pivot: 'request or map', problem: messageOf(error) },
    { cause: error },
  );
}
