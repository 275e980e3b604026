import type { EntityClass } from '@pivotkit/entities';
import type { Opinion } from '../pivot/facet.ts';
import { parseTime } from '../table/index.ts';

// What services write, as the cells of columns. Absent, null and what cannot be read all become null.

/** The key of what a text names, for an `entity(…)` column, so that the cell can be asked about next. */
export function entityKey(cls: EntityClass, text: string | null | undefined): string | null {
  if (text === undefined || text === null) return null;
  const parsed = cls.parse(text);
  return parsed.ok ? parsed.value.key : null;
}

/** An instant written in ISO 8601 (UTC where no zone is given) or as seconds since 1970. */
export function instantOf(written: string | number | null | undefined): Date | null {
  if (typeof written === 'string') return parseTime(written.trim()) ?? null;
  if (typeof written !== 'number') return null;
  const date = new Date(written * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A number written as such or as decimal digits. */
export function numberOf(written: string | number | null | undefined): number | null {
  if (typeof written === 'number') return Number.isFinite(written) ? written : null;
  return typeof written === 'string' && /^\s*-?\d{1,300}(\.\d+)?\s*$/.test(written) ? Number(written) : null;
}

const judgements = ['malicious', 'suspicious', 'benign', 'unknown'] as const;
const severities = ['high', 'warning', 'information', 'unknown'] as const;

/** The other way round, for `facets.reputation`: what the columns `judgement` and `severity` hold, as an opinion says it. */
export const judgedAs = (row: {
  readonly judgement: string;
  readonly severity: string;
}): Pick<Opinion, 'judgement' | 'severity'> => ({
  judgement: judgements.find((each) => each === row.judgement) ?? 'unknown',
  severity: severities.find((each) => each === row.severity) ?? 'unknown',
});
