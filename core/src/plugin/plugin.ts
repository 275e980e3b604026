import type { z } from 'zod';
import type { Clock } from '../io/clock.ts';
import type { DnsClient } from '../io/dns-client.ts';
import type { Http } from '../io/http.ts';
import type { KeptReplies } from '../io/kept-replies.ts';
import type { Log } from '../io/log.ts';
import type { TcpClient } from '../io/tcp-client.ts';
import type { Pivot, SchemaOf } from '../pivot/pivot.ts';
import type { CheckCall, ServiceCheck } from '../provider/service-check.ts';
import type { Verb } from './verb.ts';

const brand = Symbol.for('pivotkit.plugin');

/** How a session reaches the outside: the network, recorded replies, or not at all. */
export type Mode = 'live' | 'replay' | 'offline';

/** Names a service that one plugin provides to others; make it with `createToken`. */
export interface Token<T> {
  readonly id: symbol;
  /** For the compiler only. */
  readonly $service?: T;
}

/** Tokens of one name are equal across copies of a package. */
export const createToken = <T>(name: string): Token<T> => ({ id: Symbol.for(`pivotkit.service.${name}`) });

/** All a plugin can do while it sets up. Closed when `setup` ends. */
export interface PluginHost {
  readonly mode: Mode;
  readonly clock: Clock;
  readonly http: Http;
  readonly dns: DnsClient;
  readonly tcp: TcpClient;
  readonly log: Log;
  /** What services publish, kept beyond the session where it has a cache: for `openList`. */
  readonly keptReplies: KeptReplies;
  /** Absolute path of a path in the configuration: relative ones count from the folder of the configuration file. */
  resolvePath(path: string): string;
  /** Contributes a pivot known only now. @throws REGISTRY_CLOSED */
  addPivot(pivot: Pivot): void;
  /** Contributes a verb known only now. @throws REGISTRY_CLOSED */
  addVerb(verb: Verb): void;
  /** Gives other plugins a service. @throws REGISTRY_CLOSED */
  provide<T>(token: Token<T>, service: T): void;
  /** Services provided under the token by plugins this one depends on. */
  services<T>(token: Token<T>): readonly T[];
  /** Called once when the session closes, last contribution first. */
  onClose(release: () => void | Promise<void>): void;
}

export interface PluginDeclaration<
  N extends string,
  CfgIn,
  CfgOut,
  State,
  P extends readonly Pivot[],
  V extends readonly Verb[],
> {
  /** Lower case with hyphens; the pivots' and verbs' names begin with it in camelCase. */
  readonly name: N;
  readonly version: string;
  /** One sentence: what the plugin brings. */
  readonly description: string;
  /** Plugins that must be set up before this one. */
  readonly dependsOn?: readonly string[];
  /** Schema of its part of the configuration. */
  readonly config?: SchemaOf<CfgIn, CfgOut>;
  /** Prepares what the pivots and verbs need (`call.state`). Time limit: 30 s. */
  setup?(host: PluginHost, config: CfgOut): State | Promise<State>;
  /**
   * Asks the service whether it answers this account, as cheaply as it can: for `pivotkit doctor --live`, and never by
   * itself. `httpCheck` makes one.
   */
  check?(state: State, call: CheckCall): ServiceCheck | Promise<ServiceCheck>;
  readonly pivots?: P & readonly { readonly $state?: (state: State) => void }[];
  readonly verbs?: V & readonly { readonly $state?: (state: State) => void }[];
}

/** What a plugin package exports. */
export interface Plugin<
  N extends string = string,
  P extends readonly Pivot[] = readonly Pivot[],
  V extends readonly Verb[] = readonly Verb[],
  Config = unknown,
> {
  readonly [brand]: 1;
  /** For the compiler only: what may stand in its part of the configuration. */
  readonly $config?: Config;
  readonly name: N;
  readonly version: string;
  readonly description: string;
  readonly dependsOn: readonly string[];
  readonly config: z.ZodType | undefined;
  setup?(host: PluginHost, config: never): unknown;
  check?(state: never, call: CheckCall): ServiceCheck | Promise<ServiceCheck>;
  readonly pivots: P;
  readonly verbs: V;
}

/** Types a plugin's declaration; everything wrong with it is reported when a session starts, all at once. */
export function definePlugin<
  const N extends string,
  CfgIn = undefined,
  CfgOut = undefined,
  State = undefined,
  const P extends readonly Pivot[] = readonly [],
  const V extends readonly Verb[] = readonly [],
>(declaration: PluginDeclaration<N, CfgIn, CfgOut, State, P, V>): Plugin<N, P, V, CfgIn> {
  const { pivots, verbs, dependsOn = [], config, ...rest } = declaration;
  // An absent list is the empty tuple that its type parameter then is, which the compiler cannot know.
  const empty: readonly [] = [];
  return {
    [brand]: 1,
    ...rest,
    dependsOn,
    // `SchemaOf` is the part of a zod schema that the compiler looks at.
    config: config as unknown as z.ZodType | undefined,
    pivots: pivots ?? (empty as unknown as P),
    verbs: verbs ?? (empty as unknown as V),
  };
}

/** True for a plugin of this copy of the package or another. */
export const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && Reflect.get(value, brand) === 1;

export type PivotOf<P extends readonly Plugin[]> = P[number]['pivots'][number];
export type VerbOf<P extends readonly Plugin[]> = P[number]['verbs'][number];

/** What may stand in the configuration of the plugins given, by their names. */
export type ConfigOf<P extends readonly Plugin[]> = {
  readonly [Q in P[number] as Q['name']]?: Q extends { readonly $config?: infer C } ? Given<C> : unknown;
};

/** What a schema takes, with lists and objects that need not be writable. */
type Given<T> = T extends readonly (infer I)[]
  ? readonly Given<I>[]
  : T extends Plain
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T;
type Plain = { readonly [key: string]: unknown };
