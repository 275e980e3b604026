import { entity, list, number, text, time, type RowInput } from '@pivotkit/core';
import { AutonomousSystem } from '@pivotkit/entities';

export const columns = {
  asn: number('Autonomous system that announces the network; the first where there are several', {
    unit: 'AS number',
    range: [1, 4_294_967_295],
  }),
  system: entity(AutonomousSystem, 'The same, to be asked about next'),
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

export const holderColumns = {
  name: text('Name of the autonomous system, with its organization', { nullWhen: 'the service does not say' }),
  country: text('Country it is registered in, ISO 3166-1 alpha-2; not where it is used', {
    nullWhen: 'the registry does not say',
  }),
  registry: text('Registry that gave the number out: arin, ripencc, apnic, lacnic or afrinic', {
    nullWhen: 'the service does not say',
  }),
  allocatedAt: time('Day it was given out', { nullWhen: 'the registry does not say' }),
};

export type HolderRow = RowInput<typeof holderColumns>;

/** The row of `15169 | US | arin | 2000-03-30 | GOOGLE, US`; undefined for anything else. */
export function holderRowOf(answer: string): HolderRow | undefined {
  const [, country = '', registry = '', allocated = '', ...name] = answer.split('|').map((cell) => cell.trim());
  return name.length === 0
    ? undefined
    : { name: nameOf(name.join('|')), ...givenOut({ country, registry, allocated }) };
}

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
  const systems = origins.split(/\s+/).flatMap((origin) => systemOf(origin) ?? []);
  const [first] = systems;
  if (first === undefined) return undefined;
  return {
    asn: first.number,
    system: first.key,
    origins: systems.map((system) => system.number),
    asName,
    prefix,
    ...givenOut({ country, registry, allocated }),
    source,
  };
}

/** 0 announces nothing (RFC 7607). */
function systemOf(origin: string): AutonomousSystem | undefined {
  const parsed = AutonomousSystem.parse(origin);
  return parsed.ok && parsed.value.number > 0 ? parsed.value : undefined;
}

/** What the service says of who gave it out, as cells. */
function givenOut({ country, registry, allocated }: Pick<Announcement, 'country' | 'registry' | 'allocated'>) {
  return {
    country: /^[A-Z]{2}$/.test(country) ? country : null,
    registry: registry === '' ? null : registry,
    allocatedAt: /^\d{4}-\d{2}-\d{2}$/.test(allocated) ? new Date(`${allocated}T00:00:00Z`) : null,
  };
}

/** `NA` and nothing stand for "not known". */
export const nameOf = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === 'NA' ? null : text;
