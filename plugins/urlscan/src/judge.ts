import { number, text } from '@pivotkit/core';
import type { Verdict } from './reply.ts';

/** Of what urlscan.io thinks of a page. */
export const verdictColumns = {
  judgement: text('malicious or suspicious by urlscan.io’s verdict, benign if it scores below 0, else unknown'),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  score: number('The verdict: −100 is legitimate, 100 malicious, 0 neither', {
    unit: 'points',
    range: [-100, 100],
    nullWhen: 'urlscan.io gives no verdict to this account',
  }),
};

export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/**
 * The rule:
 * - `malicious`, severity `high`: urlscan.io calls the page malicious.
 * - `suspicious`, severity `warning`: it does not, but the score is above 0.
 * - `benign`, severity `information`: the score is below 0, which is how urlscan.io vouches for a page.
 * - `unknown`, severity `unknown`: 0 or none. Most pages are never judged, so this says nothing.
 */
export function judge(verdict: Verdict | null | undefined): Judgement {
  if (verdict?.malicious === true) return { judgement: 'malicious', severity: 'high' };
  const score = verdict?.score ?? 0;
  if (score > 0) return { judgement: 'suspicious', severity: 'warning' };
  return score < 0 ? { judgement: 'benign', severity: 'information' } : { judgement: 'unknown', severity: 'unknown' };
}
