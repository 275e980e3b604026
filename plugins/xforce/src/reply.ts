import { z } from 'zod';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
/** Of addresses percentages, of URLs `true`. */
const categories = z.record(z.string(), z.union([z.number(), z.boolean()])).nullish();
const geo = z.object({ country: text, countrycode: text }).nullish();
const score = z.number().min(0).max(10).nullish();

const risk = z.object({ score, cats: categories });

/** For replies of which any part may be absent, but not all. */
const saysAny =
  <Name extends string>(...names: readonly Name[]) =>
  (reply: Readonly<Partial<Record<Name, unknown>>>): boolean =>
    names.some((name) => reply[name] !== undefined);

/** `/ipr/{ip}` says it at once, `/url/{url}` in `result`. Reasons and places may be absent. */
export const reportReply = risk
  .extend({
    result: risk.extend({ url: text }).nullish(),
    associated: z.array(risk.extend({ url: text })).nullish(),
    reason: text,
    reasonDescription: text,
    geo,
    /** Texts, or objects with one. */
    tags: z.array(z.union([z.string(), z.object({ tag: z.string() })])).nullish(),
  })
  .refine(saysAny('score', 'cats', 'result'), { error: 'it has neither score nor result' });

/** `/ipr/history/{ip}` and `/url/history/{url}`. */
export const historyReply = z.object({
  history: z
    .array(
      risk.extend({
        created: text,
        ip: text,
        reason: text,
        reasonDescription: text,
        geo,
        deleted: z.boolean().nullish(),
      }),
    )
    .nullable(),
});

const sighting = z.object({
  type: text,
  md5: text,
  domain: text,
  ip: text,
  uri: text,
  filepath: text,
  origin: text,
  count: z.number().nullish(),
  firstseen: text,
  lastseen: text,
  family: texts,
});

/** `/ipr/malware/{ip}` and `/url/malware/{url}`: a list here, while `/malware/{hash}` has an object. */
export const malwareSeenReply = z.object({ malware: z.array(sighting).nullable() });

/** Groups of where a file was seen: `{}` where there is nothing. */
const group = z.object({ rows: z.array(sighting).nullish() }).nullish();

/** `/malware/{hash}`; hashes come in capitals, after `0x`. */
export const malwareReply = z.object({
  malware: z.object({
    risk: text,
    type: text,
    hash: text,
    md5: text,
    created: text,
    family: texts,
    origins: z
      .object({
        CnCServers: group,
        downloadServers: group,
        external: z
          .object({
            source: text,
            firstSeen: text,
            lastSeen: text,
            malwareType: text,
            platform: text,
            detectionCoverage: z.number().nullish(),
            family: texts,
          })
          .nullish(),
      })
      .nullish(),
  }),
  tags: z.array(z.unknown()).nullish(),
});

/** `/resolve/{name or address}`; what DNS says now, and what it said (`Passive`). */
export const resolveReply = z
  .object({
    A: texts,
    AAAA: texts,
    MX: z.array(z.object({ exchange: z.string(), priority: z.number().nullish() })).nullish(),
    TXT: z.array(z.union([z.string(), z.array(z.string())])).nullish(),
    RDNS: texts,
    Passive: z
      .object({
        records: z.array(z.object({ value: z.string(), recordType: text, first: text, last: text })).nullish(),
      })
      .nullish(),
  })
  .refine(saysAny('A', 'AAAA', 'MX', 'TXT', 'RDNS', 'Passive'), { error: 'it has no records' });

/** `/whois/{name or address}`. */
export const whoisReply = z
  .object({
    registrarName: text,
    createdDate: text,
    updatedDate: text,
    expiresDate: text,
    contactEmail: text,
    contact: z.array(z.object({ type: text, name: text, organization: text, country: text, email: text })).nullish(),
  })
  .refine(saysAny('registrarName', 'createdDate', 'updatedDate', 'contactEmail', 'contact'), {
    error: 'it has no record',
  });

export type Report = z.output<typeof reportReply>;
export type History = z.output<typeof historyReply>;
export type Sighting = z.output<typeof sighting>;
export type Malware = z.output<typeof malwareReply>['malware'];
export type Resolve = z.output<typeof resolveReply>;
export type Categories = z.output<typeof categories>;
