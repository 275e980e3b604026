import { z } from 'zod';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { IpAddress } from './ip-address.ts';
import type { Parsed } from './parsed.ts';
import { accepted, refused } from './parsed.ts';

const port = z.int().min(0).max(65_535);

const attributes = {
  sourceAddress: entityAttribute(() => IpAddress).optional(),
  /** 0 is a value: it stands in logs for “any”, or for protocols without ports. */
  sourcePort: port.optional(),
  destinationAddress: entityAttribute(() => IpAddress).optional(),
  destinationPort: port.optional(),
  /** Lower case; a number becomes the name of the protocol where it is a common one. */
  protocol: z.string().optional(),
};

/**
 * A connection between two addresses. Key: protocol and both ends (`tcp 10.0.0.1:50000 -> 8.8.8.8:53`), `*` for what is
 * not known; the direction counts. From text: that form, protocol and ports optional, also with `→`.
 */
export class NetworkConnection extends defineEntity({
  kind: 'NetworkConnection',
  aliases: ['networkconnection', 'connection', 'flow'],
  description: 'A connection between two addresses',
  attributes,
  primary: 'destinationAddress',
  key: (connection) => {
    const { protocol, sourceAddress, sourcePort, destinationAddress, destinationPort } = connection;
    const ends = [endText(sourceAddress, sourcePort), endText(destinationAddress, destinationPort)];
    return ends.join('') === '**' ? undefined : `${protocol ?? '*'} ${ends.join(' -> ')}`;
  },
  canonical: (connection) => {
    const protocol = connection.protocol?.trim().toLowerCase();
    if (protocol === undefined) return accepted(connection);
    return accepted({ ...connection, protocol: protocolNames.get(protocol) ?? protocol });
  },
  parse: parseConnection,
  isPublic: ({ sourceAddress, destinationAddress }) => {
    const known = [sourceAddress, destinationAddress].filter((address) => address !== undefined);
    return known.length === 0 ? undefined : known.every((address) => address.isPublic === true);
  },
  endpoints: ({ sourceAddress, destinationAddress }) => [sourceAddress?.address, destinationAddress?.address],
}) {}

registerEntity(NetworkConnection);

/** IANA Protocol Numbers, those seen in flow logs; compared with the list of Debian 12 on 2026-11-20. */
const protocolNames: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['2', 'igmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['41', 'ipv6'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['51', 'ah'],
  ['58', 'ipv6-icmp'],
  ['89', 'ospf'],
  ['132', 'sctp'],
]);

function endText(address: IpAddress | undefined, at: number | undefined): string {
  if (address === undefined) return at === undefined ? '*' : `*:${at}`;
  if (at === undefined) return address.key;
  return address.version === 6 ? `[${address.key}]:${at}` : `${address.key}:${at}`;
}

interface End {
  readonly address?: IpAddress;
  readonly port?: number;
}

type ConnectionText = z.input<z.ZodObject<typeof attributes>>;

const form = /^(?:(\*|[a-z][\w-]*|\d+)\s+)?(\S+)\s*(?:-+>|→|=>)\s*(\S+)$/i;

function parseConnection(text: string): Parsed<ConnectionText> {
  const [, protocol, from, to] = text.length > 1_000 ? [] : (form.exec(text.trim()) ?? []);
  if (from === undefined || to === undefined) return refused("the form is 'tcp 10.0.0.1:50000 -> 8.8.8.8:53'");
  const source = parseEnd(from);
  if (!source.ok) return source;
  const destination = parseEnd(to);
  if (!destination.ok) return destination;
  return accepted({
    ...named('source', source.value),
    ...named('destination', destination.value),
    ...(protocol === undefined || protocol === '*' ? {} : { protocol }),
  });
}

function named(side: 'source' | 'destination', end: End): ConnectionText {
  return {
    ...(end.address === undefined ? {} : { [`${side}Address`]: end.address }),
    ...(end.port === undefined ? {} : { [`${side}Port`]: end.port }),
  };
}

function parseEnd(text: string): Parsed<End> {
  const [, wildcard, digits] = /^(\*(?=:\d|$)|[^:]+(?=:\d+$)|\[.+\])(?::(\d{1,5}))?$/.exec(text) ?? [undefined, text];
  const at = digits === undefined ? {} : { port: Number(digits) };
  if (Number(digits ?? 0) > 65_535) return refused(`${digits} is not a port (0–65535)`);
  if (wildcard === '*') return accepted(at);
  const address = IpAddress.parse(wildcard ?? text);
  return address.ok ? accepted({ address: address.value, ...at }) : refused(`'${text}': ${address.reason}`);
}
