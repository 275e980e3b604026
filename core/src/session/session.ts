import { detectKind, entityClass, entityClasses, type Entity, type EntityClass, type kinds } from '@pivotkit/entities';
import { PivotKitError } from '../error/pivotkit-error.ts';
import type { RecordedReply } from '../io/record-file.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { ContextOptions, PipelineRuntime } from '../pipeline/runtime.ts';
import type { Source } from '../pipeline/source.ts';
import { attachPivots } from '../pivot/attach.ts';
import type { PreparedCall } from '../pivot/pivot-call.ts';
import { explainDecision, type PolicyDecision } from '../pivot/gate.ts';
import { readInput } from '../pivot/inputs.ts';
import { referenceOf } from '../pivot/pivot-function.ts';
import type { PivotInfo } from '../pivot/pivot-info.ts';
import type { PivotFunction, RunOptions, SessionEntityClass } from '../pivot/pivot-types.ts';
import type { Pivot } from '../pivot/pivot.ts';
import { Flights } from '../pivot/flights.ts';
import { Revalidation } from '../pivot/revalidation.ts';
import { Rooms } from '../pivot/rooms.ts';
import type { RunBounds } from '../pivot/run-bounds.ts';
import type { RunContext } from '../pivot/run-context.ts';
import type { Policy } from '../pivot/policy.ts';
import { requireReady, runPivot } from '../pivot/run-pivot.ts';
import { bookCheck } from './book-check.ts';
import { checkServices, type CheckOptions, type PluginCheck } from '../plugin/check-services.ts';
import type { Mode, Plugin } from '../plugin/plugin.ts';
import type { Verb } from '../plugin/verb.ts';
import type { Table } from '../table/index.ts';
import type { SessionContainer, Parts } from './container.ts';
import { createRunContext, runBounds, type BoundsOptions } from './create-run-context.ts';
import type { Keeping } from './keeping.ts';
import { askAgain, driftOf, type Drift } from './drift.ts';
import { helpText } from './help.ts';
import { pivotInfo, pivotInfos, searchPivots } from './pivots.ts';
import { modeOf, type SessionOptions } from './session-options.ts';
import { showTable } from './show.ts';

/** Kinds of entity in a session, with the pivots of its plugins. */
export type SessionEntities<P extends Pivot> = {
  readonly [C in KnownClass | P['from'][number] as C['kind']]: SessionEntityClass<C, P>;
};

/** The classes of @pivotkit/entities, whichever they are. */
type KnownClass = (typeof kinds)[keyof typeof kinds];

/** What a plugin is, for lists. */
export interface PluginInfo {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly pivots: number;
  readonly verbs: number;
}

/** What a session is made from. */
export interface SessionParts {
  readonly container: SessionContainer;
  readonly keeping: Keeping;
  readonly options: SessionOptions<readonly Plugin[]>;
  readonly policy: Policy;
  readonly releases: readonly (() => void | Promise<void>)[];
}

/** Everything at hand: entities with pivots, pipelines, verbs. One session knows nothing of another. */
export class Session<P extends Pivot = Pivot, V extends Verb = Verb> {
  readonly entities: SessionEntities<P>;
  readonly #container: SessionContainer;
  readonly #parts: Parts;
  readonly #keeping: Keeping;
  readonly #mode: Mode;
  readonly #options: SessionOptions<readonly Plugin[]>;
  readonly #policy: Policy;
  readonly #releases: readonly (() => void | Promise<void>)[];
  readonly #runtime: PipelineRuntime;
  readonly #rooms: Rooms;
  readonly #flights = new Flights();
  readonly #revalidation = new Revalidation();
  #closed = false;

