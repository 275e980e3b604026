import { scoreOf100, type Observation } from './observation.ts';

/** All that is said must fit. */
export interface ObservationFilter {
  /** One of the tags, in any case. */
  readonly tags?: readonly string[] | undefined;
  /** One of the ids of ATT&CK; a technique stands for its sub-techniques too. */
  readonly attack?: readonly string[] | undefined;
  /** At least so much on a scale from 0 to 100; a finding without a score does not fit. */
  readonly minScore?: number | undefined;
  /** One that names the entity, by its key or by kind and key (`IpAddress 8.8.8.8`). */
  readonly entity?: string | undefined;
  /** One whose time range, or where it has none the time it was noted, touches the span, ends included. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Equal ones stay in the order they were noted; what has no score or no time range comes last. */
export type ObservationOrder = 'noted' | 'score' | 'time';

export function matches(one: Observation, filter: ObservationFilter): boolean {
  const { tags, attack, minScore, entity } = filter;
  if (tags !== undefined && !tags.some((tag) => one.tags.includes(normalTag(tag)))) return false;
  if (attack !== undefined && !attack.some((id) => one.attack.some((known) => isWithin(known, id)))) return false;
  if (minScore !== undefined && (scoreOf100(one) ?? -1) < minScore) return false;
  if (entity !== undefined && !one.entities.some(({ kind, key }) => entity === key || entity === `${kind} ${key}`))
    return false;
  return touches(one, filter);
}

export const normalTag = (tag: string): string => tag.trim().toLowerCase();

function isWithin(known: string, wanted: string): boolean {
  const id = wanted.trim().toUpperCase();
  return known === id || known.startsWith(`${id}.`);
}

function touches({ timeRange, recordedAt }: Observation, { from, to }: ObservationFilter): boolean {
  const start = Date.parse(timeRange?.start ?? recordedAt);
  const end = Date.parse(timeRange?.end ?? recordedAt);
  return (from === undefined || end >= from.getTime()) && (to === undefined || start <= to.getTime());
}

/** Scores from high to low; times from early to late. */
export function order(list: readonly Observation[], by: ObservationOrder): readonly Observation[] {
  if (by === 'noted') return list;
  if (by === 'score') return list.toSorted((left, right) => (scoreOf100(right) ?? -1) - (scoreOf100(left) ?? -1));
  return list.toSorted((left, right) => compareStarts(left.timeRange?.start, right.timeRange?.start));
}

function compareStarts(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return Date.parse(left) - Date.parse(right);
}
