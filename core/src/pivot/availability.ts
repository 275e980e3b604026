import type { PivotTarget } from './pivot.ts';

/** Why a pivot cannot be asked about a kind of entity now; undefined = it can. */
export function unavailableReason(
  target: PivotTarget,
  mode: 'live' | 'replay' | 'offline',
  kind?: string,
): string | undefined {
  const { pivot, state } = target;
  const reason = pivot.unavailable?.(state as never, mode);
  if (reason !== undefined) return reason;
  if (pivot.asks !== undefined && kind !== undefined)
    return nobodyToAsk(target.candidates?.(kind) ?? [], pivot.asks.whenNone);
  const tellsSomebody = pivot.sharing.reaches !== 'nobody';
  return mode === 'offline' && tellsSomebody ? 'the session is offline' : undefined;
}

interface Askable {
  readonly name: string;
  readonly unavailable: string | undefined;
}

/** Why none of the pivots that could be asked can be; undefined = one can. */
export function nobodyToAsk(pivots: readonly Askable[], whenNone: string | undefined): string | undefined {
  if (pivots.some(({ unavailable }) => unavailable === undefined)) return undefined;
  if (pivots.length === 0)
    return `no plugin of this session has anybody to ask${whenNone === undefined ? '' : `: ${whenNone}`}`;
  return pivots.map(({ name, unavailable }) => `${name}: ${unavailable ?? ''}`).join('; ');
}
