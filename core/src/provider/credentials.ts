import type { Secret } from '../io/secret.ts';

/** What the credentials add to a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Texts that must not be shown wherever they turn up. */
  readonly secrets: readonly string[];
  /** Others in the place of these, which were refused; undefined where there are no others to be had. */
  renew?(): Promise<Credentials>;
}

export const nobody: Credentials = { headers: {}, query: [], secrets: [] };

export type SecretOf<State> = (state: State) => Secret | undefined;

/** Keys are copied together with line ends, which no header may hold. */
export const keyText = (secret: Secret | undefined): string | undefined => secret?.reveal().trim();
