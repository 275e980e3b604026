import { recordsOf, type DnsRecord } from '@pivotkit/core';

/** Aliases of a name in the order they lead on, from the name itself on; `isCircle` where one leads back. */
export interface Chain {
  readonly names: readonly string[];
  readonly isCircle: boolean;
}

/** Follows the aliases (CNAME) in an answer; each name once. */
export function chainOf(name: string, answers: readonly DnsRecord[]): Chain {
  const next = new Map(recordsOf(answers, 'CNAME').map((record) => [record.name, record.data]));
  const names = [name];
  for (let target = next.get(name); target !== undefined; target = next.get(target)) {
    if (names.includes(target)) return { names, isCircle: true };
    names.push(target);
  }
  return { names, isCircle: false };
}

/** What a record holds, as it stands in a zone file, without quotes. */
export function valueOf(record: DnsRecord): string {
  switch (record.type) {
    case 'MX':
      return `${record.data.preference} ${shown(record.data.exchange)}`;
    case 'SRV':
      return `${record.data.priority} ${record.data.weight} ${record.data.port} ${shown(record.data.target)}`;
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return [mname, rname, serial, refresh, retry, expire, minimum].join(' ');
    }
    case 'CAA':
      return `${record.data.flags} ${record.data.tag} ${record.data.value}`;
    case 'DS':
      return [record.data.keyTag, record.data.algorithm, record.data.digestType, record.data.digest].join(' ');
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
    case 'TXT':
      return record.data;
  }
}

/** The root, which stands for "none" (RFC 7505, RFC 2782), is a dot. */
const shown = (name: string): string => (name === '' ? '.' : name);

/** The name a record leads to, where it leads to one. */
export const targetOf = (record: DnsRecord): string | null => nameIn(record) || null;

function nameIn(record: DnsRecord): string | null {
  switch (record.type) {
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return record.data;
    case 'MX':
      return record.data.exchange;
    case 'SRV':
      return record.data.target;
    case 'SOA':
      return record.data.mname;
    case 'A':
    case 'AAAA':
    case 'CAA':
    case 'DS':
    case 'TXT':
      return null;
  }
}
