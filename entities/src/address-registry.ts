/** What an address is for, by the block it lies in. */
export const addressScopes = [
  'public',
  'private',
  'loopback',
  'link-local',
  'shared-cgnat',
  'unique-local',
  'site-local',
  'documentation',
  'benchmarking',
  'multicast',
  'broadcast',
  'unspecified',
  'this-network',
  'protocol-assignment',
  'reserved',
  'discard-only',
  'ipv4-mapped',
  'nat64',
  'nat64-local',
  'six-to-four',
  'teredo',
  'orchid',
  'drone-remote-id',
  'segment-routing',
] as const;

export type AddressScope = (typeof addressScopes)[number];

/**
 * One block: its scope, who defined it, and whether its addresses can be reached from the Internet. `embedded`: they can
 * when the IPv4 address inside can.
 */
export interface AddressBlock {
  readonly prefix: string;
  readonly scope: AddressScope;
  readonly reachable: boolean | 'embedded';
  readonly source: string;
}

const block = (prefix: string, scope: AddressScope, reachable: boolean | 'embedded', source: string): AddressBlock => ({
  prefix,
  scope,
  reachable,
  source,
});

/**
 * Blocks with a purpose; the most specific one counts. After the IANA IPv4 and IPv6 Special-Purpose Address Registries as
 * updated 2025-10-09, the multicast address registries and the IPv6 address space; block by block compared with published
 * copies of the registries on 2026-11-20 (the originals could not be reached that day):
 * https://www.iana.org/assignments/iana-ipv4-special-registry/, …/iana-ipv6-special-registry/, …/ipv6-address-space/.
 * Where the registry says “N/A” of global reachability, the line says what is true of the IPv4 address inside.
 */
export const ipv4Blocks: readonly AddressBlock[] = [
  block('0.0.0.0/0', 'public', true, 'RFC 791'),
  block('0.0.0.0/8', 'this-network', false, 'RFC 791'),
  block('0.0.0.0/32', 'unspecified', false, 'RFC 1122'),
  block('10.0.0.0/8', 'private', false, 'RFC 1918'),
  block('100.64.0.0/10', 'shared-cgnat', false, 'RFC 6598'),
  block('127.0.0.0/8', 'loopback', false, 'RFC 1122'),
  block('169.254.0.0/16', 'link-local', false, 'RFC 3927'),
  block('172.16.0.0/12', 'private', false, 'RFC 1918'),
  block('192.0.0.0/24', 'protocol-assignment', false, 'RFC 6890'),
  block('192.0.0.9/32', 'public', true, 'RFC 7723'),
  block('192.0.0.10/32', 'public', true, 'RFC 8155'),
  block('192.0.2.0/24', 'documentation', false, 'RFC 5737'),
  block('192.31.196.0/24', 'public', true, 'RFC 7535'),
  block('192.52.193.0/24', 'public', true, 'RFC 7450'),
  block('192.88.99.0/24', 'public', true, 'RFC 7526'),
  block('192.88.99.2/32', 'protocol-assignment', false, 'RFC 6751'),
  block('192.168.0.0/16', 'private', false, 'RFC 1918'),
  block('192.175.48.0/24', 'public', true, 'RFC 7534'),
  block('198.18.0.0/15', 'benchmarking', false, 'RFC 2544'),
  block('198.51.100.0/24', 'documentation', false, 'RFC 5737'),
  block('203.0.113.0/24', 'documentation', false, 'RFC 5737'),
  block('224.0.0.0/4', 'multicast', false, 'RFC 5771'),
  block('240.0.0.0/4', 'reserved', false, 'RFC 1112'),
  block('255.255.255.255/32', 'broadcast', false, 'RFC 919'),
];

/** See `ipv4Blocks`. */
export const ipv6Blocks: readonly AddressBlock[] = [
  block('::/0', 'reserved', false, 'RFC 4291'),
  block('::/128', 'unspecified', false, 'RFC 4291'),
  block('::1/128', 'loopback', false, 'RFC 4291'),
  block('::ffff:0:0/96', 'ipv4-mapped', 'embedded', 'RFC 4291'),
  block('64:ff9b::/96', 'nat64', 'embedded', 'RFC 6052'),
  block('64:ff9b:1::/48', 'nat64-local', false, 'RFC 8215'),
  block('100::/64', 'discard-only', false, 'RFC 6666'),
  block('100:0:0:1::/64', 'protocol-assignment', false, 'RFC 9780'),
  block('2000::/3', 'public', true, 'RFC 4291'),
  block('2001::/23', 'protocol-assignment', false, 'RFC 2928'),
  block('2001::/32', 'teredo', 'embedded', 'RFC 4380'),
  block('2001:1::1/128', 'public', true, 'RFC 7723'),
  block('2001:1::2/128', 'public', true, 'RFC 8155'),
  block('2001:1::3/128', 'public', true, 'RFC 9665'),
  block('2001:2::/48', 'benchmarking', false, 'RFC 5180'),
  block('2001:3::/32', 'public', true, 'RFC 7450'),
  block('2001:4:112::/48', 'public', true, 'RFC 7535'),
  block('2001:10::/28', 'orchid', false, 'RFC 4843'),
  block('2001:20::/28', 'orchid', true, 'RFC 7343'),
  block('2001:30::/28', 'drone-remote-id', true, 'RFC 9374'),
  block('2001:db8::/32', 'documentation', false, 'RFC 3849'),
  block('2002::/16', 'six-to-four', 'embedded', 'RFC 3056'),
  block('2620:4f:8000::/48', 'public', true, 'RFC 7534'),
  block('3fff::/20', 'documentation', false, 'RFC 9637'),
  block('5f00::/16', 'segment-routing', false, 'RFC 9602'),
  block('fc00::/7', 'unique-local', false, 'RFC 4193'),
  block('fe80::/10', 'link-local', false, 'RFC 4291'),
  block('fec0::/10', 'site-local', false, 'RFC 3879'),
  block('ff00::/8', 'multicast', false, 'RFC 4291'),
];
