import type { PivotTarget } from './pivot.ts';

const oneRequestEach = Symbol.for('pivotkit.one-request-each');

/** Marks a `lookup` that makes a request for each of its inputs, however many it is given at once. */
export const asksEach = <F extends object>(lookup: F): F => Object.assign(lookup, { [oneRequestEach]: true });

/** What the provider counts when a batch of so many inputs is asked. */
export const unitsOf = (target: PivotTarget, inputs: number): number => (countsInputs(target) ? inputs : 1);

/** Whether each input counts, or the request for all of them. */
export function countsInputs({ pivot }: PivotTarget): boolean {
  const lookup: unknown = Reflect.get(pivot, 'lookup');
  return pivot.limits?.quotaCounts === 'items' || (lookup instanceof Function && oneRequestEach in lookup);
}
