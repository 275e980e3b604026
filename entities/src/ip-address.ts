import { z } from 'zod';
import type { AddressScope } from './address-scope.ts';
import { addressScope, embeddedIpv4, isPublicAddress } from './address-scope.ts';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { GeoLocation } from './geo-location.ts';
import type { CanonicalIp } from './normalize/ip.ts';
import { ipv4Number, ipv6Words, normalizeIp } from './normalize/ip.ts';
import type { Parsed } from './parsed.ts';
import { accepted, originalBeside } from './parsed.ts';
import { refang } from './refang.ts';
import { ThreatIntelligence } from './threat-intelligence.ts';

/**
 * An IPv4 or IPv6 address. Key: the canonical address (RFC 5952 for IPv6; the IPv4 address for an IPv4-mapped one), with
 * the zone for a link-local address (`fe80::1%eth0`), which means different hosts on different links.
 * From text: also defanged, in brackets, with a port (dropped; the original keeps it). A network (`10.0.0.0/8`) is none.
 */
export class IpAddress extends defineEntity({
  kind: 'IpAddress',
  aliases: ['ip', 'ipaddress', 'address', 'ipv4', 'ipv6'],
  description: 'An IPv4 or IPv6 address',
  attributes: {
    address: z.string(),
    /** Interface the address is reached by (RFC 4007), on the machine that wrote it. */
    zone: z.string().optional(),
    location: entityAttribute(() => GeoLocation).optional(),
    threatIntelligence: z.array(entityAttribute(() => ThreatIntelligence)).optional(),
    hostname: z.string().optional(),
    sourceComputerId: z.string().optional(),
    osType: z.string().optional(),
    osName: z.string().optional(),
    osvMajorVersion: z.string().optional(),
    osvMinorVersion: z.string().optional(),
    computerEnvironment: z.string().optional(),
    omsSolutions: z.array(z.string()).optional(),
    vmUuid: z.string().optional(),
    subscriptionId: z.string().optional(),
  },
  primary: 'address',
  key: ({ address, zone }) =>
    zone !== undefined && addressScope(address) === 'link-local' ? `${address}%${zone}` : address,
  canonical: (attributes) => {
    const { address } = attributes;
    const parsed = parseAddress(address);
    if (!parsed.ok) return parsed;
    return accepted({ ...attributes, ...parsed.value, ...originalBeside(attributes, address, parsed.value.address) });
  },
  parseCanonical: parseAddress,
  isPublic: ({ address }) => isPublicAddress(address),
  endpoints: ({ address }) => [address],
}) {
  get version(): 4 | 6 {
    return this.address.includes(':') ? 6 : 4;
  }

  /** What the address is for, after the IANA registries (`public`, `private`, `link-local`, `documentation` …). */
  get scope(): AddressScope {
    return addressScope(this.address) ?? 'reserved';
  }

  /** Name of its records in the DNS: `4.4.8.8.in-addr.arpa` (RFC 1035 §3.5), IPv6 by its 32 digits under `ip6.arpa` (RFC 3596 §2.5). */
  get reverseName(): string {
    const words = ipv6Words(this.address);
    if (words === undefined) return `${this.address.split('.').toReversed().join('.')}.in-addr.arpa`;
    const digits = words.map((word) => word.toString(16).padStart(8, '0')).join('');
    return `${digits.split('').toReversed().join('.')}.ip6.arpa`;
  }

  /** The IPv4 address inside an IPv6 one (NAT64, 6to4, Teredo), if there is one. */
  get embeddedIpv4(): IpAddress | undefined {
    const address = embeddedIpv4(this.address);
    return address === undefined ? undefined : IpAddress.create(address);
  }
}

registerEntity(IpAddress);

function parseAddress(text: string): Parsed<CanonicalIp> {
  return normalizeIp(ipv4Number(text) >= 0 ? text : refang(text));
}
