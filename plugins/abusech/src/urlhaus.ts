import {
  entity,
  entityKey,
  found,
  instantOf,
  list,
  number,
  numberOf,
  object,
  text,
  time,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { FileHash, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { judgeByState, malicious } from './judge.ts';

const notSaid = 'URLhaus does not say';
const words = z.string().nullish();
const count = z.union([z.string(), z.number()]).nullish();
const tags = z.array(z.string()).nullish();

const listedUrl = z.object({
  url: z.string(),
  url_status: words,
  urlhaus_reference: words,
  date_added: words,
  firstseen: words,
  lastseen: words,
  threat: words,
  reporter: words,
  filename: words,
  tags,
});

/** What URLhaus says of a URL, a host or a payload; each has some of the fields. */
export const urlhausReply = z.object({
  query_status: z.literal('ok'),
  urlhaus_reference: words,
  url: words,
  url_status: words,
  date_added: words,
  last_online: words,
  threat: words,
  reporter: words,
  tags,
  blacklists: z.record(z.string(), z.string()).nullish(),
  firstseen: words,
  lastseen: words,
  url_count: count,
  urls: z.array(listedUrl).nullish(),
  payloads: z.array(z.object({ response_sha256: words, signature: words })).nullish(),
  md5_hash: words,
  sha256_hash: words,
  file_type: words,
  file_size: count,
  signature: words,
});

export type UrlhausReply = z.output<typeof urlhausReply>;

export const urlhausColumns = {
  judgement: text('malicious for payloads and what is online, suspicious for what is offline'),
  severity: text('high or warning, for comparison with other sources'),
  listed: text('What is listed: url, host or payload'),
  online: number('URLs of it that serve malware now', { unit: 'URLs' }),
  urls: number('URLs of it that URLhaus knows', { unit: 'URLs', nullWhen: notSaid }),
  threat: text('What the URLs do, such as malware_download', { nullWhen: notSaid }),
  tags: list('Tags of the URLs', { nullWhen: notSaid }),
  signatures: list('Malware families of the payloads', { nullWhen: notSaid }),
  firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen, or last online', { nullWhen: notSaid }),
  reporter: text('Who reported the URL', { nullWhen: 'not a URL, or URLhaus does not say' }),
  blacklists: object('What other lists say: spamhaus_dbl, surbl', {
    nullWhen: 'URLhaus does not say, as for addresses',
  }),
  payloadSha256: entity(FileHash, 'SHA-256 of the payload, or of the last one the URL served', { nullWhen: notSaid }),
  fileType: text('Type of the payload', { nullWhen: 'not a payload, or URLhaus does not say' }),
  sizeBytes: number('Size of the payload', { unit: 'bytes', nullWhen: 'not a payload, or URLhaus does not say' }),
  permalink: text('Page of it, for people', { nullWhen: notSaid }),
};

export function urlhausRow(reply: UrlhausReply): LookupResult<RowInput<typeof urlhausColumns>> {
  const urls = urlsOf(reply);
  const online = urls.filter(({ url_status }) => url_status === 'online').length;
  const isPayload = reply.sha256_hash !== undefined || reply.md5_hash !== undefined;
  const sha256 = reply.sha256_hash ?? reply.payloads?.find(({ response_sha256 }) => response_sha256)?.response_sha256;
  return found({
    ...(isPayload ? malicious : judgeByState(online > 0)),
    listed: isPayload ? 'payload' : typeof reply.url === 'string' ? 'url' : 'host',
    online,
    urls: numberOf(reply.url_count) ?? urls.length,
    threat: urls.find(({ threat }) => threat)?.threat,
    tags: distinct(urls.flatMap((url) => url.tags ?? [])),
    signatures: distinct([reply.signature, ...(reply.payloads ?? []).map(({ signature }) => signature)]),
    firstSeenAt: instantOf(reply.firstseen ?? reply.date_added),
    lastSeenAt: instantOf(reply.lastseen ?? reply.last_online),
    reporter: reply.reporter,
    blacklists: reply.blacklists,
    payloadSha256: entityKey(FileHash, sha256),
    fileType: reply.file_type,
    sizeBytes: numberOf(reply.file_size),
    permalink: reply.urlhaus_reference,
  });
}

export const urlhausUrlsColumns = {
  url: entity(Url, 'URL that serves or served malware'),
  state: text('online, offline or unknown', { nullWhen: notSaid }),
  threat: text('What it does, such as malware_download', { nullWhen: notSaid }),
  tags: list('Tags of the URL', { nullWhen: notSaid }),
  firstSeenAt: time('When URLhaus was told of it', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
  fileName: text('Name under which it served the payload', { nullWhen: notSaid }),
  reporter: text('Who reported it', { nullWhen: notSaid }),
  permalink: text('Page of the URL, for people', { nullWhen: notSaid }),
};

/** What is listed and no URL is left out. */
export const urlhausUrlRows = (reply: UrlhausReply): LookupResult<RowInput<typeof urlhausUrlsColumns>> =>
  found(
    urlsOf(reply).flatMap((listed) => {
      const url = entityKey(Url, listed.url);
      return url === null ? [] : [urlRow(url, listed)];
    }),
  );

const urlRow = (url: string, listed: z.output<typeof listedUrl>): RowInput<typeof urlhausUrlsColumns> => ({
  url,
  state: listed.url_status,
  threat: listed.threat,
  tags: listed.tags,
  firstSeenAt: instantOf(listed.date_added ?? listed.firstseen),
  lastSeenAt: instantOf(listed.lastseen),
  fileName: listed.filename,
  reporter: listed.reporter,
  permalink: listed.urlhaus_reference,
});

/** The URLs of a host or payload; a URL is its own. */
function urlsOf({ urls, url, ...reply }: UrlhausReply): readonly z.output<typeof listedUrl>[] {
  return typeof url === 'string' ? [{ ...reply, url }] : (urls ?? []);
}

const distinct = (texts: readonly (string | null | undefined)[]): string[] => [
  ...new Set(texts.filter((each) => typeof each === 'string').filter((each) => each !== '')),
];

export const urlhausOpinion = (row: RowOf<typeof urlhausColumns>): Opinion => ({
  ...(row.listed === 'payload' ? malicious : judgeByState(row.online > 0)),
  reliability: 'B',
  formedAt: row.lastSeenAt ?? row.firstSeenAt,
  reasons: [`${row.listed} listed, ${row.online} URLs online`, ...(row.threat === null ? [] : [row.threat])],
  details: { tags: row.tags, signatures: row.signatures, urls: row.urls },
  reference: row.permalink,
});
