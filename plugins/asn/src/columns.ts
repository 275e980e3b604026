import { list, number, text, time, type RowInput } from '@pivotkit/core';

export const columns = {
  asn: number('Autonomous system that announces the network; the first where there are several', {
    unit: 'AS number',
    range: [1, 4_294_967_295],
  }),
  origins: list('All autonomous systems that announce it: more than one is rare, and worth a look'),
  asName: text('Name of the autonomous system, with its organization', { nullWhen: 'the service does not say' }),
  prefix: text('The announced network, in CIDR form'),
  country: text('Country the network is registered in, ISO 3166-1 alpha-2; not where it is used', {
    nullWhen: 'the registry does not say',
  }),
  registry: text('Registry that gave it out: arin, ripencc, apnic, lacnic or afrinic', {
    nullWhen: 'the service does not say',
  }),
  allocatedAt: time('Day it was given out', { nullWhen: 'the registry does not say' }),
  source: text('How it was asked: `bulk` (WHOIS) or `dns`'),
};

export type Row = RowInput<typeof columns>;

/** What both ways say of one network, as text. */
export interface Announcement {
  readonly origins: string;
  readonly prefix: string;
  readonly country: string;
  readonly registry: string;
  readonly allocated: string;
}

/** The row of an announcement; undefined where nobody announces it (`NA`). */
export function rowOf(
  { origins, prefix, country, registry, allocated }: Announcement,
  asName: string | null,
  source: 'bulk' | 'dns',
): Row | undefined {
  const numbers = origins
    .split(/\s+/)
    .map(Number)
    .filter((number) => Number.isInteger(number) && number > 0);
  const [asn] = numbers;
  if (asn === undefined) return undefined;
  return {
    asn,
    origins: numbers,
    asName,
    prefix,
    country: /^[A-Z]{2}$/.test(country) ? country : null,
    registry: registry === '' ? null : registry,
    allocatedAt: /^\d{4}-\d{2}-\d{2}$/.test(allocated) ? new Date(`${allocated}T00:00:00Z`) : null,
    source,
  };
}

/** `NA` and nothing stand for "not known". */
export const nameOf = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === 'NA' ? null : text;
