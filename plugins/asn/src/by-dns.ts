import {
  failed,
  notFound,
  recordsOf,
  resultOfError,
  type Call,
  type DnsReply,
  type LookupResult,
} from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { nameOf, rowOf, type Announcement, type Row } from './columns.ts';
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
  try {
    const reply = await txt(originName(address), asker);
    if (reply.rcode === 'NXDOMAIN') return notFound('nobody announces a network with it');
    if (reply.rcode !== 'NOERROR')
      return failed('DNS_FAILED', { resolver: 'Team Cymru', name: address.address, rcode: reply.rcode });
    const announced = mostSpecific(recordsOf(reply.answers, 'TXT').flatMap(({ data }) => announcementOf(data) ?? []));
    const row = announced && rowOf(announced, await asNameOf(announced, asker), 'dns');
    return row === undefined ? notFound('nobody announces a network with it') : { status: 'found', rows: [row] };
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
async function asNameOf({ origins }: Announcement, asker: Asker): Promise<string | null> {
  const [asn = ''] = origins.split(/\s+/);
  const { names } = asker.state;
  const known = names.get(asn);
  if (known !== undefined) return known;
  const name = await askName(asn, asker);
  names.set(asn, name);
  return name;
}

async function askName(asn: string, asker: Asker): Promise<string | null> {
  try {
    const { answers } = await txt(`as${asn}.asn.cymru.com`, asker);
    return nameOf(recordsOf(answers, 'TXT')[0]?.data.split('|').slice(4).join('|').trim());
  } catch {
    asker.signal.throwIfAborted();
    return null;
  }
}

/** The reverse name of the address, under `origin` for IPv4 and `origin6` for IPv6. */
export const originName = ({ reverseName }: IpAddress): string =>
  reverseName.replace(/in-addr\.arpa$/, 'origin.asn.cymru.com').replace(/ip6\.arpa$/, 'origin6.asn.cymru.com');
