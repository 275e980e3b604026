import type { Status } from './lookup-result.ts';

/**
 * Where answers came from: a provider or data at hand (`asked`), another run that asks the same just now (`shared`), an
 * earlier step of the run (`memory`), kept answers (`cache`, `journal`, and `stale` where asking failed), or from nobody,
 * because nobody was asked.
 */
export type LookupSource = 'asked' | 'shared' | 'memory' | 'cache' | 'journal' | 'stale' | 'nobody';

/** What became of look-ups that ended together: a batch that was asked, or those that needed no asking. */
export interface LookupEvent {
  readonly pivot: string;
  readonly plugin: string;
  /** The service asked; undefined where nobody is told. */
  readonly provider: string | undefined;
  /** Kind of the entities. */
  readonly kind: string;
  readonly lookups: number;
  /** How many look-ups have which status. */
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  /** How many answers came from where. */
  readonly sources: Readonly<Partial<Record<LookupSource, number>>>;
  /** Milliseconds until the answers were there, waits included. */
  readonly durationMs: number;
  /** Milliseconds of those spent waiting for a quota. */
  readonly waitedMs: number;
  /** Requests sent, each attempt counted. */
  readonly requests: number;
}
