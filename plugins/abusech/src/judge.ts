import type { Opinion } from '@pivotkit/core';

export type Judgement = Pick<Opinion, 'judgement' | 'severity'>;

export const malicious: Judgement = { judgement: 'malicious', severity: 'high' };
export const suspicious: Judgement = { judgement: 'suspicious', severity: 'warning' };
const unknown: Judgement = { judgement: 'unknown', severity: 'information' };

/** Of URLs and servers: what is listed and up is `malicious`; what was taken down or not tried is `suspicious`. */
export const judgeByState = (isOnline: boolean): Judgement => (isOnline ? malicious : suspicious);

/** Of ThreatFox, on the scale of STIX 2.1, appendix A: high from 70, medium from 30. */
export function judgeByConfidence(confidence: number | null): Judgement {
  if (confidence === null) return suspicious;
  if (confidence >= 70) return malicious;
  return confidence >= 30 ? suspicious : unknown;
}
