import {
  entityKey,
  found,
  instantOf,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns, type IpAddress } from '@pivotkit/entities';
import { categoryName } from './categories.ts';
import type { checkColumns, reportsColumns } from './columns.ts';
import { judge } from './judge.ts';
import type { Check, Report, ReportsPage } from './reply.ts';

export function checkRow(data: Check, { address }: IpAddress): LookupResult<RowInput<typeof checkColumns>> {
  return found({
    ...judge(data),
    score: data.abuseConfidenceScore,
    reports: data.totalReports,
    reporters: data.numDistinctUsers,
    lastReportedAt: instantOf(data.lastReportedAt),
    isWhitelisted: data.isWhitelisted,
    isTor: data.isTor,
    usageType: data.usageType,
    isp: data.isp,
    domain: entityKey(Dns, data.domain),
    hostnames: data.hostnames,
    country: data.countryCode,
    permalink: `https://www.abuseipdb.com/check/${encodeURIComponent(address).replaceAll('%3A', ':')}`,
  });
}

export const reportRows = ({ results }: ReportsPage): LookupResult<RowInput<typeof reportsColumns>> =>
  found(results.map(reportRow));

const reportRow = (report: Report): RowInput<typeof reportsColumns> => ({
  reportedAt: instantOf(report.reportedAt),
  categories: report.categories.map(categoryName),
  comment: report.comment,
  reporterId: report.reporterId,
  reporterCountry: report.reporterCountryCode,
});

/** Nothing where nobody reported the address: that is no opinion. */
export function opinionOf(row: RowOf<typeof checkColumns>): Opinion | undefined {
  const { judgement, severity } = judgementIn(row);
  if (severity === 'unknown') return undefined;
  return {
    judgement,
    severity,
    score: row.score,
    scale: [0, 100],
    reliability: 'C',
    formedAt: row.lastReportedAt,
    reasons: [`score ${row.score}, ${row.reports} reports`],
    details: { usageType: row.usageType, isp: row.isp, country: row.country, isTor: row.isTor },
    reference: row.permalink,
  };
}

const judgementIn = ({ score, isWhitelisted, reports }: RowOf<typeof checkColumns>) =>
  judge({ abuseConfidenceScore: score, isWhitelisted, totalReports: reports });
