export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/**
 * The rule for addresses, names and URLs, by the risk score (1 to 10):
 * - `malicious`, severity `high`: 5 and above.
 * - `suspicious`, severity `warning`: 2 to below 5.
 * - `unknown`, severity `information`: below 2. It is also what everything gets that nobody looked at, so never `benign`.
 * - `unknown`, severity `unknown`: no score.
 */
export function judgeScore(score: number | null | undefined): Judgement {
  if (score === null || score === undefined) return { judgement: 'unknown', severity: 'unknown' };
  if (score >= 5) return { judgement: 'malicious', severity: 'high' };
  if (score >= 2) return { judgement: 'suspicious', severity: 'warning' };
  return { judgement: 'unknown', severity: 'information' };
}

/**
 * The rule for files, by the risk X-Force gives:
 * - `malicious`, severity `high`: high.
 * - `suspicious`, severity `warning`: medium.
 * - `unknown`, severity `information`: low, which files known to be good get too, and others.
 * - `unknown`, severity `unknown`: none.
 */
export function judgeRisk(risk: string | null | undefined): Judgement {
  switch ((risk ?? '').toLowerCase()) {
    case 'high':
      return { judgement: 'malicious', severity: 'high' };
    case 'medium':
      return { judgement: 'suspicious', severity: 'warning' };
    case 'low':
      return { judgement: 'unknown', severity: 'information' };
    default:
      return { judgement: 'unknown', severity: 'unknown' };
  }
}
