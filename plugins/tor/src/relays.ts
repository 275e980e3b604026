import {
  boolean,
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
  type RowInput,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

const words = z.string().nullish();
const texts = z.array(z.string()).nullish();

const relay = z.object({
  nickname: words,
  fingerprint: z.string(),
  or_addresses: texts,
  exit_addresses: texts,
  running: z.boolean().nullish(),
  flags: texts,
  first_seen: words,
  last_seen: words,
  country: words,
  as: words,
  as_name: words,
  contact: words,
});

export const relaysReply = z.object({ version: z.string(), relays: z.array(relay) });

type Relay = z.output<typeof relay>;

const notSaid = 'Onionoo does not say';

export const relayColumns = {
  fingerprint: text('Fingerprint of the relay'),
  nickname: text('What its operator calls it', { nullWhen: notSaid }),
  isExit: boolean('Whether traffic leaves the network there'),
  isRunning: boolean('Whether it is up', { nullWhen: notSaid }),
  flags: list('Flags the network gives it, such as `Exit`, `Guard`', { nullWhen: notSaid }),
  addresses: list('All its addresses'),
  contact: text('How to reach its operator', { nullWhen: notSaid }),
  firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
  asn: number('Number of the autonomous system', { unit: 'AS number', nullWhen: notSaid }),
  asName: text('Name of the autonomous system', { nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  permalink: text('Page of the relay, for people'),
};

/** Onionoo finds addresses by how they begin, so relays at `8.8.8.80` are left out for `8.8.8.8`. */
export function relayRows(
  { relays }: { readonly relays: readonly Relay[] },
  { address }: IpAddress,
): LookupResult<RowInput<typeof relayColumns>> {
  const rows = relays.map(relayRow).filter(({ addresses }) => addresses.includes(address));
  return rows.length === 0 ? notFound() : found(rows);
}

function relayRow(each: Relay) {
  return {
    fingerprint: each.fingerprint,
    nickname: each.nickname,
    isExit: each.flags?.includes('Exit') === true || (each.exit_addresses ?? []).length > 0,
    isRunning: each.running,
    flags: each.flags,
    addresses: addressesOf(each),
    contact: each.contact,
    firstSeenAt: instantOf(each.first_seen),
    lastSeenAt: instantOf(each.last_seen),
    asn: numberOf(each.as?.replace(/^AS/i, '')),
    asName: each.as_name,
    country: each.country?.toUpperCase(),
    permalink: `https://metrics.torproject.org/rs.html#details/${encodeURIComponent(each.fingerprint)}`,
  };
}

/** Written with a port, IPv6 in brackets; exit addresses without. */
function addressesOf({ or_addresses, exit_addresses }: Relay): string[] {
  const withPorts = (or_addresses ?? []).map((written) => written.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1'));
  return [...new Set([...withPorts, ...(exit_addresses ?? [])].flatMap((each) => entityKey(IpAddress, each) ?? []))];
}
