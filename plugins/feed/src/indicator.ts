import type { Tlp } from '@pivotkit/entities';

/** What an indicator names. `url-below`: a URL and all below it. */
export type IndicatorType = 'ip' | 'network' | 'domain' | 'url' | 'url-below' | 'hash' | 'mail';

/** The thing claimed bad, in the canonical form of its kind. */
export interface IndicatorValue {
  readonly type: IndicatorType;
  readonly value: string;
}

/** One value that a list claims to be bad, with what the list says about it. */
export interface Indicator extends IndicatorValue {
  /** Name of the list. */
  readonly list: string;
  /** How sure the list is, 0–100. */
  readonly confidence?: number | undefined;
  /** How bad it is, in the list's own words. */
  readonly severity?: string | undefined;
  readonly tlp?: Tlp | undefined;
  /** Inclusive. */
  readonly validFrom?: Date | undefined;
  /** Exclusive. */
  readonly validUntil?: Date | undefined;
  readonly revoked?: boolean | undefined;
  /** False: the list itself says that it is context, not for detection. */
  readonly forDetection?: boolean | undefined;
  /** The list's claim is about more than this value, such as an address with a port. */
  readonly partial?: boolean | undefined;
  /** Who says so, where the list names somebody. */
  readonly source?: string | undefined;
  readonly description?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Where it stands: an id of the list's own, or `line 7`, `row 7`. */
  readonly reference?: string | undefined;
}

/** Whether an indicator counts now, and why not. */
export type IndicatorState = 'active' | 'expired' | 'not-yet-valid' | 'revoked' | 'not-for-detection';

export function stateOf({ revoked, forDetection, validFrom, validUntil }: Indicator, now: Date): IndicatorState {
  if (revoked === true) return 'revoked';
  if (forDetection === false) return 'not-for-detection';
  if (validUntil !== undefined && validUntil <= now) return 'expired';
  return validFrom !== undefined && validFrom > now ? 'not-yet-valid' : 'active';
}

/** An entry that could not be used. */
export interface Unreadable {
  readonly reference: string;
  readonly problem: string;
}

/** What was read from a list. Entries that could not be used are told, never dropped in silence. */
export interface Reading {
  readonly indicators: readonly Indicator[];
  readonly unreadable: readonly Unreadable[];
}

/** A fault of the whole list. `line` counts from 1. */
export class ListError extends Error {
  readonly line: number | undefined;

  constructor(problem: string, line?: number) {
    super(problem);
    this.line = line;
  }
}
