import {
  entity,
  entityKey,
  found,
  instantOf,
  list,
  notFound,
  number,
  numberOf,
  text,
  time,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns, FileHash, IpAddress, Url, type File } from '@pivotkit/entities';
import { z } from 'zod';
import { judgeByConfidence } from './judge.ts';

const notSaid = 'ThreatFox does not say';
const words = z.string().nullish();

const indicator = z.object({
  id: z.union([z.string(), z.number()]),
  ioc: z.string(),
  ioc_type: z.string(),
  threat_type: words,
  malware: words,
  malware_printable: words,
  malware_malpedia: words,
  confidence_level: z.union([z.string(), z.number()]).nullish(),
  first_seen: words,
  last_seen: words,
  reference: words,
  reporter: words,
  tags: z.array(z.string()).nullish(),
});

export const threatfoxReply = z.object({ query_status: z.literal('ok'), data: z.array(indicator) });

type Indicator = z.output<typeof indicator>;

export const threatfoxColumns = {
  judgement: text('malicious from confidence 70 on, suspicious from 30 on or without one, else unknown'),
  severity: text('high, warning or information, for comparison with other sources'),
  indicator: text('What is listed, as ThreatFox writes it'),
  indicatorType: text('ip:port, domain, url, md5_hash, sha1_hash or sha256_hash'),
  ipAddress: entity(IpAddress, 'Address of the indicator', { nullWhen: 'it is no address with a port' }),
  port: number('Port of the indicator', { range: [0, 65_535], nullWhen: 'it is no address with a port' }),
  dns: entity(Dns, 'Domain of the indicator', { nullWhen: 'it is no domain' }),
  url: entity(Url, 'URL of the indicator', { nullWhen: 'it is no URL' }),
  hash: entity(FileHash, 'Hash of the indicator', { nullWhen: 'it is no hash' }),
  threatType: text('botnet_cc, payload_delivery, payload …', { nullWhen: notSaid }),
  malware: text('Name of the malware family', { nullWhen: notSaid }),
  confidence: number('How sure the reporter is', { unit: 'percent', range: [0, 100], nullWhen: notSaid }),
  firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
  tags: list('Tags of the reporter', { nullWhen: notSaid }),
  reporter: text('Who reported it', { nullWhen: notSaid }),
  reference: text('Where the reporter read it', { nullWhen: notSaid }),
  permalink: text('Page of the indicator, for people'),
};

type Asked = Url | Dns | IpAddress | FileHash | File;

/** One row an indicator about the thing itself; ThreatFox also finds what merely contains its text, which is left out. */
export function threatfoxRows(
  { data }: { readonly data: readonly Indicator[] },
  asked: Asked,
): LookupResult<RowInput<typeof threatfoxColumns>> {
  const rows = data.map((each) => threatfoxRow(each)).filter((row) => isAbout(row, asked));
  return rows.length === 0 ? notFound() : found(rows);
}

type Row = ReturnType<typeof threatfoxRow>;

function isAbout(row: Row, asked: Asked): boolean {
  switch (asked.kind) {
    case 'IpAddress':
      return row.ipAddress === asked.address || hostOf(row.url) === asked.address;
    case 'Dns':
      return row.dns === asked.domainName || hostOf(row.url) === asked.domainName;
    case 'Url':
      return row.url === asked.key;
    case 'FileHash':
    case 'File':
      // The search for a hash gives indicators of the malware with that hash, which need not hold it.
      return true;
  }
}

const hostOf = (url: string | null): string | undefined => (url === null ? undefined : Url.create(url).host);

function threatfoxRow(each: Indicator) {
  const isEndpoint = each.ioc_type === 'ip:port';
  const [, address, port] = (isEndpoint ? /^\[?(.+?)\]?:(\d{1,5})$/.exec(each.ioc) : null) ?? [];
  const confidence = percentOf(each.confidence_level);
  return {
    ...judgeByConfidence(confidence),
    indicator: each.ioc,
    indicatorType: each.ioc_type,
    ipAddress: entityKey(IpAddress, address),
    port: Number(port) <= 65_535 ? Number(port) : null,
    dns: each.ioc_type === 'domain' ? entityKey(Dns, each.ioc) : null,
    url: each.ioc_type === 'url' ? entityKey(Url, each.ioc) : null,
    hash: each.ioc_type.endsWith('_hash') ? entityKey(FileHash, each.ioc) : null,
    threatType: each.threat_type,
    malware: each.malware_printable ?? each.malware,
    confidence,
    firstSeenAt: instantOf(each.first_seen),
    lastSeenAt: instantOf(each.last_seen),
    tags: each.tags,
    reporter: each.reporter,
    reference: each.reference,
    permalink: `https://threatfox.abuse.ch/ioc/${encodeURIComponent(each.id)}/`,
  };
}

function percentOf(written: string | number | null | undefined): number | null {
  const percent = numberOf(written);
  return percent !== null && percent >= 0 && percent <= 100 ? percent : null;
}

export const threatfoxOpinion = (row: RowOf<typeof threatfoxColumns>): Opinion => ({
  ...judgeByConfidence(row.confidence),
  confidence: row.confidence,
  reliability: 'B',
  formedAt: row.lastSeenAt ?? row.firstSeenAt,
  reasons: [row.threatType, row.malware].filter((reason) => reason !== null),
  details: { indicator: row.indicator, tags: row.tags },
  reference: row.permalink,
});
