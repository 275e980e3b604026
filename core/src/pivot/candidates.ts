import type { EntityClass } from '@pivotkit/entities';
import type { AskablePivot } from './askable-pivot.ts';
import type { Candidate, PivotTarget } from './pivot.ts';

/** A pivot about one of its kinds; `unavailable` is looked at when it is needed. */
export function candidateOf(
  target: PivotTarget,
  cls: EntityClass,
  reasonOf: (target: PivotTarget, kind: string) => string | undefined,
): Candidate {
  const { pivot, plugin } = target;
  const { name, description, rowsPerInput, columns, sharing, limits = {}, facets = {} } = pivot;
  return {
    target,
    cls,
    name,
    kind: cls.kind,
    plugin: plugin.name,
    provider: sharing.provider ?? plugin.name,
    description,
    rowsPerInput,
    columns,
    sharing,
    limits,
    facets,
    asksOthers: pivot.asks !== undefined,
    get unavailable() {
      return reasonOf(target, cls.kind);
    },
  };
}

/** Those chosen that can be asked now. */
export const usable = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ unavailable }) => unavailable === undefined);

/** The candidate that an askable pivot stands for. */
export const sameAs = (wanted: AskablePivot, candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.find(({ name, kind }) => name === wanted.name && kind === wanted.kind);
