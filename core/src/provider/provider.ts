import { z } from 'zod';
import { noAuth, type Auth } from './auth.ts';
import type { Needs } from '../pivot/needs.ts';
import { firstOf, type OutcomeRule } from './outcome.ts';
import { requireAllowed } from './provider-hosts.ts';

/** A service asked over HTTP, as its plugin's author describes it. */
export interface HttpProvider<State = unknown> {
  /** As people know it. */
  readonly name: string;
  /** Where its paths begin, such as `https://www.virustotal.com/api/v3`. */
  readonly baseUrl: string;
  /** The hosts that may be asked; nothing is sent anywhere else. */
  readonly hosts: readonly string[];
  /** Replaces `baseUrl`: at one of `hosts`, or on this machine. */
  readonly configuredBaseUrl: (state: State) => string | undefined;
  readonly auth: Auth<State>;
  /** Settings without which it cannot be asked, and what each is: pivots and checks that lack them say so. */
  readonly needs: Needs;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** HTTP statuses that say: asked, and nothing known. */
  readonly notFound: readonly number[];
  /** Shape of the JSON that comes with them. */
  readonly notFoundReply: z.ZodType;
  /** HTTP statuses that say: too many requests. */
  readonly throttled: readonly number[];
  /** HTTP statuses that say: the plan behind the key does not cover this, or is used up. */
  readonly notEntitled: readonly number[];
  /** HTTP statuses that say: the credentials are wrong; the plugin is then not asked again in the run. */
  readonly unauthorized: readonly number[];
  /** What a reply says by other means than its status; comes before the statuses. */
  readonly outcome: OutcomeRule;
}

export interface HttpProviderOptions<State> {
  readonly name: string;
  readonly baseUrl: string;
  readonly hosts: readonly string[];
  configuredBaseUrl?(state: State): string | undefined;
  /** Default: no credentials. */
  readonly auth?: Auth<State>;
  /**
   * Settings without which it cannot be asked, by their names, and what each is: `{ apiKey: 'an API key' }`. Where one is
   * missing, pivots cannot be used and say how to give it. Default: none.
   */
  readonly needs?: { readonly [Setting in keyof State]?: string };
  /** Default: `accept: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: none, so that a wrong path does not read as an answer. */
  readonly notFound?: readonly number[];
  /** Shape of the JSON that must come with them, so that a wrong path or a proxy's page is no answer. Default: anything. */
  readonly notFoundReply?: z.ZodType;
  /** Default: 429. */
  readonly throttled?: readonly number[];
  /** Default: 402. */
  readonly notEntitled?: readonly number[];
  /** Default: 401. */
  readonly unauthorized?: readonly number[];
  /** Rules for what statuses do not say, such as `fieldIs(…)`: the first with something to say decides. Default: none. */
  readonly outcome?: OutcomeRule | readonly OutcomeRule[];
}

/** Describes a service asked over HTTP. @throws EGRESS_REFUSED when `baseUrl` is not https at one of `hosts` */
export function httpProvider<State = unknown>(options: HttpProviderOptions<State>): HttpProvider<State> {
  const provider: HttpProvider<State> = {
    name: options.name,
    baseUrl: options.baseUrl,
    hosts: options.hosts,
    configuredBaseUrl: (state) => options.configuredBaseUrl?.(state),
    auth: options.auth ?? noAuth,
    needs: { ...options.needs },
    headers: { accept: 'application/json', ...options.headers },
    notFound: options.notFound ?? [],
    notFoundReply: options.notFoundReply ?? z.unknown(),
    throttled: options.throttled ?? [429],
    notEntitled: options.notEntitled ?? [402],
    unauthorized: options.unauthorized ?? [401],
    outcome: firstOf([options.outcome ?? []].flat()),
  };
  requireAllowed(provider, new URL(provider.baseUrl));
  return provider;
}
