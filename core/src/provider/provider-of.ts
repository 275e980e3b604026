import { withNeeds } from '../pivot/needs.ts';
import type { HttpProvider } from './provider.ts';

const askedProvider = Symbol.for('pivotkit.asked-provider');

/** Remembers with a `lookup` which provider it asks, and so what it needs. */
export const asksProvider = <F extends object, State>(lookup: F, provider: HttpProvider<State>): F =>
  Object.assign(withNeeds(lookup, provider.needs), { [askedProvider]: provider });

/** The provider that a `lookup` asks; undefined where it was not made by `httpLookup` or its like. */
export function providerOf(lookup: unknown): HttpProvider<never> | undefined {
  if (!(lookup instanceof Function)) return undefined;
  // Only `asksProvider` writes there.
  return Reflect.get(lookup, askedProvider) as HttpProvider<never> | undefined;
}
