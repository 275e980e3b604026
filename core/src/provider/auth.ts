import type { Secret } from '../io/secret.ts';

/** What the credentials add to a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Texts that must not be shown wherever they turn up. */
  readonly secrets: readonly string[];
}

/** How a provider knows who asks; `state` is what the plugin's `setup` returned. */
export type Auth<State> = (state: State) => Credentials;

type SecretOf<State> = (state: State) => Secret | undefined;

const nobody: Credentials = { headers: {}, query: [], secrets: [] };

/** No credentials. */
export const noAuth: Auth<unknown> = () => nobody;

/** A key in a header of its own; without a key the header is left out. */
export const headerAuth =
  <State>(header: string, secretOf: SecretOf<State>): Auth<State> =>
  (state) => {
    const key = textOf(secretOf(state));
    return key === undefined ? nobody : { headers: { [header]: key }, query: [], secrets: [key] };
  };

/** `Authorization: Bearer …` (RFC 6750). */
export const bearerAuth =
  <State>(secretOf: SecretOf<State>): Auth<State> =>
  (state) => {
    const key = textOf(secretOf(state));
    return key === undefined ? nobody : { headers: { authorization: `Bearer ${key}` }, query: [], secrets: [key] };
  };

/** `Authorization: Basic …` (RFC 7617), UTF-8. */
export const basicAuth =
  <State>(userOf: SecretOf<State>, passwordOf: SecretOf<State>): Auth<State> =>
  (state) => {
    const user = textOf(userOf(state));
    const password = textOf(passwordOf(state));
    if (user === undefined || password === undefined) return nobody;
    const encoded = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
    return { headers: { authorization: `Basic ${encoded}` }, query: [], secrets: [password, encoded] };
  };

/** A key in the query, for services that take it nowhere else: URLs end up in logs, so prefer `headerAuth`. */
export const queryAuth =
  <State>(parameter: string, secretOf: SecretOf<State>): Auth<State> =>
  (state) => {
    const key = textOf(secretOf(state));
    if (key === undefined) return nobody;
    return { headers: {}, query: [[parameter, key]], secrets: [key, encodeURIComponent(key)] };
  };

/** Keys are copied together with line ends, which no header may hold. */
const textOf = (secret: Secret | undefined): string | undefined => secret?.reveal().trim();
