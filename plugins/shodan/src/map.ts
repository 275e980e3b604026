import {
  entityKey,
  found,
  instantOf,
  numberOf,
  type CertificateSeen,
  type LookupResult,
  type Resolution,
  type RowInput,
  type RowOf,
  type Subdomain,
} from '@pivotkit/core';
import { Dns, FileHash, IpAddress } from '@pivotkit/entities';
import type { domainColumns, hostColumns, internetdbColumns, servicesColumns } from './columns.ts';
import type { DomainReply, HostReply, InternetdbReply, Service, Vulns } from './reply.ts';

export function hostRow(reply: HostReply, { address }: IpAddress): LookupResult<RowInput<typeof hostColumns>> {
  return found({
    ports: [...reply.ports].sort((left, right) => left - right),
    hostnames: reply.hostnames,
    domains: reply.domains,
    tags: reply.tags,
    vulnerabilities: namesOf(reply.vulns),
    operatingSystem: reply.os,
    organization: reply.org,
    isp: reply.isp,
    asn: numberOf(reply.asn?.replace(/^AS/i, '')),
    country: reply.country_code,
    city: reply.city,
    latitude: reply.latitude,
    longitude: reply.longitude,
    lastSeenAt: instantOf(reply.last_update),
    permalink: `https://www.shodan.io/host/${address}`,
  });
}

export const serviceRows = ({
  data,
}: {
  readonly data: readonly Service[];
}): LookupResult<RowInput<typeof servicesColumns>> => found(data.map(serviceRow));

function serviceRow({ http, ssl, ...service }: Service): RowInput<typeof servicesColumns> {
  const { cert, jarm } = ssl ?? {};
  return {
    port: service.port,
    transport: service.transport,
    protocol: service._shodan?.module,
    product: service.product,
    version: service.version,
    cpes: typeof service.cpe === 'string' ? [service.cpe] : service.cpe,
    vulnerabilities: namesOf(service.vulns),
    httpTitle: http?.title,
    httpServer: http?.server,
    certificateSubject: cert?.subject?.CN,
    certificateIssuer: cert?.issuer?.CN,
    certificateSha1: entityKey(FileHash, cert?.fingerprint?.sha1),
    certificateSha256: entityKey(FileHash, cert?.fingerprint?.sha256),
    jarm,
    banner: service.data?.slice(0, 500),
    seenAt: instantOf(service.timestamp),
  };
}

/** Sorted, so that equal replies give equal rows. */
const namesOf = (vulns: Vulns): readonly string[] | null =>
  vulns === undefined || vulns === null ? null : [...(Array.isArray(vulns) ? vulns : Object.keys(vulns))].sort();

export function domainRows({ domain, data, more }: DomainReply): LookupResult<RowInput<typeof domainColumns>> {
  const rows = data.map(({ subdomain, type, value, last_seen }) => ({
    name: entityKey(Dns, subdomain === '' ? domain : `${subdomain}.${domain}`),
    recordType: type,
    value,
    ipAddress: type === 'A' || type === 'AAAA' ? entityKey(IpAddress, value) : null,
    target: ['CNAME', 'MX', 'NS'].includes(type) ? entityKey(Dns, value) : null,
    lastSeenAt: instantOf(last_seen),
  }));
  const result = found(rows);
  const isCut = more === true && result.status === 'found';
  return isCut ? { ...result, note: 'the first page of records; Shodan has more' } : result;
}

export const internetdbRow = (reply: InternetdbReply): LookupResult<RowInput<typeof internetdbColumns>> =>
  found({
    ports: [...reply.ports].sort((left, right) => left - right),
    hostnames: reply.hostnames,
    cpes: reply.cpes,
    tags: reply.tags,
    vulnerabilities: namesOf(reply.vulns),
  });

export function certificateOf(row: RowOf<typeof servicesColumns>): CertificateSeen | undefined {
  if (row.certificateSha1 === null && row.certificateSha256 === null) return undefined;
  return {
    sha1: row.certificateSha1,
    sha256: row.certificateSha256,
    subject: row.certificateSubject,
    issuer: row.certificateIssuer,
    lastSeenAt: row.seenAt,
  };
}

export function resolutionOf(row: RowOf<typeof domainColumns>): Resolution | undefined {
  const { name, ipAddress, recordType, value, lastSeenAt } = row;
  return name === null ? undefined : { dns: name, ipAddress, recordType, value, lastSeenAt };
}

/** The records of one name are one name below the domain. */
export const subdomainOf = ({ name, lastSeenAt }: RowOf<typeof domainColumns>): Subdomain | undefined =>
  name === null ? undefined : { dns: name, lastSeenAt };
