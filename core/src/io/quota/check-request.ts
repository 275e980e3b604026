import { PivotKitError } from '../../error/pivotkit-error.ts';
import { textOf } from '../../error/text-of.ts';
import type { QuotaAccount, QuotaRequest } from './quota-ledger.ts';
import { windowKey, type QuotaWindow } from './quota-window.ts';

const maxLeaseMs = 86_400_000;

/** @throws QUOTA_INVALID when a window is declared wrongly, or twice */
export function checkAccount({ provider, windows }: QuotaAccount): void {
  const problems = windows.flatMap((window, i) => problemsOfWindow(window, windows.slice(0, i)));
  if (problems.length > 0) throw invalid(provider, problems);
}

function problemsOfWindow(window: QuotaWindow, before: readonly QuotaWindow[]): string[] {
  const { per, limit } = window;
  const problems: string[] = [];
  if (!isCount(limit)) problems.push(`the limit per ${per} is ${textOf(limit)}, not a whole number above 0`);
  if (before.some((other) => windowKey(other) === windowKey(window))) problems.push(`two limits per ${per}`);
  return problems;
}

/** @throws QUOTA_INVALID when the request could never be granted */
export function checkRequest({ provider, windows }: QuotaAccount, { units, leaseMs }: QuotaRequest): void {
  const problems: string[] = [];
  if (!isCount(units)) problems.push(`${textOf(units)} units, not a whole number above 0`);
  if (!(leaseMs > 0 && leaseMs <= maxLeaseMs)) problems.push(`a lease of ${textOf(leaseMs)} ms, not of up to a day`);
  for (const { per, limit } of windows)
    if (units > limit) problems.push(`${String(units)} units at once, where ${String(limit)} per ${per} are allowed`);
  if (problems.length > 0) throw invalid(provider, problems);
}

/** Whole milliseconds. @throws QUOTA_INVALID when it is no time */
export function checkTime(provider: string, nowMs: number): number {
  if (Number.isFinite(nowMs)) return Math.floor(nowMs);
  throw invalid(provider, [`the time is ${textOf(nowMs)}, not milliseconds since 1970`]);
}

/** The account and the number of a booking. @throws QUOTA_INVALID when the text is no reservation */
export function parseReservation(reservation: string): { readonly account: string; readonly number: number } {
  const [, number, account] = /^(\d{1,15})@(.+)$/s.exec(reservation) ?? [];
  if (number !== undefined && account !== undefined) return { account, number: Number(number) };
  throw invalid('an unknown account', [`${textOf(reservation)} is no reservation`]);
}

const invalid = (provider: string, problems: readonly string[]): PivotKitError =>
  new PivotKitError('QUOTA_INVALID', { provider, problems: problems.join('; ') });

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
