export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/**
 * The rule, by the classification of Defender TI (or of PassiveTotal):
 * - `malicious`, severity `high`: malicious.
 * - `suspicious`, severity `warning`: suspicious.
 * - `benign`, severity `information`: good, which PassiveTotal alone said.
 * - `unknown`, severity `information`: neutral; it was looked at, and nothing speaks against it.
 * - `unknown`, severity `unknown`: unknown, or a classification that is new.
 */
export function judge(classification: string): Judgement {
  switch (classification.toLowerCase()) {
    case 'malicious':
      return { judgement: 'malicious', severity: 'high' };
    case 'suspicious':
      return { judgement: 'suspicious', severity: 'warning' };
    case 'good':
      return { judgement: 'benign', severity: 'information' };
    case 'neutral':
      return { judgement: 'unknown', severity: 'information' };
    default:
      return { judgement: 'unknown', severity: 'unknown' };
  }
}
