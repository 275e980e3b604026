import type { Match } from './feed-index.ts';
import { stateOf } from './indicator.ts';

export type Judgement = 'malicious' | 'suspicious' | 'unknown';

/** Ends of “low” and “medium” on the scale of STIX 2.1, appendix A (OASIS Standard, 10 June 2021). */
const mediumFrom = 30;
const highFrom = 70;

/**
 * The rule, by active matches alone: `malicious` where one has confidence 70 or more and is not partial; `suspicious`
 * where one has 30 or more, or does not say how sure it is; `unknown` else. Never `benign`: a list of bad things says
 * nothing good.
 */
export function judge(matches: readonly Match[], now: Date): Judgement {
  const judgements = new Set(matches.filter(({ indicator }) => stateOf(indicator, now) === 'active').map(judgementOf));
  return judgements.has('malicious') ? 'malicious' : judgements.has('suspicious') ? 'suspicious' : 'unknown';
}

function judgementOf({ indicator: { confidence, partial } }: Match): Judgement {
  if (confidence === undefined) return 'suspicious';
  if (confidence >= highFrom) return partial === true ? 'suspicious' : 'malicious';
  return confidence >= mediumFrom ? 'suspicious' : 'unknown';
}
