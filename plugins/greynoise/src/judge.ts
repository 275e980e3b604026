import type { Opinion } from '@pivotkit/core';

export type Judgement = Pick<Opinion, 'judgement' | 'severity'>;

export interface Evidence {
  readonly classification: string | null | undefined;
  /** 1 = a service that many rely on, 2 = one that may be misused; as GreyNoise grades business services. */
  readonly trustLevel: number | null;
}

/**
 * The rule:
 * - `malicious`, severity `high`, and `suspicious`, severity `warning`: as GreyNoise classifies what it saw.
 * - `benign`, severity `information`: classified so, or a business service of trust level 1 that was not seen to do harm.
 * - `unknown`, severity `information`: seen, but of no known intent, or a business service of another level.
 */
export function judge({ classification, trustLevel }: Evidence): Judgement {
  switch ((classification ?? '').toLowerCase()) {
    case 'malicious':
      return { judgement: 'malicious', severity: 'high' };
    case 'suspicious':
      return { judgement: 'suspicious', severity: 'warning' };
    case 'benign':
      return { judgement: 'benign', severity: 'information' };
    default:
      return { judgement: trustLevel === 1 ? 'benign' : 'unknown', severity: 'information' };
  }
}
