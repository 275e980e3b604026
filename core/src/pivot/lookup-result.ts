import type { Tlp } from '@pivotkit/entities';
import type { ErrorCode } from '../error/codes.ts';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** Why a look-up was not made. */
export type SkipReason =
  | 'no-value'
  | 'not-an-entity'
  | 'not-askable'
  | 'not-public'
  | 'own'
  | 'marking'
  | 'passive'
  | 'purpose'
  | 'budget'
  | 'deadline'
  | 'offline'
  | 'provider-off'
  | 'cancelled';

/** What happened to one look-up, as it stands in the status column. It says nothing about the thing looked up. */
export type Status =
  'found' | 'not-found' | 'not-supported' | 'throttled' | 'timeout' | `skipped(${SkipReason})` | `failed(${ErrorCode})`;

/** The answer about one input. `results[i]` answers `inputs[i]`. */
export type LookupResult<R = Readonly<Record<string, unknown>>> =
  | {
      readonly status: 'found';
      readonly rows: readonly R[];
      readonly note?: string;
      /** How the source marks its answer (TLP); what follows from it is held to this and to the marking of the input. */
      readonly marking?: Tlp;
    }
  | { readonly status: 'not-found'; readonly note?: string }
  | { readonly status: 'not-supported'; readonly note: string }
  | { readonly status: 'skipped'; readonly reason: SkipReason; readonly note?: string }
  | { readonly status: 'throttled'; readonly note?: string }
  | { readonly status: 'timeout'; readonly note?: string }
  | { readonly status: 'failed'; readonly error: PivotKitError };

/** The source knows the input: one row or several. No rows at all is `notFound`. */
export const found = <R>(rows: R | readonly R[]): LookupResult<R> => {
  const all: readonly R[] = isList(rows) ? rows : [rows];
  return all.length === 0 ? { status: 'not-found' } : { status: 'found', rows: all };
};

/** The source was asked and knows nothing of the input: never a sign that it is harmless. */
export const notFound = (note?: string): LookupResult<never> =>
  note === undefined ? { status: 'not-found' } : { status: 'not-found', note };

/** The source cannot be asked about this input, such as an IPv6 address where only IPv4 is known. */
export const notSupported = (note: string): LookupResult<never> => ({ status: 'not-supported', note });

export const failed = (
  code: ErrorCode,
  details: Readonly<Record<string, unknown>> = {},
  options: { readonly cause?: unknown } = {},
): LookupResult<never> => ({ status: 'failed', error: new PivotKitError(code, details, options) });

/** What an error makes of a look-up: who asks for patience throttles, everything else fails. */
export const failureOf = (error: PivotKitError): LookupResult<never> =>
  error.code === 'PROVIDER_THROTTLED' ? { status: 'throttled', note: error.message } : { status: 'failed', error };

/** The text of the status column. */
export function statusText(result: LookupResult): Status {
  if (result.status === 'skipped') return `skipped(${result.reason})`;
  if (result.status === 'failed') return `failed(${result.error.code})`;
  return result.status;
}

/** What a person should know beyond the status; undefined when the status says it all. */
export function noteOf(result: LookupResult): string | undefined {
  return result.status === 'failed' ? result.error.message : result.note;
}

/** The credentials were refused. */
export const isUnauthorized = (result: LookupResult): boolean =>
  result.status === 'failed' && result.error.code === 'PROVIDER_UNAUTHORIZED';

const isList = <R>(rows: R | readonly R[]): rows is readonly R[] => Array.isArray(rows);
