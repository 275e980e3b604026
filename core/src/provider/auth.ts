import type { Http } from '../io/http.ts';
import { keyText, nobody, type Credentials, type SecretOf } from './credentials.ts';

export type { Credentials } from './credentials.ts';

/** With what credentials may be fetched, where they are not at hand. */
export interface AuthCall {
  /** The provider's name and hosts: credentials are sent nowhere else. */
  readonly provider: { readonly name: string; readonly hosts: readonly string[] };
  readonly http: Http;
  readonly signal: AbortSignal;
  now(): Date;
}

/** How a provider knows who asks; `state` is what the plugin's `setup` returned. */
export type Auth<State> = (state: State, call: AuthCall) => Credentials | Promise<Credentials>;

/** Credentials at hand. */
type KnownAuth<State> = (state: State) => Credentials;

/** No credentials. */
export const noAuth: KnownAuth<unknown> = () => nobody;

/** A key in a header of its own; without a key the header is left out. */
export const headerAuth =
  <State>(header: string, secretOf: SecretOf<State>): KnownAuth<State> =>
  (state) => {
    const key = keyText(secretOf(state));
    return key === undefined ? nobody : { headers: { [header]: key }, query: [], secrets: [key] };
  };

/** `Authorization: Bearer …` (RFC 6750). */
export const bearerAuth =
  <State>(secretOf: SecretOf<State>): KnownAuth<State> =>
  (state) => {
    const key = keyText(secretOf(state));
    return key === undefined ? nobody : { headers: { authorization: `Bearer ${key}` }, query: [], secrets: [key] };
  };

/** `Authorization: Basic …` (RFC 7617), UTF-8. */
export const basicAuth =
  <State>(userOf: SecretOf<State>, passwordOf: SecretOf<State>): KnownAuth<State> =>
  (state) => {
    const user = keyText(userOf(state));
    const password = keyText(passwordOf(state));
    if (user === undefined || password === undefined) return nobody;
    const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
    return { headers: { authorization: `Basic ${encoded}` }, query: [], secrets: [password, encoded] };
  };

/** A key in the query, for services that take it nowhere else: URLs end up in logs, so prefer `headerAuth`. */
export const queryAuth =
  <State>(parameter: string, secretOf: SecretOf<State>): KnownAuth<State> =>
  (state) => {
    const key = keyText(secretOf(state));
    if (key === undefined) return nobody;
    return { headers: {}, query: [[parameter, key]], secrets: [key, encodeURIComponent(key)] };
  };
