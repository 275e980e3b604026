import type { LookupBehind } from './lookup.ts';
import type { PivotTarget } from './pivot.ts';

/** What a run of a pivot over a kind of entity has in common with every other. */
export function runHead({ pivot, plugin }: PivotTarget, kind: string): LookupBehind['run'] {
  const provider = pivot.sharing.reaches === 'nobody' ? undefined : (pivot.sharing.provider ?? plugin.name);
  return { pivot: pivot.name, plugin: plugin.name, pluginVersion: plugin.version, provider, kind };
}
