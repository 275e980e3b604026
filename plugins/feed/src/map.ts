import type { Opinion, RowInput, RowOf } from '@pivotkit/core';
import type { checkColumns, matchColumns } from './columns.ts';
import type { Match } from './feed-index.ts';
import { stateOf } from './indicator.ts';
import { judge } from './judge.ts';

/** A match, and of when its list is where it was fetched. */
export interface DatedMatch extends Match {
  readonly asOf?: Date | undefined;
}

/** One match as a row. */
export function matchRow({ indicator, matchedBy, asOf }: DatedMatch, now: Date): RowInput<typeof matchColumns> {
  const { type, value, list, partial, reference, confidence, severity, tlp } = indicator;
  const { validFrom, validUntil, source, description, labels } = indicator;
  return {
    list,
    indicator: value,
    indicatorType: type,
    matchedBy,
    state: stateOf(indicator, now),
    partial: partial ?? false,
    reference: reference ?? '',
    confidence,
    severity,
    tlp,
    validFrom,
    validUntil,
    source,
    description,
    labels,
    listAsOf: asOf,
  };
}

/** All matches of one thing as one row; `matches` is not empty. */
export function checkRow(matches: readonly Match[], now: Date): RowInput<typeof checkColumns> {
  const active = matches.filter(({ indicator }) => stateOf(indicator, now) === 'active');
  const confidences = active.flatMap(({ indicator: { confidence } }) => (confidence === undefined ? [] : [confidence]));
  const telling = (active.length > 0 ? active : matches).reduce((best, match) => (isSurer(match, best) ? match : best));
  return {
    judgement: judge(matches, now),
    matches: matches.length,
    activeMatches: active.length,
    lists: [...new Set(matches.map(({ indicator: { list } }) => list))].sort(),
    highestConfidence: confidences.length === 0 ? null : Math.max(...confidences),
    matchedIndicator: telling.indicator.value,
    matchedIn: telling.indicator.list,
    matchedBy: telling.matchedBy,
  };
}

const isSurer = (left: Match, right: Match): boolean =>
  (left.indicator.confidence ?? -1) > (right.indicator.confidence ?? -1);

/** On lists alone; where none of the indicators counts now, that is no opinion. */
export function opinionOf(row: RowOf<typeof checkColumns>): Opinion | undefined {
  if (row.activeMatches === 0) return undefined;
  return {
    ...severityOf(row.judgement),
    confidence: row.highestConfidence,
    reliability: 'F',
    reasons: row.lists.map(String),
    details: { matchedIndicator: row.matchedIndicator, matchedBy: row.matchedBy, matches: row.matches },
  };
}

function severityOf(judgement: string): Pick<Opinion, 'judgement' | 'severity'> {
  if (judgement === 'malicious') return { judgement, severity: 'high' };
  return judgement === 'suspicious'
    ? { judgement, severity: 'warning' }
    : { judgement: 'unknown', severity: 'information' };
}
