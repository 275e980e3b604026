import {
  found,
  notFound,
  text,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { NetworkMap, parseIpNetwork, type IpAddress, type IpNetwork } from '@pivotkit/entities';
import { z } from 'zod';
import { dropRequest, type Settings } from './client.ts';
import { judgement, linesOf, listOf, timeColumns, unsaid } from './list.ts';

const entry = z.object({ cidr: z.string(), sblid: z.string().nullish(), rir: z.string().nullish() });

type Entry = z.output<typeof entry>;

export interface Drop {
  readonly networks: NetworkMap<Entry>;
  /** When Spamhaus made the list. */
  readonly publishedAt: Date | null;
}

export const dropList = (version: 4 | 6): ListDeclaration<readonly unknown[], Drop, Settings> =>
  listOf({
    name: `the DROP list of IPv${version}`,
    request: () => dropRequest(version),
    index: readDrop,
    size: ({ networks }) => networks.size,
  });

function readDrop(lines: readonly unknown[]): Drop {
  const { entries, publishedAt } = linesOf(lines);
  return { networks: new NetworkMap(entries.map(entryOf)), publishedAt };
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
  sblId: text('Number of the listing at Spamhaus, such as `SBL256894`', { nullWhen: unsaid }),
  registry: text('Registry the network is from: arin, ripencc, apnic, lacnic, afrinic', {
    nullWhen: unsaid,
  }),
  ...timeColumns,
  permalink: text('Page of the listing, for people', { nullWhen: 'Spamhaus does not say its number' }),
};

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
