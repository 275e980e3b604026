import { found, type LookupResult, type RowInput } from '@pivotkit/core';
import type { reportColumns } from './columns.ts';
import type { ReportReply } from './reply.ts';

type ReportRow = RowInput<typeof reportColumns>;

/** A reply as a row. Silence of a service is no judgement, so nothing here is ever called harmless. */
export const reportRow = ({ score, first_seen: firstSeen, tags }: ReportReply): LookupResult<ReportRow> =>
  found({
    judgement: judgementOf(score),
    score,
    firstSeenAt: typeof firstSeen === 'string' ? new Date(firstSeen) : null,
    tags: tags ?? null,
  });

function judgementOf(score: number): string {
  if (score >= 70) return 'malicious';
  return score >= 30 ? 'suspicious' : 'unknown';
}
