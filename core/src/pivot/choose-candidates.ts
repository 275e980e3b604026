import { PivotKitError } from '../error/pivotkit-error.ts';
import { messageOf } from '../error/text-of.ts';
import type { EntityClass } from '@pivotkit/entities';
import type { Asks, Chosen } from './askable-pivot.ts';
import { sameAs } from './candidates.ts';
import type { Candidate, PivotTarget } from './pivot.ts';

/** Whom a call asks, with those among them that cannot be used now. */
export interface ChosenCandidates {
  readonly candidates: readonly Candidate[];
  /** Whether some may not be asked about everything: counts of a plan are upper bounds then. */
  readonly mayStopEarly: boolean;
}

interface Reference {
  readonly target: PivotTarget;
  readonly cls: EntityClass;
}

/** Whom a pivot asks with these options; undefined where it asks none. @throws OPTIONS_INVALID, PLUGIN_FAILED */
export function chooseCandidates({ target, cls }: Reference, options: unknown): ChosenCandidates | undefined {
  const { pivot, plugin, state } = target;
  if (pivot.asks === undefined) return undefined;
  const candidates = target.candidates?.(cls.kind) ?? [];
  return choose(pivot.asks, candidates, { options, state, plugin: plugin.name, name: pivot.name });
}

interface Choice {
  readonly options: unknown;
  readonly state: unknown;
  readonly plugin: string;
  /** Pivot or verb. */
  readonly name: string;
}

/** The declaration gets exactly the types it has; they were erased when it was put in one list with others. */
export function choose(
  { choose: chosenBy }: Pick<Asks<never, never>, 'choose'>,
  candidates: readonly Candidate[],
  { options, state, plugin, name }: Choice,
): ChosenCandidates {
  const chosen = ((): Chosen => {
    try {
      return chosenBy?.(options as never, candidates, state as never) ?? { pivots: candidates };
    } catch (cause) {
      if (PivotKitError.is(cause)) throw cause;
      throw new PivotKitError('PLUGIN_FAILED', { plugin, pivot: name, problem: messageOf(cause) }, { cause });
    }
  })();
  const named = new Set(chosen.pivots.flatMap((pivot) => sameAs(pivot, candidates) ?? []));
  return { candidates: [...named], mayStopEarly: chosen.mayStopEarly ?? false };
}
