import { entity, instantOf, judgedAs, list, text, type Facets, type RowInput, type RowOf } from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { judge, verdictColumns } from './judge.ts';
import { pageCells, pageColumns, resultUrl } from './page-columns.ts';
import type { Result } from './reply.ts';

export const resultColumns = {
  uuid: text('Number of the scan'),
  ...verdictColumns,
  categories: list('What the verdict calls the page, such as phishing'),
  brands: list('Brands the page imitates'),
  ...pageColumns,
  addresses: list('Addresses the page asked'),
  domains: list('Domains the page asked'),
  urls: list('URLs the page asked'),
  hashes: list('SHA-256 of what it got'),
  linkedDomains: list('Domains the page links to'),
  certificates: list('Certificates on the way: {subject, issuer, validFrom, validTo}'),
  screenshot: text('Picture of the page', { nullWhen: 'there is none' }),
  permalink: entity(Url, 'Page of the scan, for people'),
};

export const resultRow = (result: Result, uuid: string): RowInput<typeof resultColumns> => {
  const { task, page, lists, verdicts } = result;
  const overall = verdicts?.overall;
  return {
    uuid,
    ...judge(overall),
    score: overall?.score,
    categories: overall?.categories ?? [],
    brands: (overall?.brands ?? []).flatMap((brand) =>
      typeof brand === 'string' ? brand : (brand.name ?? brand.key ?? []),
    ),
    ...pageCells(page, task),
    addresses: lists.ips ?? [],
    domains: lists.domains ?? [],
    urls: lists.urls ?? [],
    hashes: lists.hashes ?? [],
    linkedDomains: lists.linkDomains ?? [],
    certificates: (lists.certificates ?? []).map(({ subjectName, issuer, validFrom, validTo }) => ({
      subject: subjectName ?? null,
      issuer: issuer ?? null,
      validFrom: instantOf(validFrom),
      validTo: instantOf(validTo),
    })),
    screenshot: task.screenshotURL,
    permalink: resultUrl(uuid),
  };
};

export const resultFacets: Facets<RowOf<typeof resultColumns>> = {
  reputation: (row) =>
    row.severity === 'unknown'
      ? undefined
      : {
          ...judgedAs(row),
          score: row.score,
          scale: [-100, 100],
          reliability: 'B',
          formedAt: row.scannedAt,
          reasons: [...row.categories, ...row.brands].map(String),
          details: { url: row.url, title: row.title },
          reference: row.permalink,
        },
  resolutions: ({ dns, ipAddress, scannedAt }) =>
    dns === null || ipAddress === null ? undefined : { dns, ipAddress, lastSeenAt: scannedAt },
};
