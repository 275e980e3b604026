import type { EngineStats, ReportAttributes, ReportType } from './reply.ts';

export interface Judgement {
  readonly judgement: 'malicious' | 'suspicious' | 'benign' | 'unknown';
  readonly severity: 'high' | 'warning' | 'information' | 'unknown';
}

/** One engine alone errs often; two are asked to agree. */
const enginesForMalicious = 2;
/** So few engines could be those that call everything harmless. */
const enginesForBenign = 5;

/**
 * The rule, for all kinds of things:
 * - `malicious`, severity `high`: at least 2 engines say malicious.
 * - `suspicious`, severity `warning`: 1 engine says malicious, or any says suspicious.
 * - `benign`, severity `information`: none of these, at least 5 engines say harmless and the community's score is not
 *   below 0.
 * - `unknown`: everything else; silence is never benign. Severity `information` where engines did give an opinion, which
 *   for files includes finding nothing; `unknown` where none did.
 */
export function judge(type: ReportType, { last_analysis_stats: stats, reputation }: ReportAttributes): Judgement {
  if (stats === undefined || stats === null) return { judgement: 'unknown', severity: 'unknown' };
  const { malicious, suspicious, harmless } = stats;
  if (malicious >= enginesForMalicious) return { judgement: 'malicious', severity: 'high' };
  if (malicious > 0 || suspicious > 0) return { judgement: 'suspicious', severity: 'warning' };
  const benign = harmless >= enginesForBenign && (reputation ?? 0) >= 0;
  return { judgement: benign ? 'benign' : 'unknown', severity: opinions(type, stats) > 0 ? 'information' : 'unknown' };
}

/** `undetected` is a finding about files; about addresses, domains and URLs it is how “unrated” is written. */
const opinions = (type: ReportType, { harmless, undetected }: EngineStats): number =>
  type === 'file' ? harmless + undetected : harmless;
