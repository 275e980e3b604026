import { boolean, entity, list, number, text, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';

const notSaid = 'GreyNoise does not say';
const notScanner = 'it was not seen scanning, or GreyNoise does not say';
const notService = 'it is no business service, or GreyNoise does not say';
const notCovered = 'the plan behind the key does not cover it';

const judgement = {
  judgement: text('malicious, suspicious or benign as classified; benign also for trusted services; else unknown'),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  classification: text('malicious, suspicious, benign or unknown, by GreyNoise', { nullWhen: notSaid }),
};

export const communityColumns = {
  ...judgement,
  isNoise: boolean('Whether it was seen scanning the internet in the last 90 days'),
  isService: boolean('Whether it belongs to a common business service (RIOT)'),
  name: text('Name of the organisation or service', { nullWhen: 'GreyNoise knows no name' }),
  lastSeenAt: time('Day it was last seen', { nullWhen: notSaid }),
  permalink: text('Page of the address, for people', { nullWhen: notSaid }),
};

const flags = {
  isScanner: boolean('Whether it was seen scanning the internet', { nullWhen: notCovered }),
  isService: boolean('Whether it belongs to a common business service', { nullWhen: notCovered }),
  trustLevel: number('Of a business service: 1 many rely on it, 2 it may be misused', {
    unit: 'trust level',
    nullWhen: notService,
  }),
};

export const quickColumns = { ...judgement, ...flags };

export const contextColumns = {
  ...quickColumns,
  actor: text('Who scans, such as a research project', { nullWhen: notScanner }),
  tags: list('What it was seen doing, by the names of GreyNoise’s tags', { nullWhen: notScanner }),
  cves: list('Vulnerabilities it was seen trying', { nullWhen: notScanner }),
  firstSeenAt: time('When it was first seen', { nullWhen: notScanner }),
  lastSeenAt: time('When it was last seen', { nullWhen: notScanner }),
  isSpoofable: boolean('Whether the sender may be forged, since no connection was completed', { nullWhen: notScanner }),
  isBot: boolean('Whether it is a known bot', { nullWhen: notScanner }),
  isTor: boolean('Whether it is a Tor exit node', { nullWhen: notScanner }),
  isVpn: boolean('Whether it belongs to a VPN service', { nullWhen: notScanner }),
  vpnService: text('The VPN service', { nullWhen: notScanner }),
  asn: number('Number of the autonomous system', {
    unit: 'AS number',
    range: [0, 4_294_967_295],
    nullWhen: notScanner,
  }),
  organization: text('Who holds the address', { nullWhen: notScanner }),
  country: text('Country of the address, as GreyNoise writes it', { nullWhen: notScanner }),
  reverseName: entity(Dns, 'Name of the address in reverse DNS', { nullWhen: notScanner }),
  serviceName: text('Name of the business service', { nullWhen: notService }),
  serviceCategory: text('What kind of service it is, such as `public_dns`', { nullWhen: notService }),
  restricted: list('Fields that the plan behind the key does not show', { nullWhen: notSaid }),
  permalink: text('Page of the address, for people'),
};
