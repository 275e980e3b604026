import { entity, list, number, text, time } from '@pivotkit/core';
import { Dns, FileHash, IpAddress } from '@pivotkit/entities';

const notSaid = 'Shodan does not say';
const noCertificate = 'the service shows no certificate, or Shodan does not say';

export const hostColumns = {
  ports: list('Ports that were open'),
  hostnames: list('Names of the address', { nullWhen: notSaid }),
  domains: list('Domains of these names', { nullWhen: notSaid }),
  tags: list('Tags of Shodan, such as `vpn`, `self-signed`', { nullWhen: notSaid }),
  vulnerabilities: list('CVEs by the versions of what was seen, hardly ever tried', { nullWhen: notSaid }),
  operatingSystem: text('Operating system', { nullWhen: notSaid }),
  organization: text('Who holds the address', { nullWhen: notSaid }),
  isp: text('Internet service provider', { nullWhen: notSaid }),
  asn: number('Number of the autonomous system', { unit: 'AS number', range: [0, 4_294_967_295], nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  city: text('City of the address', { nullWhen: notSaid }),
  latitude: number('Latitude', { unit: 'degrees', range: [-90, 90], nullWhen: notSaid }),
  longitude: number('Longitude', { unit: 'degrees', range: [-180, 180], nullWhen: notSaid }),
  lastSeenAt: time('When Shodan last saw it', { nullWhen: notSaid }),
  permalink: text('Page of the address, for people'),
};

export const servicesColumns = {
  port: number('Port of the service', { range: [0, 65_535] }),
  transport: text('tcp or udp', { nullWhen: notSaid }),
  protocol: text('What it speaks, such as `https`', { nullWhen: notSaid }),
  product: text('Program that answers', { nullWhen: notSaid }),
  version: text('Version of the program', { nullWhen: notSaid }),
  cpes: list('Program and version as Common Platform Enumeration', { nullWhen: notSaid }),
  vulnerabilities: list('CVEs by the version of the program, hardly ever tried', { nullWhen: notSaid }),
  httpTitle: text('Title of the page', { nullWhen: 'it speaks no HTTP, or Shodan does not say' }),
  httpServer: text('What the server calls itself', { nullWhen: 'it speaks no HTTP, or Shodan does not say' }),
  certificateSubject: text('Common name of the certificate', { nullWhen: noCertificate }),
  certificateIssuer: text('Common name of the issuer', { nullWhen: noCertificate }),
  certificateSha1: entity(FileHash, 'SHA-1 of the certificate', { nullWhen: noCertificate }),
  certificateSha256: entity(FileHash, 'SHA-256 of the certificate', { nullWhen: noCertificate }),
  jarm: text('JARM fingerprint of its TLS', { nullWhen: noCertificate }),
  banner: text('The first 500 characters it sent', { nullWhen: notSaid }),
  seenAt: time('When Shodan saw it', { nullWhen: notSaid }),
};

export const domainColumns = {
  name: entity(Dns, 'The domain or a name below it', { nullWhen: 'what Shodan writes is no name' }),
  recordType: text('A, AAAA, CNAME, MX, NS, TXT …'),
  value: text('What the record holds'),
  ipAddress: entity(IpAddress, 'Address the name leads to', { nullWhen: 'the record is not A or AAAA' }),
  target: entity(Dns, 'Name the record leads to', { nullWhen: 'the record is not CNAME, MX or NS' }),
  lastSeenAt: time('When Shodan last saw it', { nullWhen: notSaid }),
};

export const internetdbColumns = {
  ports: list('Ports that were open'),
  hostnames: list('Names of the address', { nullWhen: notSaid }),
  cpes: list('Programs seen, as Common Platform Enumeration', { nullWhen: notSaid }),
  tags: list('Tags of Shodan', { nullWhen: notSaid }),
  vulnerabilities: list('CVEs by the versions of the programs, hardly ever tried', { nullWhen: notSaid }),
};
