import { headerText, instantMs, resetMs, secondsAsMs, smallestCount } from './header-values.ts';
import type { QuotaHint } from './quota-ledger.ts';
import type { QuotaPeriod } from './quota-window.ts';
import { hintsOfFields, periodOf } from './rate-limit-fields.ts';

type Headers = Readonly<Record<string, string>>;

const periods: readonly QuotaPeriod[] = ['second', 'minute', 'hour', 'day', 'month'];

/** Beginnings of the names `…limit`, `…remaining`, `…reset`, `…reset-after` and `…window`. */
const prefixes = ['x-ratelimit-', 'x-rate-limit-', 'ratelimit-'];

const minWaitMs = 1_000;
const maxWaitMs = 86_400_000;

/**
 * What the headers of a reply (names in lower case) say about its provider's limits, for `QuotaLedger.learn`:
 * `Retry-After`, `RateLimit` and `RateLimit-Policy`, `RateLimit-*`, `X-RateLimit-*`, `X-Rate-Limit-*`, each also per period
 * (`…-Remaining-Day`), `X-Requests-Remaining-*`, and `X-Rl` with `X-Ttl`. Dates are read by the clock of the reply's `Date`.
 * What cannot be read is left out; a wait is from a second to a day, whatever the provider asks for.
 */
export function quotaHintsOf(headers: Headers, nowMs: number): readonly QuotaHint[] {
  const aheadMs = (instantMs(headerText(headers, 'date')) ?? nowMs) - nowMs;
  return [
    ...hintOfRetryAfter(headers, nowMs, aheadMs),
    ...hintsOfFields(headerText(headers, 'ratelimit'), headerText(headers, 'ratelimit-policy'), nowMs),
    ...prefixes.flatMap((prefix) => hintOfPrefix(headers, prefix, { nowMs, aheadMs })),
    ...[...prefixes, 'x-requests-'].flatMap((prefix) => hintsPerPeriod(headers, prefix)),
    ...hintOfRl(headers, nowMs),
  ];
}

function hintOfRetryAfter(headers: Headers, nowMs: number, aheadMs: number): readonly QuotaHint[] {
  const text = headerText(headers, 'retry-after');
  const dateMs = instantMs(text);
  const waitMs = secondsAsMs(text) ?? (dateMs === undefined ? undefined : dateMs - aheadMs - nowMs);
  if (waitMs === undefined) return [];
  return [{ blockedUntilMs: nowMs + Math.min(Math.max(waitMs, minWaitMs), maxWaitMs) }];
}

function hintOfPrefix(
  headers: Headers,
  prefix: string,
  { nowMs, aheadMs }: { readonly nowMs: number; readonly aheadMs: number },
): readonly QuotaHint[] {
  const of = (name: string): string | undefined => headerText(headers, `${prefix}${name}`);
  const resetInMs = secondsAsMs(of('reset-after'));
  const resetAtMs = resetInMs === undefined ? resetMs(of('reset'), nowMs, aheadMs) : nowMs + resetInMs;
  return hint({
    per: periodNamed(of('window')) ?? periodInLimit(of('limit')),
    limit: smallestCount(of('limit')),
    remaining: smallestCount(of('remaining')),
    resetAtMs,
  });
}

const periodNamed = (text: string | undefined): QuotaPeriod | undefined =>
  periods.find((period) => period === text?.toLowerCase());

/** `100, 100;w=60` of older drafts; with several policies it is not said which one the other headers mean. */
function periodInLimit(text = ''): QuotaPeriod | undefined {
  const [first, ...others] = [...text.matchAll(/;\s*(?:w|window)=(\d+)/g)];
  return others.length === 0 ? periodOf(first?.[1]) : undefined;
}

const hintsPerPeriod = (headers: Headers, prefix: string): readonly QuotaHint[] =>
  periods.flatMap((per) => {
    const limit = smallestCount(headerText(headers, `${prefix}limit-${per}`));
    const remaining = smallestCount(headerText(headers, `${prefix}remaining-${per}`));
    return hint({ per, limit, remaining, resetAtMs: undefined });
  });

/** Requests left in the window and seconds until it ends, of ip-api.com (read 2026-11-20). */
const hintOfRl = (headers: Headers, nowMs: number): readonly QuotaHint[] => {
  const ttlMs = secondsAsMs(headerText(headers, 'x-ttl'));
  return hint({
    per: undefined,
    limit: undefined,
    remaining: smallestCount(headerText(headers, 'x-rl')),
    resetAtMs: ttlMs === undefined ? undefined : nowMs + ttlMs,
  });
};

/** Nothing where neither a limit nor what is left of it is said. */
function hint(found: { readonly [Name in Exclude<keyof QuotaHint, 'blockedUntilMs'>]-?: QuotaHint[Name] | undefined }) {
  const { per, limit, remaining, resetAtMs } = found;
  if (limit === undefined && remaining === undefined) return [];
  const said: QuotaHint = {
    ...(per === undefined ? {} : { per }),
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetAtMs === undefined ? {} : { resetAtMs }),
  };
  return [said];
}
