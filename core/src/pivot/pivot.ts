import type { EntityClass } from '@pivotkit/entities';
import { z } from 'zod';
import type { DnsClient } from '../io/dns-client.ts';
import type { Http } from '../io/http.ts';
import type { Log } from '../io/log.ts';
import type { TcpClient } from '../io/tcp-client.ts';
import type { AskablePivot, Asker, Asks } from './askable-pivot.ts';
import type { Facets } from './facet.ts';
import type { LookupResult } from './lookup-result.ts';
import type { OutputColumns, RowInput, RowOf } from './output-column.ts';
import type { Limits, Price, RowsPerInput, Sharing } from './sharing.ts';
import type { Submission, SubmissionOptions } from './submission.ts';

export type { Limits, Price, RowsPerInput, Sharing } from './sharing.ts';

/** Half open: from `start` (inclusive) to `end` (exclusive), UTC. */
export interface TimeRange {
  readonly start: Date;
  readonly end: Date;
}

/** All a look-up gets besides its inputs. Unless the pivot declares `asks`, there are no `pivots` to ask. */
export interface Call<Options = unknown, State = unknown> extends Asker {
  readonly options: Options;
  /** What the plugin's `setup` returned. */
  readonly state: State;
  /** Aborted when the run is cancelled or the call has timed out. */
  readonly signal: AbortSignal;
  readonly http: Http;
  readonly dns: DnsClient;
  readonly tcp: TcpClient;
  readonly log: Log;
  /** The time range asked for; undefined unless the pivot declares `needsTimeRange`. */
  readonly timeRange: TimeRange | undefined;
  /** What the caller consented to; undefined unless the pivot `submits`. */
  readonly submission: Submission | undefined;
  now(): Date;
  /** Resolves after `delayMs` milliseconds; rejects with the signal's reason when it is aborted. */
  wait(delayMs: number): Promise<void>;
  /**
   * Asks for leave to send further requests, such as for further pages: those for the inputs themselves have it. Counts
   * in the provider's quota and in the run's budget. undefined = granted; else what becomes of the look-up. Never waits.
   */
  book(requests: number): Promise<LookupResult<never> | undefined>;
}

/**
 * A zod schema as inference needs it. Asking for `z.ZodType` here would make the compiler compare every schema with it
 * member by member: 3,300 instantiations a pivot.
 */
export interface SchemaOf<In, Out> {
  readonly _zod: { readonly input: In; readonly output: Out };
}

/** What an author writes: one named question about one or more kinds of entity. */
export interface PivotDeclaration<
  N extends string,
  C extends EntityClass,
  Cols extends OutputColumns,
  OptIn,
  OptOut,
  Rows extends RowsPerInput,
  State,
  Short extends string,
  Submits extends boolean,
> {
  /** `<plugin>` or `<plugin>.<question>`; users write `IpAddress.<name>`. */
  readonly name: N;
  /** One sentence: what is answered. */
  readonly description: string;
  /** The kinds of entity that can be asked about. */
  readonly from: readonly C[];
  /**
   * The attribute asked about, where it is not the entity's key: then a text or cell is this attribute, and equal values
   * are asked once (`commandLine` of a process).
   */
  readonly attribute?: string;
  /** A second, shorter name on the entity: `IpAddress.<shortcut>`. */
  readonly shortcut?: Short;
  readonly rowsPerInput: Rows;
  readonly columns: Cols;
  /** What its rows say in the sense that other providers say it too. */
  readonly facets?: Facets<RowOf<NoInfer<Cols>>>;
  /** For a pivot that answers by asking other pivots; `sharing.reaches` is `nobody` then, since those say whom they tell. */
  readonly asks?: Asks<NoInfer<OptOut>, State>;
  /** Schema of the options; every option needs a default or may be absent. */
  readonly options?: SchemaOf<OptIn, OptOut>;
  readonly sharing: Sharing & { readonly submits?: Submits };
  readonly limits?: Limits;
  /** What a look-up costs, in words, such as `1 of 500 requests a day with a free key`. */
  readonly cost?: string;
  /** What the provider charges for each request, or item: see `limits.quotaCounts`. Budgets and plans reckon with it. */
  readonly price?: Price;
  readonly needsTimeRange?: boolean;
  readonly examples?: readonly string[];
  /** Why the pivot cannot be used now, such as a missing key; undefined = it can. Asked without any I/O. */
  unavailable?(state: State, mode: 'live' | 'replay' | 'offline'): string | undefined;
  /** Answers each input: `results[i]` answers `inputs[i]`. A throw fails the whole batch, not the run. */
  lookup(
    inputs: readonly InstanceType<C>[],
    call: Call<OptOut, State>,
  ): Promise<readonly LookupResult<RowInput<Cols>>[]> | readonly LookupResult<RowInput<Cols>>[];
}

