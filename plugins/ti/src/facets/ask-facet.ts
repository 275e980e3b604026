import {
  found,
  noteOf,
  readFacet,
  statusText,
  type AskablePivot,
  type Call,
  type FacetName,
  type FacetRows,
  type Lookup,
  type LookupResult,
  type RowInput,
} from '@pivotkit/core';
import type { Entity } from '@pivotkit/entities';
import type { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { nobodyAsked } from '../lookup.ts';
import { observableFor } from '../observable.ts';
import type { FacetOptions } from '../options.ts';

type Source = RowInput<typeof sourceColumns>;

/** A row of a source, or what became of one that gave none. */
export type FacetRow<F extends FacetName> = Source & Partial<FacetRows[F]>;

/**
 * Asks all sources of a facet at once. Each gives its rows in the facet's columns; one that has none gives one row that
 * says why.
 */
export async function askFacet<F extends FacetName>(
  facet: F,
  inputs: readonly Entity[],
  { pivots, ask }: Call<FacetOptions, State>,
): Promise<readonly LookupResult<FacetRow<F>>[]> {
  const rows = new Map(inputs.map((entity): [Entity, FacetRow<F>[]] => [entity, []]));
  const answers = await Promise.all(
    pivots.map(async (pivot) => {
      const asked = inputs.filter((entity) => observableFor(entity, pivot) !== undefined);
      return { pivot, asked, lookups: await ask(pivot, asked) };
    }),
  );
  for (const { pivot, asked, lookups } of answers)
    for (const [i, entity] of asked.entries())
      for (const row of rowsOf(facet, pivot, lookups[i])) rows.get(entity)?.push(row);
  return inputs.map((entity) => {
    const all = rows.get(entity) ?? [];
    return all.length === 0 ? nobodyAsked(entity) : found(all);
  });
}

function rowsOf<F extends FacetName>(facet: F, pivot: AskablePivot, lookup: Lookup | undefined): FacetRow<F>[] {
  if (lookup === undefined) return [];
  const { result } = lookup;
  const source = {
    provider: pivot.provider,
    pivot: pivot.name,
    lookupStatus: statusText(result),
    note: noteOf(result),
  };
  const without = (note = source.note): FacetRow<F>[] => [{ ...source, note } as FacetRow<F>];
  if (result.status !== 'found') return without();
  try {
    const rows = result.rows.flatMap((row) => readFacet(pivot, facet, row) ?? []);
    return rows.length === 0
      ? without(`none of its rows says anything of ${facet}`)
      : rows.map((row) => ({ ...source, ...row }));
  } catch (error) {
    return without(`its rows cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
