import {
  hasFacet,
  nearestNamed,
  PivotKitError,
  pivotsNamed,
  type AskablePivot,
  type Asks,
  type Chosen,
  type FacetName,
} from '@pivotkit/core';
import { File, FileHash, Unknown } from '@pivotkit/entities';
import type { State } from './config.ts';
import { observableFor, observableKinds } from './observable.ts';
import type { FacetOptions, LookupOptions } from './options.ts';

const whenNone = (facet: FacetName): string =>
  `configure a plugin whose pivots declare the facet \`${facet}\` for it; docs/threat-intelligence.md names some`;

/** Whom a pivot of one facet asks. */
export const facetAsks = (facet: FacetName, name: string): Asks<FacetOptions, State> => ({
  candidates: (kind, catalogue) => candidatesFor(facet, kind, catalogue),
  choose: (options, candidates, state) => ({ pivots: select(candidates, options, { state, name }) }),
  about: observableFor,
  whenNone: whenNone(facet),
});

/** Whom a look-up of opinions asks, in the order of its strategy. */
export const lookupAsks = (name: string): Asks<LookupOptions, State> => ({
  candidates: (kind, catalogue) => candidatesFor('reputation', kind, catalogue),
  choose: (options, candidates, state): Chosen => {
    const asked = ofSubtype(options.querySubtype, candidates, name);
    const chosen = oneEach(select(asked, options, { state, name }), options.providers);
    return { pivots: inOrder(chosen, options, state), mayStopEarly: options.strategy !== 'all' };
  },
  about: observableFor,
  whenNone: whenNone('reputation'),
});

/** Pivots of sources for a kind. Files are also asked about by their hash, where a source knows hashes alone. */
function candidatesFor(facet: FacetName, kind: string, catalogue: readonly AskablePivot[]): readonly AskablePivot[] {
  const sources = catalogue.filter((pivot) => !pivot.asksOthers && hasFacet(pivot, facet));
  if (kind === Unknown.kind) return sources.filter((pivot) => observableKinds.some((each) => each === pivot.kind));
  const direct = sources.filter((pivot) => pivot.kind === kind);
  if (kind !== File.kind) return direct;
  return [
    ...direct,
    ...sources.filter(({ kind: each, name }) => each === FileHash.kind && !direct.some((pivot) => pivot.name === name)),
  ];
}

interface Selecting {
  readonly state: State;
  /** The pivot asked, for messages. */
  readonly name: string;
}

/** @throws OPTIONS_INVALID for a name of no source, PIVOT_UNAVAILABLE for a named one that cannot be asked now */
function select(
  candidates: readonly AskablePivot[],
  { providers, excludeProviders, scope }: FacetOptions,
  { state, name }: Selecting,
): readonly AskablePivot[] {
  const excluded = named(excludeProviders, candidates, { name, option: 'excludeProviders' });
  const wanted =
    providers === undefined
      ? inScope(candidates, scope, state)
      : named(providers, candidates, { name, option: 'providers' });
  if (providers !== undefined) requireAvailable(providers, candidates);
  return wanted.filter((pivot) => !excluded.includes(pivot));
}

function inScope(
  candidates: readonly AskablePivot[],
  scope: FacetOptions['scope'],
  { secondary }: State,
): readonly AskablePivot[] {
  if (scope === 'all') return candidates;
  const isSecondary = new Set(secondary.flatMap((name) => pivotsNamed(name, candidates)));
  return candidates.filter((pivot) => isSecondary.has(pivot) === (scope === 'secondary'));
}

/** The pivots that names stand for, in the order of the names. @throws OPTIONS_INVALID with the nearest name */
function named(
  names: readonly string[],
  candidates: readonly AskablePivot[],
  { name: pivot, option }: { readonly name: string; readonly option: string },
): readonly AskablePivot[] {
  const unknown = names.filter((name) => pivotsNamed(name, candidates).length === 0);
  if (unknown.length > 0) throw unknownSources(unknown, candidates, { pivot, option });
  return [...new Set(names.flatMap((name) => pivotsNamed(name, candidates)))];
}

