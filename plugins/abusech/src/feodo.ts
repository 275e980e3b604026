import {
  entityKey,
  found,
  instantOf,
  notFound,
  number,
  text,
  time,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { feodoDownloads, feodoRequest, type Settings } from './client.ts';
import { judgeByState } from './judge.ts';

const notSaid = 'Feodo Tracker does not say';
const words = z.string().nullish();

const server = z.object({
  ip_address: z.string(),
  port: z.int().min(0).max(65_535).nullish(),
  status: words,
  hostname: words,
  as_number: z.int().min(0).max(4_294_967_295).nullish(),
  as_name: words,
  country: words,
  first_seen: words,
  last_online: words,
  malware: words,
});

type Server = z.output<typeof server>;

/** Servers by the canonical text of their address. */
export type Servers = ReadonlyMap<string, readonly Server[]>;

/** Renewed every five minutes; after the botnets were taken down there may be nothing in it. */
export const feodoList: ListDeclaration<readonly Server[], Servers, Settings> = {
  name: 'the list of Feodo Tracker',
  provider: feodoDownloads,
  request: feodoRequest,
  reply: z.array(server),
  index: (servers) => Map.groupBy(servers, ({ ip_address }) => addressOf(ip_address)),
  size: ({ size }) => size,
  mayBeEmpty: true,
  refreshMs: ({ refreshMinutes }) => refreshMinutes * 60_000,
};

function addressOf(written: string): string {
  const address = entityKey(IpAddress, written);
  if (address === null) throw new Error(`'${written}' is no address`);
  return address;
}

export const feodoColumns = {
  judgement: text('malicious for a server that is online, suspicious for one that was'),
  severity: text('high or warning, for comparison with other sources'),
  malware: text('Malware that the server controls', { nullWhen: notSaid }),
  port: number('Port of the server', { range: [0, 65_535], nullWhen: notSaid }),
  state: text('online or offline', { nullWhen: notSaid }),
  firstSeenAt: time('When the server was first seen', { nullWhen: notSaid }),
  lastOnlineAt: time('Day it was last online', { nullWhen: notSaid }),
  asn: number('Number of the autonomous system', { unit: 'AS number', nullWhen: notSaid }),
  asName: text('Name of the autonomous system', { nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  listAsOf: time('When the list was fetched or confirmed'),
};

export function feodoRows(
  { content, asOf }: ListNow<Servers>,
  { address }: IpAddress,
): LookupResult<RowInput<typeof feodoColumns>> {
  const servers = content.get(address) ?? [];
  if (servers.length === 0) return notFound();
  return found(
    servers.map((each) => ({
      ...judgeByState(each.status === 'online'),
      malware: each.malware,
      port: each.port,
      state: each.status,
      firstSeenAt: instantOf(each.first_seen),
      lastOnlineAt: instantOf(each.last_online),
      asn: each.as_number,
      asName: each.as_name,
      country: each.country,
      listAsOf: asOf,
    })),
  );
}

export const feodoOpinion = (row: RowOf<typeof feodoColumns>): Opinion => ({
  ...judgeByState(row.state === 'online'),
  reliability: 'B',
  formedAt: row.lastOnlineAt ?? row.firstSeenAt,
  reasons: [`botnet server of ${row.malware ?? 'unnamed malware'}, ${row.state ?? 'state unknown'}`],
  details: { port: row.port, asName: row.asName, country: row.country },
  reference: 'https://feodotracker.abuse.ch/browse/',
});
