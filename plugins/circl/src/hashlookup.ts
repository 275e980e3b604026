import {
  entity,
  entityKey,
  found,
  instantOf,
  list,
  number,
  numberOf,
  text,
  time,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { FileHash } from '@pivotkit/entities';
import { z } from 'zod';

const notSaid = 'hashlookup does not say';
const words = z.string().nullish();
const amount = z.union([z.string(), z.number()]).nullish();

/** Numbers come as texts, hashes in upper case; which fields there are depends on the database the file is from. */
export const hashlookupReply = z
  .object({
    FileName: words,
    FileSize: amount,
    MD5: words,
    'SHA-1': words,
    'SHA-256': words,
    SSDEEP: words,
    TLSH: words,
    mimetype: words,
    source: words,
    db: words,
    'insert-timestamp': amount,
    KnownMalicious: z.union([z.string(), z.boolean()]).nullish(),
    'hashlookup:trust': z.number().min(0).max(100).nullish(),
    'hashlookup:parent-total': z.int().min(0).nullish(),
    ProductCode: z.union([z.object({ ProductName: words, ProductVersion: words }), z.string(), z.number()]).nullish(),
    parents: z.array(z.object({ 'SHA-1': words, PackageName: words, PackageVersion: words })).nullish(),
  })
  .refine((reply) => reply.MD5 ?? reply['SHA-1'] ?? reply['SHA-256'], { error: 'it names no hash' });

export type Hashlookup = z.output<typeof hashlookupReply>;

export type Judgement = Pick<Opinion, 'judgement' | 'severity'>;

/**
 * The rule:
 * - `malicious`, severity `high`: a source has it as known malicious.
 * - `benign`, severity `information`: the trust is above 50, where several sources ship it.
 * - `unknown`, severity `information`: known, without such trust. A file that is known need not be harmless.
 */
export function judge(knownMalicious: string | null, trust: number | null): Judgement {
  if (knownMalicious !== null) return { judgement: 'malicious', severity: 'high' };
  return { judgement: trust !== null && trust > 50 ? 'benign' : 'unknown', severity: 'information' };
}

export const hashlookupColumns = {
  judgement: text('malicious if a source says so, benign if the trust is above 50, else unknown'),
  severity: text('high or information, for comparison with other sources'),
  trust: number('How much sources agree that the file is what it should be; 50 is neutral', {
    unit: 'percent',
    range: [0, 100],
    nullWhen: notSaid,
  }),
  knownMalicious: text('Source that has it as malicious', { nullWhen: 'no source does' }),
  fileName: text('Name of the file in the source', { nullWhen: notSaid }),
  sizeBytes: number('Size of the file', { unit: 'bytes', nullWhen: notSaid }),
  mimeType: text('MIME type of the file', { nullWhen: notSaid }),
  md5: entity(FileHash, 'MD5 of the file', { nullWhen: notSaid }),
  sha1: entity(FileHash, 'SHA-1 of the file', { nullWhen: notSaid }),
  sha256: entity(FileHash, 'SHA-256 of the file', { nullWhen: notSaid }),
  ssdeep: text('Fuzzy hash ssdeep', { nullWhen: notSaid }),
  tlsh: text('Fuzzy hash TLSH', { nullWhen: notSaid }),
  product: text('Product the file belongs to', { nullWhen: notSaid }),
  source: text('Where hashlookup has it from, such as NSRL', { nullWhen: notSaid }),
  database: text('Database of the source', { nullWhen: notSaid }),
  parents: number('Packages the file is part of', { unit: 'packages', nullWhen: notSaid }),
  packages: list('The first of them: {name, version, sha1}', { nullWhen: notSaid }),
  insertedAt: time('When hashlookup took it in', { nullWhen: notSaid }),
};

export function hashlookupRow(reply: Hashlookup): LookupResult<RowInput<typeof hashlookupColumns>> {
  const trust = reply['hashlookup:trust'] ?? null;
  const knownMalicious = maliciousBy(reply.KnownMalicious);
  return found({
    ...judge(knownMalicious, trust),
    trust,
    knownMalicious,
    fileName: reply.FileName,
    sizeBytes: numberOf(reply.FileSize),
    mimeType: reply.mimetype,
    md5: entityKey(FileHash, reply.MD5),
    sha1: entityKey(FileHash, reply['SHA-1']),
    sha256: entityKey(FileHash, reply['SHA-256']),
    ssdeep: reply.SSDEEP,
    tlsh: reply.TLSH,
    product: productOf(reply.ProductCode),
    source: reply.source,
    database: reply.db,
    parents: reply['hashlookup:parent-total'] ?? reply.parents?.length,
    packages: reply.parents?.map((each) => ({
      name: each.PackageName ?? null,
      version: each.PackageVersion ?? null,
      sha1: entityKey(FileHash, each['SHA-1']),
    })),
    insertedAt: instantOf(numberOf(reply['insert-timestamp'])),
  });
}

function maliciousBy(said: string | boolean | null | undefined): string | null {
  if (said === undefined || said === null || said === false || said === '') return null;
  return said === true ? 'hashlookup' : said;
}

function productOf(product: Hashlookup['ProductCode']): string | null {
  if (typeof product !== 'object' || product === null) return null;
  const { ProductName: name, ProductVersion: version } = product;
  return name === undefined || name === null ? null : [name, version].filter(Boolean).join(' ');
}

export const hashlookupOpinion = (row: RowOf<typeof hashlookupColumns>): Opinion => ({
  ...judge(row.knownMalicious, row.trust),
  score: row.trust,
  scale: [100, 0],
  reliability: 'B',
  reasons:
    row.knownMalicious === null
      ? [`known file, trust ${row.trust ?? 'not said'}`]
      : [`malicious by ${row.knownMalicious}`],
  details: { fileName: row.fileName, product: row.product, source: row.source },
});