function unknownSources(
  unknown: readonly string[],
  candidates: readonly AskablePivot[],
  { pivot, option }: { readonly pivot: string; readonly option: string },
): PivotKitError {
  const near = unknown.flatMap((name) => {
    const nearest = nearestNamed(name, candidates);
    return nearest === undefined ? [] : [`Did you mean '${nearest}' instead of '${name}'?`];
  });
  const all = [...new Set(candidates.map(({ plugin }) => plugin))].join(', ');
  const problems = `'${option}' names ${unknown.map((name) => `'${name}'`).join(', ')}, of which no plugin of this session answers that`;
  const suggestion = near.length > 0 ? near.join(' ') : `Sources: ${all === '' ? 'none' : all}.`;
  return new PivotKitError('OPTIONS_INVALID', { name: pivot, problems, suggestion });
}

/** Who names a source wants it: that it cannot be asked is no detail. @throws PIVOT_UNAVAILABLE */
function requireAvailable(names: readonly string[], candidates: readonly AskablePivot[]): void {
  for (const name of names) {
    const pivots = pivotsNamed(name, candidates);
    const [first] = pivots;
    if (first?.unavailable !== undefined && pivots.every(({ unavailable }) => unavailable !== undefined))
      throw new PivotKitError('PIVOT_UNAVAILABLE', { pivot: first.name, reason: first.unavailable });
  }
}

/**
 * One pivot for each provider and kind, the first that can be asked: a provider has one opinion, however it is asked.
 * Those named themselves are all asked.
 */
function oneEach(pivots: readonly AskablePivot[], named: readonly string[] = []): readonly AskablePivot[] {
  const spoken = new Map<string, AskablePivot>();
  for (const pivot of pivots) {
    const place = `${pivot.kind} ${pivot.provider}`;
    const known = spoken.get(place);
    if (known === undefined || (known.unavailable !== undefined && pivot.unavailable === undefined))
      spoken.set(place, pivot);
  }
  const kept = new Set(spoken.values());
  return pivots.filter((pivot) => kept.has(pivot) || named.includes(pivot.name));
}

/** What is asked is the part of the name after the plugin's. */
export const subtypeOf = ({ name }: Pick<AskablePivot, 'name'>): string => name.split('.')[1] ?? name;

function ofSubtype(
  subtype: string | undefined,
  candidates: readonly AskablePivot[],
  name: string,
): readonly AskablePivot[] {
  if (subtype === undefined) return candidates;
  const found = candidates.filter((pivot) => subtypeOf(pivot).toLowerCase() === subtype.toLowerCase());
  if (found.length > 0 || candidates.length === 0) return found;
  const all = [...new Set(candidates.map(subtypeOf))].join(', ');
  throw new PivotKitError('OPTIONS_INVALID', {
    name,
    problems: `'querySubtype' is '${subtype}', which no source answers`,
    suggestion: `Known: ${all}.`,
  });
}

function inOrder(
  pivots: readonly AskablePivot[],
  { strategy, providers }: LookupOptions,
  { order }: State,
): readonly AskablePivot[] {
  if (strategy === 'cheapest-first') return pivots.toSorted((left, right) => costOf(left) - costOf(right));
  if (strategy === 'all' || providers !== undefined) return pivots;
  return [...new Set([...order.flatMap((name) => pivotsNamed(name, pivots)), ...pivots])];
}

const windowsADay = { second: 86_400, minute: 1_440, hour: 24, day: 1, month: 1 / 31 } as const;

/** Data at hand first, then who allows the most questions a day, who tells the target last. */
function costOf({ sharing, limits }: AskablePivot): number {
  if (sharing.reaches === 'nobody') return -1;
  const aDay = Math.min(...(limits.quota ?? []).map(({ per, limit }) => limit * windowsADay[per]));
  return (aDay === Infinity ? 0 : 1 / aDay) + (sharing.reaches === 'target' ? 1_000 : 0);
}
