import { found, instantOf, judgedAs, type LookupResult, type Opinion, type RowInput, type RowOf } from '@pivotkit/core';
import type { reportColumns } from './columns.ts';
import { judge } from './judge.ts';
import type { EngineStats, ReportAttributes, ReportReply, ReportType } from './reply.ts';

type ReportRow = RowInput<typeof reportColumns>;

/** Places of reports on the web site, by the API's name of the type. */
const pages: Readonly<Record<ReportType, string>> = {
  ip_address: 'ip-address',
  domain: 'domain',
  url: 'url',
  file: 'file',
};

/** A report as one row; attributes that are absent become null. */
export function reportRow({ data: { id, type, attributes } }: ReportReply): LookupResult<ReportRow> {
  return found({
    ...judge(type, attributes),
    ...engineColumns(attributes),
    ...communityColumns(attributes),
    ...ofAddress(attributes),
    ...ofSite(attributes),
    ...(type === 'file' ? ofFile(id, attributes) : {}),
    tags: attributes.tags,
    permalink: `https://www.virustotal.com/gui/${pages[type]}/${encodeURIComponent(id).replaceAll('%3A', ':')}`,
  });
}

function engineColumns({ last_analysis_stats: stats, last_analysis_date, last_analysis_results }: ReportAttributes) {
  return {
    ...(stats === undefined || stats === null ? {} : countColumns(stats)),
    detections: detectionsIn(last_analysis_results),
    lastAnalysisAt: instantOf(last_analysis_date),
  };
}

function countColumns(stats: EngineStats) {
  return {
    malicious: stats.malicious,
    suspicious: stats.suspicious,
    harmless: stats.harmless,
    undetected: stats.undetected,
    timeouts: stats.timeout + stats['confirmed-timeout'],
    engines: Object.values(stats).reduce((sum, engines) => sum + engines, 0),
  };
}

/** In the order of the engines' names, so that equal reports give equal rows. */
function detectionsIn(results: ReportAttributes['last_analysis_results']) {
  if (results === undefined || results === null) return null;
  return Object.entries(results)
    .filter(([, { category }]) => category === 'malicious' || category === 'suspicious')
    .map(([engine, { category, result }]) => ({ engine, category, result: result ?? null }))
    .sort((left, right) => (left.engine < right.engine ? -1 : 1));
}

const communityColumns = ({ reputation, total_votes: votes }: ReportAttributes) => ({
  reputation,
  votesMalicious: votes?.malicious,
  votesHarmless: votes?.harmless,
});

const ofAddress = ({ asn, as_owner, country, network }: ReportAttributes) => ({
  asn,
  asOwner: as_owner,
  country,
  network,
});

const ofSite = (attributes: ReportAttributes) => ({
  categories: Array.isArray(attributes.categories) ? null : attributes.categories,
  registrar: attributes.registrar,
  createdAt: instantOf(attributes.creation_date),
  lastFinalUrl: attributes.last_final_url,
  title: attributes.title,
  httpStatus: attributes.last_http_response_code,
});

const ofFile = (id: string, attributes: ReportAttributes) => ({
  meaningfulName: attributes.meaningful_name,
  names: attributes.names,
  typeDescription: attributes.type_description,
  sizeBytes: attributes.size,
  fileSha256: (attributes.sha256 ?? id).toLowerCase(),
  threatLabel: attributes.popular_threat_classification?.suggested_threat_label,
});

/** The report as an opinion: how many of the engines say malicious. None where no engine has one. */
export function opinionOf(row: RowOf<typeof reportColumns>): Opinion | undefined {
  if (row.severity === 'unknown') return undefined;
  return {
    ...judgedAs(row),
    score: row.malicious,
    scale: [0, row.engines ?? 0],
    reliability: 'B',
    formedAt: row.lastAnalysisAt,
    reasons: [`${row.malicious} of ${row.engines} engines`, ...(row.threatLabel === null ? [] : [row.threatLabel])],
    details: { reputation: row.reputation, tags: row.tags },
    reference: row.permalink,
  };
}
