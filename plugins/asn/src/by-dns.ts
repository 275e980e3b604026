import {
  failed,
  notFound,
  recordsOf,
  resultOfError,
  type Call,
  type DnsReply,
  type LookupResult,
} from '@pivotkit/core';
import type { AutonomousSystem, IpAddress } from '@pivotkit/entities';
import { holderRowOf, rowOf, type Announcement, type HolderRow, type Row } from './columns.ts';
import type { State } from './config.ts';

type Asker = Pick<Call<unknown, State>, 'dns' | 'signal' | 'state'>;

/** Questions under way at once. */
const atOnce = 20;

/** Asks about each address by DNS, and about the name of each autonomous system once a session. */
export async function askByDns(inputs: readonly IpAddress[], asker: Asker): Promise<LookupResult<Row>[]> {
  const results: LookupResult<Row>[] = [];
  for (let start = 0; start < inputs.length; start += atOnce)
    results.push(...(await Promise.all(inputs.slice(start, start + atOnce).map((input) => askOne(input, asker)))));
  return results;
}

async function askOne(address: IpAddress, asker: Asker): Promise<LookupResult<Row>> {
  const nobody = notFound('nobody announces a network with it');
  return askAbout(originName(address), asker, nobody, async (texts) => {
    const announced = mostSpecific(texts.flatMap((text) => announcementOf(text) ?? []));
    const row = announced && rowOf(announced, null, 'dns');
    return row && { ...row, asName: await asNameOf(row.asn, asker) };
  });
}

/** Asks who holds an autonomous system. */
export function askHolder(
  { number }: Pick<AutonomousSystem, 'number'>,
  asker: Asker,
): Promise<LookupResult<HolderRow>> {
  const unknown = notFound('Team Cymru knows no autonomous system of that number');
  return askAbout(`as${number}.asn.cymru.com`, asker, unknown, (texts) =>
    texts.map(holderRowOf).find((row) => row !== undefined),
  );
}

/** Asks for the texts of a name, and makes a row of them; never throws but where the run ends. */
async function askAbout<R extends Row | HolderRow>(
  name: string,
  asker: Asker,
  nothing: LookupResult<R>,
  rowOfTexts: (texts: readonly string[]) => R | undefined | Promise<R | undefined>,
): Promise<LookupResult<R>> {
  try {
    const { rcode, answers } = await txt(name, asker);
    if (rcode === 'NXDOMAIN') return nothing;
    if (rcode !== 'NOERROR') return failed('DNS_FAILED', { resolver: 'Team Cymru', name, rcode });
    const row = await rowOfTexts(recordsOf(answers, 'TXT').map(({ data }) => data));
    return row === undefined ? nothing : { status: 'found', rows: [row] };
  } catch (error) {
    asker.signal.throwIfAborted();
    return resultOfError(error, 'Team Cymru');
  }
}

const txt = (name: string, { dns, signal, state }: Asker): Promise<DnsReply> =>
  dns.ask({ name, type: 'TXT', resolver: state.resolver, signal });

/** `64496 64497 | 192.0.2.0/24 | NL | ripencc | 2001-01-01`. */
function announcementOf(text: string): Announcement | undefined {
  const [origins = '', prefix = '', country = '', registry = '', allocated = ''] = text
    .split('|')
    .map((cell) => cell.trim());
  return prefix.includes('/') ? { origins, prefix, country, registry, allocated } : undefined;
}

const mostSpecific = (all: readonly Announcement[]): Announcement | undefined =>
  all.toSorted((left, right) => bitsOf(right) - bitsOf(left))[0];

const bitsOf = ({ prefix }: Announcement): number => Number(prefix.split('/')[1]);

/** A name that cannot be had costs nothing of the answer. */
async function asNameOf(number: number, asker: Asker): Promise<string | null> {
  const { names } = asker.state;
  const known = names.get(number);
  if (known !== undefined) return known;
  const holder = await askHolder({ number }, asker);
  const name = holder.status === 'found' ? (holder.rows[0]?.name ?? null) : null;
  names.set(number, name);
  return name;
}

/** The reverse name of the address, under `origin` for IPv4 and `origin6` for IPv6. */
export const originName = ({ reverseName }: IpAddress): string =>
  reverseName.replace(/in-addr\.arpa$/, 'origin.asn.cymru.com').replace(/ip6\.arpa$/, 'origin6.asn.cymru.com');
