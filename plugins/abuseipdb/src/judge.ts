import type { Check } from './reply.ts';

export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/**
 * The rule, by the abuse confidence score:
 * - `malicious`, severity `high`: above 50.
 * - `suspicious`, severity `warning`: 1 to 50.
 * - `benign`, severity `information`: 0, and the address is on AbuseIPDB's whitelist.
 * - `unknown`, severity `information`: 0 although there are reports, which AbuseIPDB gives no weight.
 * - `unknown`, severity `unknown`: nobody reported it. Silence is never benign.
 */
export function judge({ abuseConfidenceScore: score, isWhitelisted, totalReports }: Check): Judgement {
  if (score > 50) return { judgement: 'malicious', severity: 'high' };
  if (score > 0) return { judgement: 'suspicious', severity: 'warning' };
  if (isWhitelisted === true) return { judgement: 'benign', severity: 'information' };
  return { judgement: 'unknown', severity: totalReports > 0 ? 'information' : 'unknown' };
}
