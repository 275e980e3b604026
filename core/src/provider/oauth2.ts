import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { parseReply, type HttpReply, type HttpRequest } from '../io/http.ts';
import type { Secret } from '../io/secret.ts';
import type { Auth, AuthCall } from './auth.ts';
import { keyText, nobody, type Credentials, type SecretOf } from './credentials.ts';
import { requireAllowed } from './provider-hosts.ts';

export interface OAuth2Options<State> {
  /** Where tokens are had: at one of the provider's hosts over https, or on this machine. */
  readonly tokenUrl: string | ((state: State) => string);
  clientId(state: State): Secret | string | undefined;
  readonly clientSecret: SecretOf<State>;
  readonly scope?: string;
  /** For services that name what the token is for in this way. */
  readonly audience?: string;
  /** Where client and secret stand: in the form (default), or in `Authorization: Basic …`. */
  readonly sendAs?: 'form' | 'basic';
}

/** A token is not used in its last minute: it may end on the way. */
const marginMs = 60_000;

/** RFC 6749 §5.1 recommends that services say how long a token lasts; where they do not, it is used for 5 minutes. */
const defaultLifeSeconds = 300;

const tokenReply = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().nullish(),
});

interface Token {
  readonly text: string;
  readonly endsAtMs: number;
}

interface Client {
  readonly id: string;
  readonly secret: string;
}

/**
 * A token for client and secret (OAuth 2.0 client credentials, RFC 6749 §4.4), sent as `Authorization: Bearer …`. One is
 * fetched for all look-ups of a session, once however many ask at the same time, again a minute before it ends, and once
 * more when the service refuses it. Without client or secret there are no credentials. Look-ups fail with
 * PROVIDER_UNAUTHORIZED where client and secret are refused, EGRESS_REFUSED where `tokenUrl` is at no host of the provider.
 */
export function oauth2Auth<State extends object>(options: OAuth2Options<State>): Auth<State> {
  const tokens = new WeakMap<State, Tokens>();
  return async (state, call) => {
    const id = options.clientId(state);
    const client = { id: typeof id === 'string' ? id : keyText(id), secret: keyText(options.clientSecret(state)) };
    if (client.id === undefined || client.secret === undefined) return nobody;
    let kept = tokens.get(state);
    if (kept === undefined) tokens.set(state, (kept = new Tokens()));
    const { id: name, secret } = client;
    return bearer(kept, (inner) => fetchToken(options, state, { id: name, secret }, inner), call);
  };
}

type FetchToken = (call: AuthCall) => Promise<Token>;

async function bearer(tokens: Tokens, fetchNew: FetchToken, call: AuthCall): Promise<Credentials> {
  const credentials = ({ text }: Token): Credentials => ({
    headers: { authorization: `Bearer ${text}` },
    query: [],
    secrets: [text],
  });
  const token = await tokens.get(fetchNew, call);
  return {
    ...credentials(token),
    renew: async () => {
      tokens.drop(token);
      return credentials(await tokens.get(fetchNew, call));
    },
  };
}

/** The token of one client, fetched once for all who need it. */
class Tokens {
  #token: Token | undefined;
  #coming: Promise<Token> | undefined;

  async get(fetchNew: FetchToken, call: AuthCall): Promise<Token> {
    for (;;) {
      if (this.#token !== undefined && call.now().getTime() < this.#token.endsAtMs) return this.#token;
      if (this.#coming === undefined) return this.#renew(fetchNew, call);
      try {
        return await this.#coming;
      } catch (error) {
        if (PivotKitError.is(error)) throw error;
        // Whoever fetched it was stopped, which is no reason for the others to stop.
        call.signal.throwIfAborted();
      }
    }
  }

  /** Does nothing where there is a newer one already. */
  drop(refused: Token): void {
    if (this.#token === refused) this.#token = undefined;
  }

  async #renew(fetchNew: FetchToken, call: AuthCall): Promise<Token> {
    this.#coming = fetchNew(call);
    try {
      this.#token = await this.#coming;
      return this.#token;
    } finally {
      this.#coming = undefined;
    }
  }
}

async function fetchToken<State>(
  options: OAuth2Options<State>,
  state: State,
  client: Client,
  call: AuthCall,
): Promise<Token> {
  const { name } = call.provider;
  const reply = await call.http.send(tokenRequest(options, state, client, call));
  requireGranted(reply, name);
  const { access_token: text, expires_in } = parseReply(reply, tokenReply, name);
  const lifeMs = (expires_in ?? defaultLifeSeconds) * 1000;
  return { text, endsAtMs: call.now().getTime() + Math.max(lifeMs - marginMs, lifeMs / 2) };
}

function tokenRequest<State>(
  { tokenUrl, scope, audience, sendAs = 'form' }: OAuth2Options<State>,
  state: State,
  { id, secret }: Client,
  { provider, signal }: AuthCall,
): HttpRequest {
  const url = new URL(typeof tokenUrl === 'string' ? tokenUrl : tokenUrl(state));
  requireAllowed(provider, url);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  const basic = basicText(id, secret);
  if (sendAs === 'form') {
    form.set('client_id', id);
    form.set('client_secret', secret);
  }
  return {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(sendAs === 'basic' && { authorization: `Basic ${basic}` }),
    },
    body: form.toString(),
    secrets: [secret, basic],
    secretFields: ['access_token', 'refresh_token', 'id_token'],
    retryable: true,
    signal,
  };
}

/** Both are form-encoded before they are joined (RFC 6749 §2.3.1). */
const basicText = (id: string, secret: string): string =>
  Buffer.from([id, secret].map((text) => new URLSearchParams([['', text]]).toString().slice(1)).join(':')).toString(
    'base64',
  );

/** A refused client is 400 or 401 (RFC 6749 §5.2), here and there 403. */
function requireGranted({ status }: HttpReply, provider: string): void {
  if (status >= 200 && status < 300) return;
  if (status === 400 || status === 401 || status === 403)
    throw new PivotKitError('PROVIDER_UNAUTHORIZED', { provider, status });
  throw new PivotKitError('PROVIDER_UNAVAILABLE', { provider, status });
}
