import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';

/** An IPv4 or IPv6 address. Key: the canonical address (RFC 5952 for IPv6). */
export class IpAddress extends defineEntity({
  kind: 'IpAddress',
  aliases: ['ip', 'ipaddress', 'address'],
  description: 'An IPv4 or IPv6 address',
  attributes: { address: z.string() },
  primary: 'address',
  key: ({ address }) => address,
  canonical: (attributes) =>
    ipaddr.isValid(attributes.address)
      ? { ok: true, value: { ...attributes, address: ipaddr.parse(attributes.address).toString() } }
      : { ok: false, reason: `'${attributes.address}' is no IP address` },
  isPublic: ({ address }) => ipaddr.parse(address).range() === 'unicast',
}) {
  get version(): 4 | 6 {
    return this.address.includes(':') ? 6 : 4;
  }
}

registerEntity(IpAddress);
