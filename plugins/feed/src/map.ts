import type { RowInput } from '@pivotkit/core';
import type { checkColumns, matchColumns } from './columns.ts';
import type { Match } from './feed-index.ts';
import { stateOf } from './indicator.ts';
import { judge } from './judge.ts';

/** One match as a row. */
export function matchRow({ indicator, matchedBy }: Match, now: Date): RowInput<typeof matchColumns> {
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
