import { compareTlp, type Entity, type Tlp } from '@pivotkit/entities';
import type { LookupResult } from './lookup-result.ts';
import type { Sharing } from './pivot.ts';

export interface Policy {
  /** How an unmarked entity is treated. */
  readonly unmarked: Tlp;
}

/**
 * Whether a question may leave the house: undefined = it may. What is not public (a private address, an internal name)
 * never leaves, nor does what is marked stricter than the pivot's ceiling. Where nobody is told, everything may be asked.
 */
export function refusal(entity: Entity, sharing: Sharing, policy: Policy): LookupResult<never> | undefined {
  if (sharing.reaches === 'nobody') return undefined;
  if (entity.isPublic === false)
    return {
      status: 'skipped',
      reason: 'not-public',
      note: `${entity.key} is not public and does not leave the house`,
    };
  const marking = entity.marking ?? policy.unmarked;
  const ceiling = sharing.maxTlp ?? 'clear';
  if (compareTlp(marking, ceiling) <= 0) return undefined;
  const note = `marked TLP:${marking.toUpperCase()}; ${sharing.provider ?? 'the provider'} may be told up to TLP:${ceiling.toUpperCase()}`;
  return { status: 'skipped', reason: 'marking', note };
}
