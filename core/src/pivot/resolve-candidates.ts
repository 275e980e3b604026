import { messageOf } from '../error/text-of.ts';
import type { Asks } from './askable-pivot.ts';
import { candidateOf, sameAs } from './candidates.ts';
import type { Candidate, PivotTarget } from './pivot.ts';

/** Something that asks pivots: a pivot about one of its kinds. */
interface Asking {
  readonly name: string;
  readonly plugin: string;
  readonly kind: string;
  readonly asks: Pick<Asks, 'candidates'>;
}

export interface CandidatesProblem {
  readonly plugin: string;
  readonly problem: string;
}

export interface ResolvedCandidates {
  /** The targets in their order, each knowing whom it may ask. */
  readonly targets: readonly PivotTarget[];
  /** All pivots that others may be asked for. */
  readonly catalogue: readonly Candidate[];
  readonly problems: readonly CandidatesProblem[];
}

/** Why a pivot cannot be asked about a kind of entity now; undefined = it can. */
export type ReasonOf = (target: PivotTarget, kind: string) => string | undefined;

/**
 * Finds out whom each pivot may ask, once all pivots of a session are known. Pivots that submit are asked by users alone.
 * Pivots that would ask each other in a circle are a problem, and so is one that names what is not in the catalogue.
 */
export function resolveCandidates(given: readonly PivotTarget[], reasonOf: ReasonOf): ResolvedCandidates {
  const found = new Map<string, readonly Candidate[]>();
  const targets = given.map((target) =>
    target.pivot.asks === undefined
      ? target
      : { ...target, candidates: (kind: string) => found.get(placeOf(target.pivot.name, kind)) ?? [] },
  );
  const catalogue = targets
    .filter(({ pivot }) => pivot.sharing.submits !== true)
    .flatMap((target) => target.pivot.from.map((cls) => candidateOf(target, cls, reasonOf)));
  const problems: CandidatesProblem[] = [];
  for (const asking of targets.flatMap(askingsOf)) {
    const { candidates, problem } = candidatesFor(asking, catalogue);
    found.set(placeOf(asking.name, asking.kind), candidates);
    if (problem !== undefined) problems.push({ plugin: asking.plugin, problem: `'${asking.name}': ${problem}` });
  }
  return { targets, catalogue, problems: [...problems, ...circles(targets, found)] };
}

const placeOf = (name: string, kind: string): string => `${kind}.${name}`;

function askingsOf({ pivot: { name, asks, from }, plugin }: PivotTarget): Asking[] {
  return asks === undefined ? [] : from.map(({ kind }) => ({ name, plugin: plugin.name, kind, asks }));
}

/** What a declaration names among the catalogue, or what is wrong with it. */
export function candidatesFor(
  { kind, asks }: Pick<Asking, 'kind' | 'asks'>,
  catalogue: readonly Candidate[],
): { readonly candidates: readonly Candidate[]; readonly problem?: string } {
  try {
    const named = [...new Set(asks.candidates(kind, catalogue))];
    const candidates = named.flatMap((pivot) => sameAs(pivot, catalogue) ?? []);
    return candidates.length === named.length
      ? { candidates }
      : { candidates, problem: '`asks.candidates` names pivots that are not in the catalogue' };
  } catch (error) {
    return { candidates: [], problem: `\`asks.candidates\` failed: ${messageOf(error)}` };
  }
}

/** One problem for each pivot that is on a way from itself to itself. */
function circles(
  targets: readonly PivotTarget[],
  found: ReadonlyMap<string, readonly Candidate[]>,
): CandidatesProblem[] {
  const next = (place: string): readonly string[] =>
    (found.get(place) ?? []).map(({ name, kind }) => placeOf(name, kind));
  return targets.flatMap(askingsOf).flatMap(({ name, kind, plugin }) => {
    const way = wayBack(placeOf(name, kind), next);
    return way === undefined ? [] : [{ plugin, problem: `pivots ask each other: ${way.join(' → ')}` }];
  });
}

function wayBack(start: string, next: (place: string) => readonly string[]): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (place: string, way: readonly string[]): readonly string[] | undefined => {
    for (const following of next(place)) {
      if (following === start) return [...way, place, start];
      if (seen.has(following)) continue;
      seen.add(following);
      const found = walk(following, [...way, place]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, []);
}
