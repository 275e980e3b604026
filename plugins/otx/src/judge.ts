import type { General } from './reply.ts';

export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/** Anybody may publish a pulse; two are asked to agree. */
const pulsesForMalicious = 2;

/**
 * The rule:
 * - `malicious`, severity `high`: in at least 2 pulses, and on no list of OTX's of harmless things.
 * - `suspicious`, severity `warning`: in 1 pulse, or in more although OTX lists it as harmless.
 * - `benign`, severity `information`: in none, and OTX lists it as harmless.
 * - `unknown`, severity `unknown`: in none; silence is never benign.
 */
export function judge(general: General): Judgement {
  const { count } = general.pulse_info;
  const harmless = isListedHarmless(general);
  if (count >= pulsesForMalicious && !harmless) return { judgement: 'malicious', severity: 'high' };
  if (count > 0) return { judgement: 'suspicious', severity: 'warning' };
  return harmless ? { judgement: 'benign', severity: 'information' } : { judgement: 'unknown', severity: 'unknown' };
}

/** `validation` also names lists that say nothing, such as popular domains; these two vouch for the thing. */
const vouching = new Set(['whitelist', 'false_positive']);

export const isListedHarmless = ({ validation, false_positive: falsePositives }: General): boolean =>
  (validation ?? []).some(({ source }) => vouching.has(source ?? '')) ||
  (falsePositives ?? []).some(({ assessment }) => assessment === 'accepted');
