import { z } from 'zod';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
/** Some numbers come as texts (`status: "200"`), and autonomous systems with and without `AS`. */
const numeric = z.union([z.number(), z.string()]).nullish();

const verdict = z.object({
  score: z.number().nullish(),
  malicious: z.boolean().nullish(),
  categories: texts,
  /** Names, or objects with a name. */
  brands: z.array(z.union([z.string(), z.object({ name: text, key: text })])).nullish(),
  tags: texts,
});

const page = z.object({
  url: text,
  domain: text,
  ip: text,
  asn: text,
  asnname: text,
  country: text,
  server: text,
  title: text,
  status: numeric,
  mimeType: text,
  tlsIssuer: text,
  tlsValidFrom: text,
  tlsValidDays: z.number().nullish(),
});

const task = z.object({
  uuid: text,
  time: text,
  url: text,
  visibility: text,
  method: text,
  tags: texts,
});

/** One scan in a list. https://docs.urlscan.io (search), read 2026-11-28; parts depend on the plan. */
export const scanItem = z.object({
  _id: z.string().min(1),
  sort: z.array(z.union([z.string(), z.number()])).nullish(),
  task: task.default({}),
  page: page.default({}),
  verdicts: verdict.nullish(),
  screenshot: text,
});

export const searchReply = z.object({
  results: z.array(scanItem),
  has_more: z.boolean().nullish(),
});

/** The whole of one scan. https://docs.urlscan.io (result), read 2026-11-28: any part of its parts may be missing. */
export const resultReply = z.object({
  task: task.extend({ screenshotURL: text, reportURL: text }),
  page: page.default({}),
  lists: z
    .object({
      ips: texts,
      domains: texts,
      urls: texts,
      hashes: texts,
      linkDomains: texts,
      certificates: z
        .array(z.object({ subjectName: text, issuer: text, validFrom: numeric, validTo: numeric }))
        .nullish(),
    })
    .default({}),
  verdicts: z.object({ overall: verdict.nullish() }).nullish(),
});

/** The result of a scan that was waited for: it has the number it was begun under. */
export const finishedReply = resultReply.extend({ task: resultReply.shape.task.extend({ uuid: z.string() }) });

/** What a submission is answered with. */
export const submitReply = z.object({ uuid: z.string().min(1), visibility: text });

export type Verdict = z.output<typeof verdict>;
export type ScanItem = z.output<typeof scanItem>;
export type SearchReply = z.output<typeof searchReply>;
export type Result = z.output<typeof resultReply>;
export type Page = z.output<typeof page>;
export type Task = z.output<typeof task>;
