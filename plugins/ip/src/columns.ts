import { boolean, entity, number, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';

export const columns = {
  version: number('Version of the protocol: 4 or 6', { unit: 'IP version', range: [4, 6] }),
  scope: text('What the address is for: public, private, loopback, link-local, documentation …'),
  isPublic: boolean('Whether the address can be reached from the Internet'),
  embeddedIpv4: entity(IpAddress, 'The IPv4 address inside an IPv6 one (NAT64, 6to4, Teredo)', {
    nullWhen: 'the address carries no other',
  }),
  block: text('The most specific registered block the address lies in, in CIDR form'),
  reference: text('The document that says what the block is for, such as RFC 1918'),
};
