import { nearest, type Entity } from '@pivotkit/entities';
import type { Facets } from './facet.ts';
import type { Lookup } from './lookup.ts';
import type { OutputColumns } from './output-column.ts';
import type { Limits, RowsPerInput, Sharing } from './sharing.ts';

/** A pivot of the session as one that asks others sees it, about one kind of entity. */
export interface AskablePivot {
  readonly name: string;
  /** The kind of entity it is asked about. */
  readonly kind: string;
  readonly plugin: string;
  /** The service it asks, as people know it; its plugin where none is named. */
  readonly provider: string;
  readonly description: string;
  readonly rowsPerInput: RowsPerInput;
  readonly columns: OutputColumns;
  readonly sharing: Sharing;
  readonly limits: Limits;
  /** What its rows say in the sense that others say it too; read them with `readFacet`. */
  readonly facets: Facets<never>;
  /** Whether it asks others itself. */
  readonly asksOthers: boolean;
  /** Why it cannot be used now; undefined = it can. */
  readonly unavailable: string | undefined;
}

/** That asking about a thing is vain or wrong, for people; it must not repeat what is secret. */
export interface NotAsked {
  readonly notAsked: string;
}

/** The pivots that one call asks. */
export interface Chosen {
  /** Those that cannot be used now are left out. */
  readonly pivots: readonly AskablePivot[];
  /** True where some may not be asked about everything, because others have said enough: a plan is an upper bound then. */
  readonly mayStopEarly?: boolean;
}

/**
 * That a pivot answers by asking other pivots of the session. What it asks goes through the same stations as if the user
 * had asked: policy, kept answers, budget, quota, limits, and nothing of the answer is kept twice.
 */
export interface Asks<Options = unknown, State = unknown> {
  /**
   * The pivots it may ask at all, whatever the options, about entities of `kind` (one of `from`); theirs may be another
   * kind. Asked once, when the session starts. Pivots that submit are never in the catalogue.
   */
  candidates(kind: string, catalogue: readonly AskablePivot[]): readonly AskablePivot[];
  /** Those of the candidates that a call asks. Pure. Default: all. @throws OPTIONS_INVALID when the options name others. */
  choose?(options: Options, candidates: readonly AskablePivot[], state: State): Chosen;
  /**
   * What a pivot is asked about: for candidates of another kind. Pure. undefined = nothing; a reason not to ask becomes
   * `skipped(not-askable)`. Default: the entity itself. Whatever it is, it is marked as strictly as what led to it.
   */
  about?(entity: Entity, pivot: AskablePivot): Entity | NotAsked | undefined;
  /** The options a pivot is asked with. Pure. Default: none. */
  optionsFor?(options: Options, pivot: AskablePivot): object;
  /** What helps where there is nobody to ask, as a sentence without a full stop. */
  readonly whenNone?: string;
}

/** What a pivot that asks others, or a verb that does, is given for it. */
export interface Asker {
  /** The pivots that this call asks. */
  readonly pivots: readonly AskablePivot[];
  /**
   * Asks one of `pivots` about some of the inputs: `lookups[i]` about `inputs[i]`. Never rejects because of a provider:
   * what happened to a look-up is its status. Calls may overlap.
   * @throws PIVOT_NOT_ASKABLE for a pivot that is none of `pivots` and for what is no input
   */
  readonly ask: (pivot: AskablePivot, inputs: readonly Entity[]) => Promise<readonly Lookup[]>;
}

/** Letters and digits in lower case: `abuse.ch` and `AbuseCh` are one name. */
const folded = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The names a user may call a pivot by where pivots are chosen: provider, plugin, pivot. */
const namesOf = ({ provider, plugin, name }: AskablePivot): readonly string[] => [provider, plugin, name];

/** The pivots that a user means by a name of a provider, a plugin or a pivot, upper and lower case alike. */
export const pivotsNamed = <P extends AskablePivot>(name: string, pivots: readonly P[]): readonly P[] =>
  pivots.filter((pivot) => namesOf(pivot).some((known) => folded(known) === folded(name)));

/** The nearest name that `pivotsNamed` would know; undefined when none is near. */
export const nearestNamed = (name: string, pivots: readonly AskablePivot[]): string | undefined =>
  nearest(name, new Set(pivots.flatMap(namesOf)));
