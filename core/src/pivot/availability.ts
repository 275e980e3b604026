import { missingSettings, needsOf } from './needs.ts';
import type { PivotTarget } from './pivot.ts';

export interface AvailabilityOptions {
  /** The kind of entity asked about; matters for pivots that ask others. */
  readonly kind?: string;
  /** Whether answers are kept, which can be given offline. Default: false. */
  readonly keepsAnswers?: boolean;
}

/** Why a pivot cannot be asked about a kind of entity now; undefined = it can. */
export function unavailableReason(
  target: PivotTarget,
  mode: 'live' | 'replay' | 'offline',
  { kind, keepsAnswers = false }: AvailabilityOptions = {},
): string | undefined {
  const { pivot, state, plugin } = target;
  const missing =
    mode === 'live' ? missingSettings(needsOf(Reflect.get(pivot, 'lookup')), state, plugin.name) : undefined;
  const reason = missing ?? pivot.unavailable?.(state as never, mode);
  if (reason !== undefined) return reason;
  if (pivot.asks !== undefined && kind !== undefined)
    return nobodyToAsk(target.candidates?.(kind) ?? [], pivot.asks.whenNone);
  if (mode !== 'offline' || pivot.sharing.reaches === 'nobody') return undefined;
  return keepsAnswers && pivot.sharing.submits !== true ? undefined : 'the session is offline';
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
