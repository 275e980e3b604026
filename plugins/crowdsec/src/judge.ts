import type { Opinion } from '@pivotkit/core';

export type Judgement = Pick<Opinion, 'judgement' | 'severity'>;

/**
 * The rule, by CrowdSec's own reputation, else by its overall score (0 to 5):
 * - `malicious`, severity `high`: malicious, or a score above 3.
 * - `suspicious`, severity `warning`: suspicious, or a score of 3.
 * - `benign`, severity `information`: safe or benign, which CrowdSec says of known services alone.
 * - `unknown`, severity `information`: everything else, such as known without more.
 */
export function judge(reputation: string | null, score: number | null): Judgement {
  switch ((reputation ?? '').toLowerCase()) {
    case 'malicious':
      return { judgement: 'malicious', severity: 'high' };
    case 'suspicious':
      return { judgement: 'suspicious', severity: 'warning' };
    case 'safe':
    case 'benign':
      return { judgement: 'benign', severity: 'information' };
    default:
      return byScore(reputation === null ? (score ?? 0) : 0);
  }
}

function byScore(score: number): Judgement {
  if (score > 3) return { judgement: 'malicious', severity: 'high' };
  if (score === 3) return { judgement: 'suspicious', severity: 'warning' };
  return { judgement: 'unknown', severity: 'information' };
}
