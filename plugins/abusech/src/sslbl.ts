import {
  found,
  instantOf,
  notFound,
  notSupported,
  text,
  time,
  type FetchedList,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import type { FileHash } from '@pivotkit/entities';
import { z } from 'zod';
import { sslblDownloads, sslblRequest, type Settings } from './client.ts';
import { malicious } from './judge.ts';

interface Listing {
  readonly listedAt: Date | null;
  readonly reason: string;
}

/** Listings by the SHA-1 of the certificate, lower case. */
export type Certificates = ReadonlyMap<string, Listing>;

/** CSV with every line that is no entry behind `#`, the header too. */
export const sslblList: ListDeclaration<string, Certificates, Settings> = {
  name: 'the list of SSLBL',
  provider: sslblDownloads,
  request: sslblRequest,
  format: 'text',
  reply: z.string().includes('Listingdate,SHA1', { error: 'it has no header of the list' }),
  index: (text) => new Map(text.split(/\r?\n/).flatMap(listingOf)),
  size: ({ size }) => size,
  mayBeEmpty: true,
  refreshMs: ({ refreshMinutes }) => refreshMinutes * 60_000,
};

function listingOf(line: string): [sha1: string, listing: Listing][] {
  if (line.trim() === '' || line.startsWith('#')) return [];
  const [, date, sha1, reason] = /^([^,]*),([\da-f]{40}),(.*)$/i.exec(line) ?? [];
  if (sha1 === undefined || reason === undefined) throw new Error(`'${line.slice(0, 80)}' is no entry of the list`);
  return [[sha1.toLowerCase(), { listedAt: instantOf(date), reason }]];
}

/** The list is of SHA-1 fingerprints alone. */
export const listFor = (
  list: FetchedList<Certificates>,
  { algorithm }: FileHash,
): FetchedList<Certificates> | LookupResult<never> =>
  algorithm === 'sha1' ? list : notSupported('SSLBL lists certificates by their SHA-1 alone');

export const sslblColumns = {
  judgement: text('malicious: the certificate is used by servers of botnets or malware'),
  severity: text('high, for comparison with other sources'),
  reason: text('Why it is listed, such as the malware and `C&C`'),
  listedAt: time('When it was listed', { nullWhen: 'SSLBL does not say' }),
  listAsOf: time('When the list was fetched or confirmed'),
};

export function sslblRow(
  { content, asOf }: ListNow<Certificates>,
  { value }: FileHash,
): LookupResult<RowInput<typeof sslblColumns>> {
  const listing = content.get(value);
  return listing === undefined ? notFound() : found({ ...malicious, ...listing, listAsOf: asOf });
}

export const sslblOpinion = ({ reason, listedAt }: RowOf<typeof sslblColumns>): Opinion => ({
  ...malicious,
  reliability: 'B',
  formedAt: listedAt,
  reasons: [reason],
  reference: 'https://sslbl.abuse.ch',
});
