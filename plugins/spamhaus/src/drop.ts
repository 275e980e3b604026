import {
  found,
  instantOf,
  notFound,
  text,
  time,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { NetworkMap, parseIpNetwork, type IpAddress, type IpNetwork } from '@pivotkit/entities';
import { z } from 'zod';
import { dropRequest, provider, type Settings } from './client.ts';

const entry = z.object({ cidr: z.string(), sblid: z.string().nullish(), rir: z.string().nullish() });
const metadata = z.object({ type: z.literal('metadata'), timestamp: z.number().nullish(), records: z.int().nullish() });

type Entry = z.output<typeof entry>;

export interface Drop {
  readonly networks: NetworkMap<Entry>;
  /** When Spamhaus made the list. */
  readonly publishedAt: Date | null;
}

/** A line each: networks, then what is said of the list itself, without which it was cut on the way. */
export const dropList = (version: 4 | 6): ListDeclaration<readonly unknown[], Drop, Settings> => ({
  name: `the DROP list of IPv${version}`,
  provider,
  request: () => dropRequest(version),
  format: 'ndjson',
  reply: z.array(z.unknown()),
  index: readDrop,
  size: ({ networks }) => networks.size,
  refreshMs: ({ refreshMinutes }) => refreshMinutes * 60_000,
});

function readDrop(lines: readonly unknown[]): Drop {
  const about = lines.map((line) => metadata.safeParse(line).data).find((line) => line !== undefined);
  if (about === undefined) throw new Error('the line about the list itself is missing, so that it may be cut');
  const entries = lines.filter((line) => !metadata.safeParse(line).success).map(entryOf);
  const { records, timestamp } = about;
  if (typeof records === 'number' && records !== entries.length)
    throw new Error(`it has ${entries.length} of ${records} networks`);
  return { networks: new NetworkMap(entries), publishedAt: instantOf(timestamp) };
}

function entryOf(line: unknown): [network: IpNetwork, entry: Entry] {
  const read = entry.parse(line);
  const network = parseIpNetwork(read.cidr);
  if (network === undefined) throw new Error(`'${read.cidr}' is no network`);
  return [network, read];
}

export const dropColumns = {
  judgement: text('malicious: the network is held by criminals, or was taken over by them'),
  severity: text('high, for comparison with other sources'),
  network: text('Network on the list, in CIDR form'),
  sblId: text('Number of the listing at Spamhaus, such as `SBL256894`', { nullWhen: 'Spamhaus does not say' }),
  registry: text('Registry the network is from: arin, ripencc, apnic, lacnic, afrinic', {
    nullWhen: 'Spamhaus does not say',
  }),
  publishedAt: time('When Spamhaus made the list', { nullWhen: 'Spamhaus does not say' }),
  listAsOf: time('When the list was fetched or confirmed'),
  permalink: text('Page of the listing, for people', { nullWhen: 'Spamhaus does not say its number' }),
};

const judgement = { judgement: 'malicious', severity: 'high' } as const;

export function dropRow(
  { content: { networks, publishedAt }, asOf }: ListNow<Drop>,
  { address }: IpAddress,
): LookupResult<RowInput<typeof dropColumns>> {
  const [nearest] = networks.around(address);
  if (nearest === undefined) return notFound();
  const { cidr, sblid, rir } = nearest;
  return found({
    ...judgement,
    network: cidr,
    sblId: sblid,
    registry: rir,
    publishedAt,
    listAsOf: asOf,
    permalink: sblid && `https://check.spamhaus.org/sbl/query/${encodeURIComponent(sblid)}`,
  });
}

export const opinionOf = (row: RowOf<typeof dropColumns>): Opinion => ({
  ...judgement,
  reliability: 'A',
  formedAt: row.publishedAt ?? row.listAsOf,
  reasons: [`DROP ${row.network}`, ...(row.sblId === null ? [] : [row.sblId])],
  reference: row.permalink,
});
