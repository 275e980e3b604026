import { z } from 'zod';

const count = z.int().min(0);

/** What `/check` says, as far as it is read. An address that nobody reported is a reply like any other, with zeros. */
export const checkReply = z.object({
  data: z.object({
    abuseConfidenceScore: z.number().min(0).max(100),
    totalReports: count,
    numDistinctUsers: count.nullish(),
    lastReportedAt: z.string().nullish(),
    isWhitelisted: z.boolean().nullish(),
    isPublic: z.boolean().nullish(),
    isTor: z.boolean().nullish(),
    countryCode: z.string().nullish(),
    usageType: z.string().nullish(),
    isp: z.string().nullish(),
    domain: z.string().nullish(),
    hostnames: z.array(z.string()).nullish(),
  }),
});

export type Check = z.output<typeof checkReply>['data'];

/** What `/reports` says: one page of them. */
export const reportsReply = z.object({
  data: z.object({
    nextPageUrl: z.string().nullish(),
    results: z.array(
      z.object({
        reportedAt: z.string().nullish(),
        comment: z.string().nullish(),
        categories: z.array(z.int()).default([]),
        reporterId: z.int().nullish(),
        reporterCountryCode: z.string().nullish(),
      }),
    ),
  }),
});

export type ReportsPage = z.output<typeof reportsReply>['data'];
export type Report = ReportsPage['results'][number];
