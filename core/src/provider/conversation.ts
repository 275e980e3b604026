import type { HttpReply, HttpRequest } from '../io/http.ts';
import type { LookupResult } from '../pivot/lookup-result.ts';
import type { Call } from '../pivot/pivot.ts';
import type { Credentials } from './credentials.ts';
import type { HttpProvider } from './provider.ts';
import { followedLink, requireAllowed } from './provider-hosts.ts';
import { readReply, type ReplyShape } from './reply-format.ts';
import { resultOfReply } from './reply-status.ts';
import { ProviderRequest } from './request.ts';
import { resultOfError } from './result-of-error.ts';

/** A link of a reply, and the place it stood at. */
export interface FollowedLink {
  readonly link: string;
  readonly from: URL;
}

/** A reply as it came, and where from. */
export interface Heard {
  readonly reply: HttpReply;
  readonly url: URL;
}

/** Thrown where the talk with a service ends without an answer; caught by `Conversation.hold` alone. */
class NoAnswer extends Error {
  readonly result: LookupResult<never>;

  constructor(result: LookupResult<never>) {
    super();
    this.result = result;
  }
}

/** What a conversation needs of a look-up, or of a check. */
type Talk<State> = Pick<Call<unknown, State>, 'state' | 'http' | 'signal' | 'submission' | 'now'>;

/** All that one look-up says to a service and hears from it: request → credentials → guard → reply → status → schema. */
export class Conversation<State> {
  readonly #provider: HttpProvider<State>;
  readonly #call: Talk<State>;
  readonly #secrets: string[] = [];

  constructor(provider: HttpProvider<State>, call: Talk<State>) {
    this.#provider = provider;
    this.#call = call;
  }

  /** What the work gives, or what became of the look-up instead. Rejects only when it is aborted. */
  async hold<T>(work: () => Promise<T>): Promise<T | LookupResult<never>> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NoAnswer) return error.result;
      this.#call.signal.throwIfAborted();
      return resultOfError(error, this.#provider.name, this.#secrets);
    }
  }

  #end(result: LookupResult<never>): never {
    throw new NoAnswer(result);
  }

  /** One request, one reply; credentials that are refused and can be renewed are renewed once. */
  async send(request: ProviderRequest | FollowedLink): Promise<Heard> {
    const { http, submission, state, signal } = this.#call;
    const now = (): Date => this.#call.now();
    let credentials = await this.#provider.auth(state, { provider: this.#provider, http, signal, now });
    for (let isRenewed = false; ; isRenewed = true) {
      const composed = this.#compose(request, credentials);
      const heard = { reply: await http.send(composed), url: composed.url };
      const isRefused = this.#provider.unauthorized.includes(heard.reply.status);
      if (!isRefused || isRenewed || credentials.renew === undefined || submission !== undefined) return heard;
      credentials = await credentials.renew();
    }
  }

  /** What the reply says; where it is no answer, the conversation ends. */
  read<Reply>({ reply }: Heard, shape: ReplyShape<Reply>): Reply {
    const result = resultOfReply(this.#provider, reply, this.#secrets);
    return result === undefined ? readReply(reply, shape, this.#provider.name) : this.#end(result);
  }

  /** The body as it came; where the reply is no answer, the conversation ends. */
  readText({ reply }: Heard): string {
    const result = resultOfReply(this.#provider, reply, this.#secrets);
    return result === undefined ? reply.text : this.#end(result);
  }

  async ask<Reply>(request: ProviderRequest | FollowedLink, shape: ReplyShape<Reply>): Promise<Reply> {
    return this.read(await this.send(request), shape);
  }

  #compose(request: ProviderRequest | FollowedLink, credentials: Credentials): HttpRequest {
    this.#secrets.push(...credentials.secrets);
    return request instanceof ProviderRequest
      ? this.#composeRequest(request, credentials)
      : this.#composeLink(request, credentials);
  }

  #composeRequest({ parts }: ProviderRequest, credentials: Credentials): HttpRequest {
    const { method, body, retryable, headers, path, query } = parts;
    const { baseUrl, configuredBaseUrl } = this.#provider;
    const base = configuredBaseUrl(this.#call.state) ?? baseUrl;
    const url = new URL(base.replace(/\/+$/, '') + path);
    for (const [name, value] of query) url.searchParams.append(name, value);
    requireAllowed(this.#provider, url);
    const isOnce = this.#call.submission !== undefined && method === 'POST';
    const again = isOnce ? false : retryable;
    const optional = { ...(body !== undefined && { body }), ...(again !== undefined && { retryable: again }) };
    return { ...this.#common(url, credentials, headers), method, ...optional };
  }

  #composeLink({ link, from }: FollowedLink, credentials: Credentials): HttpRequest {
    return this.#common(followedLink(this.#provider, link, from), credentials);
  }

  #common(url: URL, credentials: Credentials, headers: Readonly<Record<string, string>> = {}): HttpRequest {
    // A link to the next page may have the key in it already.
    for (const [name, value] of credentials.query) url.searchParams.set(name, value);
    return {
      url,
      headers: { ...this.#provider.headers, ...headers, ...credentials.headers },
      secretParameters: credentials.query.map(([name]) => name),
      secrets: credentials.secrets,
      allowedHosts: this.#provider.hosts,
      signal: this.#call.signal,
    };
  }
}
