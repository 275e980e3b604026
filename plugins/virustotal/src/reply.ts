import { z } from 'zod';

const count = z.int().nonnegative();
export const epochSeconds = z.number();
const textList = z.array(z.string());

export const stats = z.object({
  malicious: count.default(0),
  suspicious: count.default(0),
  harmless: count.default(0),
  undetected: count.default(0),
  timeout: count.default(0),
  'confirmed-timeout': count.default(0),
  failure: count.default(0),
  'type-unsupported': count.default(0),
});

/**
 * What VirusTotal says about an address, a domain, a URL or a file: any attribute may be absent.
 * https://docs.virustotal.com/reference (ip-object, domains-object, url-object, files), read 2026-11-20.
 */
export const attributes = z.object({
  last_analysis_stats: stats.nullish(),
  last_analysis_results: z
    .record(z.string(), z.object({ category: z.string(), result: z.string().nullish() }))
    .nullish(),
  last_analysis_date: epochSeconds.nullish(),
  reputation: z.number().nullish(),
  total_votes: z.object({ harmless: count.default(0), malicious: count.default(0) }).nullish(),
  tags: textList.nullish(),
  categories: z.union([z.record(z.string(), z.string()), textList]).nullish(),
  asn: count.nullish(),
  as_owner: z.string().nullish(),
  country: z.string().nullish(),
  network: z.string().nullish(),
  registrar: z.string().nullish(),
  creation_date: epochSeconds.nullish(),
  last_final_url: z.string().nullish(),
  title: z.string().nullish(),
  last_http_response_code: z.int().nullish(),
  meaningful_name: z.string().nullish(),
  names: textList.nullish(),
  type_description: z.string().nullish(),
  size: count.nullish(),
  sha256: z.string().nullish(),
  popular_threat_classification: z.object({ suggested_threat_label: z.string().nullish() }).nullish(),
  url: z.string().nullish(),
  first_submission_date: epochSeconds.nullish(),
  last_submission_date: epochSeconds.nullish(),
});

/** A report of VirusTotal's API v3: `{ data: { id, type, attributes } }`. */
export const reportReply = z.object({
  data: z.object({
    id: z.string().min(1),
    type: z.enum(['ip_address', 'domain', 'url', 'file']),
    attributes: attributes.default({}),
  }),
});

/**
 * A page of related objects. What is one alone (`last_serving_ip_address`) is an object instead of a list, null where
 * there is none. https://docs.virustotal.com/reference/relationships, read 2026-11-28.
 */
export const listReply = <Item>(item: z.ZodType<Item>) =>
  z.object({
    data: z.union([z.array(item), item.transform((one) => [one]), z.null().transform((): Item[] => [])]),
    meta: z.object({ cursor: z.string().nullish() }).nullish(),
  });

/** A related object. Where VirusTotal knows of it, but keeps nothing about it, it has no attributes. */
export const related = <Attributes extends z.ZodType>(attributesOf: Attributes) =>
  z.object({ id: z.string().min(1), attributes: attributesOf });

export type ReportReply = z.output<typeof reportReply>;
export type ReportAttributes = z.output<typeof attributes>;
export type ReportType = ReportReply['data']['type'];
export type EngineStats = z.output<typeof stats>;