/** A pivot as the compiler sees it: the literal types that flow to users. */
export interface Pivot<
  N extends string = string,
  C extends EntityClass = EntityClass,
  Cols extends OutputColumns = OutputColumns,
  Options = unknown,
  Rows extends RowsPerInput = RowsPerInput,
  Short extends string = string,
  State = never,
> {
  /** For the compiler only: the options a caller may write. */
  readonly $options?: Options;
  /** For the compiler only: the state its plugin's `setup` must return. */
  readonly $state?: (state: State) => void;
  readonly name: N;
  readonly description: string;
  readonly from: readonly C[];
  readonly attribute?: string;
  readonly shortcut?: Short;
  readonly rowsPerInput: Rows;
  readonly columns: Cols;
  readonly facets?: Facets<never>;
  readonly asks?: Asks<never, never>;
  readonly options: z.ZodType;
  readonly sharing: Sharing;
  readonly limits?: Limits;
  readonly cost?: string;
  readonly price?: Price;
  readonly needsTimeRange?: boolean;
  readonly examples?: readonly string[];
  unavailable?(state: never, mode: 'live' | 'replay' | 'offline'): string | undefined;
  lookup(inputs: readonly never[], call: never): Promise<readonly LookupResult[]> | readonly LookupResult[];
}

/** The pivot's own options, and for one that submits those that every call must have. */
type CallOptions<OptIn, Submits extends boolean> = Submits extends true ? OptIn & SubmissionOptions : OptIn;

const noOptions = z.strictObject({});

/**
 * Types a pivot's declaration; checks come when a session starts, all at once.
 * Options are validated strictly: an option the schema does not know is an error with a suggestion.
 */
// `NoInfer`: inside `definePlugin({ pivots: [definePivot(…)] })` the wide types wanted there must not become the types
// of what was left out; a pivot without a shortcut would then have every shortcut.
export function definePivot<
  const N extends string,
  C extends EntityClass,
  const Cols extends OutputColumns,
  const Rows extends RowsPerInput,
  OptIn = object,
  OptOut = object,
  State = unknown,
  const Short extends string = never,
  const Submits extends boolean = false,
>(
  declaration: PivotDeclaration<N, C, Cols, OptIn, OptOut, Rows, State, Short, Submits>,
): Pivot<N, C, Cols, CallOptions<NoInfer<OptIn>, NoInfer<Submits>>, Rows, NoInfer<Short>, NoInfer<State>> {
  const { options, ...rest } = declaration;
  // `SchemaOf` is the part of a zod schema that the compiler looks at; `checkPivot` sees to it that it is one.
  return { ...rest, options: options === undefined ? noOptions : (options as unknown as z.ZodType) };
}

/** A pivot with what its plugin's `setup` returned: ready to be asked. */
export interface PivotTarget {
  readonly pivot: Pivot;
  readonly plugin: { readonly name: string; readonly version: string };
  readonly state: unknown;
  /** Opaque name of the account the plugin asks with. */
  readonly credential: string;
  /** The pivots it may ask about a kind of entity; absent where it asks none. */
  candidates?(kind: string): readonly Candidate[];
}

/** An askable pivot with what core needs to ask it. */
export interface Candidate extends AskablePivot {
  readonly target: PivotTarget;
  readonly cls: EntityClass;
}
