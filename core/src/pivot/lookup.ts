import type { Tlp } from '@pivotkit/entities';
import { statusText, noteOf, type LookupResult, type Status } from './lookup-result.ts';

/** What is known of one look-up after it ended: the answer, and where it came from. */
export interface Lookup {
  /** Canonical text asked about; undefined where the cell was no entity. */
  readonly key: string | undefined;
  readonly result: LookupResult;
  readonly marking: Tlp | undefined;
  /** Epoch milliseconds when it was asked; undefined when nobody was. */
  readonly askedAtMs: number | undefined;
  /**
   * Absent: asked in this run. `shared`: asked by another run of the session at the same time. `cache` and `journal`:
   * known from before; `stale`: too old, but asking failed, or it is asked anew meanwhile; the note says which.
   */
  readonly source?: 'shared' | 'cache' | 'journal' | 'stale';
  /** Given although it is too old, and to be asked anew. */
  readonly isAging?: boolean;
  /** The look-ups of other pivots that the answer was made of, in the order they were asked. */
  readonly behind?: readonly LookupBehind[];
}

/** A look-up that another one was made of, with the pivot that made it. */
export interface LookupBehind {
  readonly run: Omit<PivotRun, 'lookups' | 'column'>;
  readonly lookup: Lookup;
}

/** What becomes of a cell that is nothing to ask about. */
export const unasked = ({
  skip,
  reason,
}: {
  readonly skip: 'no-value' | 'not-an-entity' | 'not-askable';
  readonly reason: string;
}): Lookup => ({
  key: undefined,
  result: { status: 'skipped', reason: skip, note: reason },
  marking: undefined,
  askedAtMs: undefined,
});

/** One pivot over one column: what all of its look-ups have in common. The side table behind `frame.why`. */
export interface PivotRun {
  readonly pivot: string;
  readonly plugin: string;
  readonly pluginVersion: string;
  readonly provider: string | undefined;
  readonly kind: string;
  readonly column: string;
  /** `codes[row] - 1` of a column's origin is the place in this list. */
  readonly lookups: readonly Lookup[];
}

/** Where one cell came from, for people and machines. */
export interface Provenance {
  readonly pivot: string;
  readonly plugin: string;
  readonly pluginVersion: string;
  /** The service asked; undefined where nobody was told. */
  readonly provider: string | undefined;
  readonly kind: string;
  readonly key: string | undefined;
  /** The column the input stood in. */
  readonly column: string;
  readonly status: Status;
  /** What a person should know beyond the status. */
  readonly note: string | undefined;
  /** When it was asked, UTC, also where the answer was kept from before; undefined when nobody was asked. */
  readonly askedAt: Date | undefined;
  /**
   * Absent: asked in this run. `shared`: asked by another run of the session at the same time. `cache` and `journal`:
   * known from before; `stale`: too old, but asking failed, or it is asked anew meanwhile; the note says which.
   */
  readonly source: 'shared' | 'cache' | 'journal' | 'stale' | undefined;
  readonly marking: Tlp | undefined;
  /** The look-ups of other pivots that the answer was made of; undefined where the pivot asks no other. */
  readonly behind: readonly Provenance[] | undefined;
}

export function provenanceOf(run: PivotRun, lookup: Lookup): Provenance {
  const { pivot, plugin, pluginVersion, provider, kind, column } = run;
  return {
    pivot,
    plugin,
    pluginVersion,
    provider,
    kind,
    column,
    key: lookup.key,
    status: statusText(lookup.result),
    note: noteOf(lookup.result),
    askedAt: lookup.askedAtMs === undefined ? undefined : new Date(lookup.askedAtMs),
    marking: lookup.marking,
    source: lookup.source,
    behind: lookup.behind?.map((part) => provenanceOf({ ...part.run, column, lookups: [] }, part.lookup)),
  };
}

export const isPivotRun = (source: unknown): source is PivotRun =>
  typeof source === 'object' && source !== null && 'lookups' in source && 'pivot' in source;