  constructor({ container, keeping, options, policy, releases }: SessionParts) {
    this.#policy = policy;
    this.#keeping = keeping;
    this.#container = container;
    this.#parts = container.parts;
    this.#options = options;
    this.#mode = modeOf(options);
    this.#releases = releases;
    this.#rooms = new Rooms({
      pivots: () => this.#parts.registry.pivots,
      concurrency: options.concurrency,
    });
    this.#runtime = this.#createRuntime();
    this.entities = this.#attach();
  }

  /** A pipeline over rows at hand (a table, a frame, a list of objects) or rows that arrive in batches. */
  from<R extends object>(source: Source<R>): Pipeline<R, V> {
    return Pipeline.from(source, this.#runtime);
  }

  /** The plugins of this session. */
  get plugins(): PluginInfo[] {
    const { pivots, verbs } = this.#parts.registry;
    return (this.#options.plugins ?? []).map(({ name, version, description }) => ({
      name,
      version,
      description,
      pivots: pivots.filter(({ plugin }) => plugin.name === name).length,
      verbs: verbs.filter(({ plugin }) => plugin.name === name).length,
    }));
  }

  /**
   * Asks the service of each plugin that declares a check whether it answers this account, which may cost a request; it
   * is booked in the plugin's quota, and not made where that is used up.
   * Plugins none of whose pivots can be used now are left out. Never rejects because of a service.
   * @throws SESSION_CLOSED
   */
  async checkServices(options: CheckOptions = {}): Promise<PluginCheck[]> {
    if (this.#closed) throw new PivotKitError('SESSION_CLOSED');
    const { signal = new AbortController().signal } = options;
    const { registry, clock, log, redactor } = this.#parts;
    const infos = pivotInfos(registry.pivots, this.#mode);
    const usable = new Set(infos.flatMap(({ plugin, available }) => (available ? [plugin] : [])));
    const targets = registry.plugins.filter(({ plugin }) => usable.has(plugin.name));
    const context = this.#createContext({ signal, timeRange: undefined, onAsked: () => {}, isPlan: true });
    const checking = { clock, log, book: (plugin: Plugin) => bookCheck(plugin, registry.pivots, context) };
    return redactor.value(await checkServices(targets, checking, { ...options, signal }));
  }

  /**
   * Makes recorded requests again, one after the other, and compares the replies by status and shape. What cannot be
   * asked says why; each request is booked in its provider's quota. @throws SESSION_CLOSED
   */
  async drift(
    recorded: readonly RecordedReply[],
    { signal = new AbortController().signal }: RunOptions = {},
  ): Promise<Drift[]> {
    const context = this.#createContext({ signal, timeRange: undefined, onAsked: () => {}, isPlan: true });
    const drifts: Drift[] = [];
    for (const each of recorded) drifts.push(driftOf(each, await askAgain(each, this.#parts.registry.pivots, context)));
    return this.#parts.redactor.value(drifts);
  }

  /** The verbs of this session. */
  get verbs(): readonly Verb[] {
    return this.#parts.registry.verbs.map(({ verb }) => verb);
  }

  /**
   * What can be done with what: all pivots, or those for a kind (`ip`), for what a text is (`8.8.8.8`), or with the text
   * in their name or description. Each says whether it is available, and why not.
   */
  pivots(text?: string): PivotInfo[] {
    const infos = pivotInfos(this.#parts.registry.pivots, this.#mode, this.#keepsAnswers);
    return searchPivots(this.#parts.redactor.value(infos), text, detectKind);
  }

  /** A pivot by the name of its kind (any alias) and its own, where it is known only at run time. @throws PIVOT_UNKNOWN */
  pivot(kind: string, name: string): PivotFunction {
    const cls = entityClass(kind);
    this.#parts.registry.pivot(cls, name);
    const path = name.split('.');
    const found: unknown = path.reduce<unknown>(
      (at, part) => Reflect.get(Object(at), part),
      this.#classes.get(cls.kind),
    );
    return found as PivotFunction;
  }

  /** What a person needs to use a pivot: inputs, options, columns with units, who is told, cost, examples. */
  help(pivot: { readonly pivot: Pivot; readonly kind: string }): string {
    const { target, cls } = referenceOf(pivot);
    return helpText(pivotInfo(target, cls.kind, this.#mode, this.#keepsAnswers), target.pivot);
  }

  /**
   * Budget and deadline for pipelines that run as one (`run({ bounds })`), as the session's options say; the deadline
   * begins now. @throws OPTIONS_INVALID
   */
  runBounds(own: Pick<BoundsOptions, 'deadlineMs'> = {}): RunBounds {
    const { maxCalls, maxCost, deadlineMs } = this.#options;
    return runBounds({ maxCalls, maxCost, deadlineMs, ...own }, this.#parts.clock);
  }

  /**
   * Whether a pivot may be asked about a value, who would be told, and what each rule of the policy says. Asks nobody.
   * @throws PIVOT_INPUT_INVALID when the value is no entity of the pivot's kind
   */
  decision(pivot: { readonly pivot: Pivot; readonly kind: string }, value: string | Entity): PolicyDecision {
    const { target, cls } = referenceOf(pivot);
    const input = readInput(target.pivot, cls, value);
    if (!input.ok) throw new PivotKitError('PIVOT_INPUT_INVALID', { pivot: target.pivot.name, input: input.reason });
    return explainDecision(input.entity, target, this.#runtime.policy);
  }

  /**
   * Lets go of connections and of what plugins hold, after a few seconds at most for what is asked anew in the
   * background. The session cannot be used afterwards.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#revalidation.close(this.#parts.clock);
    for (const release of this.#releases.toReversed()) await release();
    await this.#container.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #keepsAnswers(): boolean {
    return this.#keeping.stores.length > 0;
  }

  readonly #classes = new Map<string, EntityClass>();

  #attach(): SessionEntities<P> {
    const { registry } = this.#parts;
    for (const cls of entityClasses())
      this.#classes.set(cls.kind, attachPivots(cls, registry.pivotsOf(cls.kind), this.#runtime));
    // The type follows from the plugins given, the object from what they registered: the same pivots.
    return Object.fromEntries(this.#classes) as unknown as SessionEntities<P>;
  }

  #createRuntime(): PipelineRuntime {
    const { registry } = this.#parts;
    return {
      policy: this.#policy,
      pivotsOf: (kind) =>
        registry.pivotsOf(kind).map((target) => pivotInfo(target, kind, this.#mode, this.#keepsAnswers)),
      verb: (name) => registry.verb(name),
      createContext: (options) => this.#createContext(options),
      runPivot: (call, table) => this.#runPivot(call, table),
      show: (table, options) => showTable(table, options, this.#options.print),
    };
  }

  async #runPivot(call: PreparedCall, table: Table<object>): Promise<Table<object>> {
    const { signal = new AbortController().signal } = call;
    const context = this.#createContext({ signal, timeRange: undefined, onAsked: () => {} });
    try {
      requireReady(call, context);
      return await runPivot(call, table, context);
    } finally {
      context.end();
    }
  }

  #createContext(options: ContextOptions): RunContext {
    if (this.#closed) throw new PivotKitError('SESSION_CLOSED');
    return createRunContext(this.#parts, {
      ...options,
      timeRange: options.timeRange ?? this.#options.timeRange,
      policy: this.#runtime.policy,
      mode: this.#mode,
      kept: this.#keeping.stores,
      quotas: this.#keeping.quotas,
      bounds: this.#boundsOf(options),
      rooms: this.#rooms,
      flights: this.#flights,
      revalidation: this.#revalidation,
    });
  }

  #boundsOf({ bounds, deadlineMs, isPlan = false }: ContextOptions): RunBounds {
    if (bounds !== undefined) return bounds;
    return this.runBounds(isPlan ? { deadlineMs: undefined } : { ...(deadlineMs !== undefined && { deadlineMs }) });
  }
}
