import {
  entityKey,
  found,
  instantOf,
  list,
  notFound,
  notSupported,
  number,
  text,
  time,
  type FetchedList,
  type ListDeclaration,
  type ListNow,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { downloads, exitsRequest, type Settings } from './client.ts';

/** One relay through which traffic leaves the Tor network. */
interface Exit {
  readonly fingerprint: string;
  readonly publishedAt: Date | null;
  /** When traffic was seen to leave by this address. */
  readonly seenAt: Date | null;
}

/** Exits by the canonical text of the address. */
export type Exits = ReadonlyMap<string, readonly Exit[]>;

export const exitList: ListDeclaration<string, Exits, Settings> = {
  name: 'the list of Tor exits',
  provider: downloads,
  request: exitsRequest,
  format: 'text',
  reply: z.string(),
  index: readExits,
  size: ({ size }) => size,
  refreshMs: ({ refreshMinutes }) => refreshMinutes * 60_000,
};

/**
 * Blocks of lines: `ExitNode` with the fingerprint, `Published`, `LastStatus`, then `ExitAddress` once or more. A line
 * that is none of these says that it is another list.
 */
function readExits(body: string): Exits {
  const exits = new Map<string, Exit[]>();
  let node: Omit<Exit, 'seenAt'> | undefined;
  for (const line of body.split('\n')) {
    const [word = '', first = '', ...rest] = line.trim().split(' ');
    if (word === 'ExitNode') node = { fingerprint: first, publishedAt: null };
    else if (word === 'Published' && node !== undefined)
      node = { ...node, publishedAt: instantOf(`${first} ${rest.join(' ')}`) };
    else if (word === 'ExitAddress' && node !== undefined) {
      const address = entityKey(IpAddress, first);
      if (address === null) throw new Error(`'${first}' is no address`);
      const exit = { ...node, seenAt: instantOf(rest.join(' ')) };
      exits.set(address, [...(exits.get(address) ?? []), exit]);
    } else if (word !== 'LastStatus' && word !== '') throw new Error(`'${line.slice(0, 80)}' is no line of the list`);
  }
  return exits;
}

/** The list names addresses by which traffic was seen to leave, and these are of IPv4 alone. */
export const listFor = (exits: FetchedList<Exits>, { version }: IpAddress): FetchedList<Exits> | LookupResult<never> =>
  version === 4 ? exits : notSupported('the list of Tor exits has IPv4 addresses alone; ask tor.relay');

export const exitColumns = {
  judgement: text('suspicious: it cannot be told who is behind it'),
  severity: text('warning, for comparison with other sources'),
  exits: number('Exits at the address', { unit: 'relays' }),
  fingerprints: list('Fingerprints of the relays'),
  publishedAt: time('When the relay last described itself', { nullWhen: 'the list does not say' }),
  seenAt: time('When traffic was last seen to leave there', { nullWhen: 'the list does not say' }),
  listAsOf: time('When the list was fetched or confirmed'),
  permalink: text('Page of the first relay, for people'),
};

const judgement = { judgement: 'suspicious', severity: 'warning' } as const;

export function exitRow(
  { content, asOf }: ListNow<Exits>,
  { address }: IpAddress,
): LookupResult<RowInput<typeof exitColumns>> {
  const exits = content.get(address) ?? [];
  const [first] = exits;
  if (first === undefined) return notFound();
  return found({
    ...judgement,
    exits: exits.length,
    fingerprints: exits.map(({ fingerprint }) => fingerprint),
    publishedAt: latest(exits.map(({ publishedAt }) => publishedAt)),
    seenAt: latest(exits.map(({ seenAt }) => seenAt)),
    listAsOf: asOf,
    permalink: `https://metrics.torproject.org/rs.html#details/${encodeURIComponent(first.fingerprint)}`,
  });
}

const latest = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((last, each) => (last === null || (each !== null && each > last) ? each : last), null);

export const opinionOf = (row: RowOf<typeof exitColumns>): Opinion => ({
  ...judgement,
  reliability: 'A',
  formedAt: row.seenAt ?? row.listAsOf,
  reasons: ['Tor exit'],
  details: { fingerprints: row.fingerprints },
  reference: row.permalink,
});
