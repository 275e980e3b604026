import { boolean, list, number, text, time, type RowInput } from '@pivotkit/core';

const unsaid = 'the registry does not say';

export const columns = {
  query: text('What was asked about: the registered domain, the address, or the number after `AS`'),
  handle: text('Identifier in the registry', { nullWhen: unsaid }),
  name: text('Name of the domain, the network or the autonomous system', { nullWhen: unsaid }),
  registrar: text('Who registered the domain for its holder', { nullWhen: `it is no domain, or ${unsaid}` }),
  registrarIanaId: text('Number of the registrar with IANA', { nullWhen: unsaid }),
  registrant: text('Holder: an organization where one is named, else a person', {
    nullWhen: `it is redacted, or ${unsaid}`,
  }),
  country: text('Country of the holder, the network or the autonomous system, ISO 3166-1 alpha-2', {
    nullWhen: unsaid,
  }),
  createdAt: time('When it was registered', { nullWhen: unsaid }),
  updatedAt: time('When the registration was last changed', { nullWhen: unsaid }),
  expiresAt: time('When the registration ends unless it is renewed', { nullWhen: unsaid }),
  statuses: list('Statuses as the registry writes them'),
  nameServers: list('Name servers, in lower case'),
  isSigned: boolean('Whether the delegation is signed (DNSSEC)', { nullWhen: unsaid }),
  abuseEmail: text('Where abuse is reported', { nullWhen: unsaid }),
  abusePhone: text('Where abuse is reported by telephone', { nullWhen: unsaid }),
  emails: list('All mail addresses in the answer'),
  contacts: list('Contacts: roles, name, organization, email, phone, country; null where the answer does not say'),
  range: text('First and last address of the network', { nullWhen: 'it is no network' }),
  cidrs: list('The network in CIDR form'),
  asn: number('Autonomous system: the one asked about, or the one said to announce the network', {
    unit: 'AS number',
    range: [0, 4_294_967_295],
    nullWhen: unsaid,
  }),
  source: text('Who answered: RDAP or WHOIS, and the server; several where one led to another'),
  raw: text('The whole answer as it came'),
};

export type Registration = RowInput<typeof columns>;

export interface Contact {
  readonly roles: readonly string[];
  readonly name: string | null;
  readonly organization: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly country: string | null;
}

/** The answer of the registry, and what the registrar knows beyond it; what the registry says counts. */
export function withRegistrar(registry: Registration, registrar: Registration): Registration {
  const kept = Object.entries(registry).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return {
    ...registrar,
    ...registry,
    ...Object.fromEntries(Object.entries(registrar).filter(([name]) => !kept.some(([known]) => known === name))),
    contacts: [...registry.contacts, ...registrar.contacts],
    emails: [...new Set([...registry.emails, ...registrar.emails])],
    source: `${registry.source}, ${registrar.source}`,
    raw: `${registry.raw}\n${registrar.raw}`,
  };
}

/** Registries list networks beside an autonomous system, which are not what was asked about. */
export const ofSystem = (registration: Registration, asn: number): Registration => ({
  ...registration,
  range: null,
  cidrs: [],
  asn,
});
