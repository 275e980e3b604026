import {
  entityKey,
  found,
  instantOf,
  notFound,
  numberOf,
  type LookupResult,
  type Opinion,
  type RowInput,
} from '@pivotkit/core';
import { Dns, type IpAddress } from '@pivotkit/entities';
import type { communityColumns, contextColumns, quickColumns } from './columns.ts';
import { judge } from './judge.ts';
import type { AddressReply, Community, Scanner, Service } from './reply.ts';

type QuickRow = RowInput<typeof quickColumns>;

export function communityRow(reply: Community): LookupResult<RowInput<typeof communityColumns>> {
  const { noise, riot, classification, name, last_seen, link } = reply;
  if (!noise && !riot) return notFound();
  return found({
    ...judge({ classification, trustLevel: null }),
    classification: written(classification),
    isNoise: noise,
    isService: riot,
    name: name === 'unknown' ? null : written(name),
    lastSeenAt: instantOf(last_seen),
    permalink: written(link),
  });
}

/** In both data sets unknown is not found; a data set that the plan hides is told in the note. */
export function quickRow(reply: AddressReply): LookupResult<QuickRow> {
  const scanner = reply.internet_scanner_intelligence;
  const service = reply.business_service_intelligence;
  if (scanner.found !== true && service.found !== true) return notFound(hiddenIn(scanner, service));
  const trustLevel = service.found === true ? numberOf(service.trust_level) : null;
  return found({
    ...judge({ classification: scanner.classification, trustLevel }),
    classification: written(scanner.classification),
    isScanner: scanner.found,
    isService: service.found,
    trustLevel,
  });
}

function hiddenIn(scanner: Scanner, service: Service): string | undefined {
  const hidden = [
    ...(typeof scanner.found === 'boolean' ? [] : ['scanners']),
    ...(typeof service.found === 'boolean' ? [] : ['business services']),
  ];
  return hidden.length === 0 ? undefined : `the plan behind the key does not show ${hidden.join(' and ')}`;
}

export function contextRow(reply: AddressReply, { address }: IpAddress): LookupResult<RowInput<typeof contextColumns>> {
  const quick = quickRow(reply);
  if (quick.status !== 'found') return quick;
  return found(
    quick.rows.map((row) => ({
      ...row,
      ...scannerCells(reply.internet_scanner_intelligence),
      serviceName: written(reply.business_service_intelligence.name),
      serviceCategory: written(reply.business_service_intelligence.category),
      restricted: reply.request_metadata?.restricted_fields,
      permalink: `https://viz.greynoise.io/ip/${address}`,
    })),
  );
}

const scannerCells = ({ metadata, ...scanner }: Scanner) => ({
  actor: scanner.actor === 'unknown' ? null : written(scanner.actor),
  tags: scanner.tags?.map(({ name }) => name),
  cves: scanner.cves,
  firstSeenAt: instantOf(scanner.first_seen),
  lastSeenAt: instantOf(scanner.last_seen_timestamp) ?? instantOf(scanner.last_seen),
  isSpoofable: scanner.spoofable,
  isBot: scanner.bot,
  isTor: scanner.tor,
  isVpn: scanner.vpn,
  vpnService: written(scanner.vpn_service),
  asn: numberOf(metadata?.asn?.replace(/^AS/i, '')),
  organization: written(metadata?.organization),
  country: written(metadata?.source_country_code) ?? written(metadata?.source_country),
  reverseName: entityKey(Dns, metadata?.rdns),
});

/** GreyNoise writes `''` for what it does not know. */
const written = (text: string | null | undefined): string | null => (text === undefined || text === '' ? null : text);

/** What an opinion is made of; the pivots know more or less of it. */
interface Judged {
  readonly classification: string | null;
  readonly trustLevel?: number | null;
  readonly lastSeenAt?: Date | null;
  readonly tags?: readonly unknown[] | null;
  readonly actor?: string | null;
  readonly serviceName?: string | null;
  readonly cves?: readonly unknown[] | null;
  readonly permalink?: string | null;
}

export function opinionOf({ classification, trustLevel = null, tags, ...row }: Judged): Opinion {
  const words = [...(classification === null ? [] : [classification]), ...(tags ?? []).map(String)];
  return {
    ...judge({ classification, trustLevel }),
    reliability: 'B',
    formedAt: row.lastSeenAt,
    reasons: words,
    details: { actor: row.actor, serviceName: row.serviceName, cves: row.cves },
    reference: row.permalink,
  };
}
