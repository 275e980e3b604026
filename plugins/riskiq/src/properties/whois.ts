import { get, instantOf, list, text as textColumn, time, type RowInput, type RowOf } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, hostRef, legacyAt, seen, text } from '../replies.ts';

const notSaid = 'the record does not say';

const columns = {
  registrar: textColumn('Registrar', { nullWhen: notSaid }),
  registrant: textColumn('Who holds it', { nullWhen: notSaid }),
  country: textColumn('Country of who holds it', { nullWhen: notSaid }),
  createdAt: time('When it was registered', { nullWhen: notSaid }),
  updatedAt: time('When the record was last changed', { nullWhen: notSaid }),
  expiresAt: time('Until when it is registered', { nullWhen: notSaid }),
  nameServers: list('Name servers'),
  emails: list('Addresses of mail in the record, each once'),
  abuseContact: textColumn('Where abuse is reported', { nullWhen: notSaid }),
  statuses: list('Statuses of the registration'),
  whoisServer: textColumn('Server the record came from', { nullWhen: notSaid }),
  rawText: textColumn('The record as it came', { nullWhen: notSaid }),
};

type Row = RowInput<typeof columns>;

const contact = z
  .object({ name: text, organization: text, email: text, address: z.object({ countryOrRegion: text }).nullish() })
  .nullish();

const record = z.object({
  id: z.string().min(1),
  ...seen,
  registrationDateTime: text,
  lastUpdateDateTime: text,
  expirationDateTime: text,
  whoisServer: text,
  domainStatus: text,
  rawWhoisText: text,
  registrar: contact,
  registrant: contact,
  admin: contact,
  technical: contact,
  billing: contact,
  abuse: contact,
  nameservers: z.array(z.object({ host: hostRef })).nullish(),
});

const rowOf = (entry: z.output<typeof record>): Row => ({
  registrar: entry.registrar?.organization ?? entry.registrar?.name,
  registrant: entry.registrant?.organization ?? entry.registrant?.name,
  country: entry.registrant?.address?.countryOrRegion,
  createdAt: instantOf(entry.registrationDateTime),
  updatedAt: instantOf(entry.lastUpdateDateTime),
  expiresAt: instantOf(entry.expirationDateTime),
  nameServers: (entry.nameservers ?? []).flatMap(({ host }) => host?.id ?? []),
  emails: each([entry.registrant, entry.admin, entry.technical, entry.billing, entry.abuse].map((who) => who?.email)),
  abuseContact: entry.abuse?.email,
  statuses: each((entry.domainStatus ?? '').split(',').map((status) => status.trim())),
  whoisServer: entry.whoisServer,
  rawText: entry.rawWhoisText,
});

const each = (texts: readonly (string | null | undefined)[]): string[] => [
  ...new Set(texts.filter((one): one is string => typeof one === 'string' && one !== '')),
];

const legacyRecord = z.object({
  registrar: text,
  registered: text,
  registryUpdatedAt: text,
  expiresAt: text,
  whoisServer: text,
  rawText: text,
  contactEmail: text,
  organization: text,
  name: text,
  nameServers: z.array(z.string()).nullish(),
  registrant: z.object({ organization: text, name: text, email: text, country: text }).nullish(),
});

/** PassiveTotal said so what it did not know. */
const isEmpty = (entry: z.output<typeof legacyRecord>): boolean => Object.keys(entry).length === 0;

const legacyRow = (entry: z.output<typeof legacyRecord>): Row => ({
  registrar: entry.registrar,
  registrant: entry.registrant?.organization ?? entry.registrant?.name ?? entry.organization ?? entry.name,
  country: entry.registrant?.country,
  createdAt: instantOf(entry.registered),
  updatedAt: instantOf(entry.registryUpdatedAt),
  expiresAt: instantOf(entry.expiresAt),
  nameServers: entry.nameServers ?? [],
  emails: each([entry.contactEmail, entry.registrant?.email]),
  statuses: [],
  whoisServer: entry.whoisServer,
  rawText: entry.rawText,
});

const registration = ({
  rawText: _,
  whoisServer: __,
  nameServers,
  emails,
  statuses,
  ...rest
}: RowOf<typeof columns>) => ({
  ...rest,
  nameServers: nameServers.map(String),
  emails: emails.map(String),
  statuses: statuses.map(String),
});

export const whois = property({
  name: 'riskiq.whois',
  description: 'Who holds an address or a domain',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.whois('8.8.8.8')"],
  rowsPerInput: 'at-most-one',
  columns,
  facets: { whois: registration },
  graph: {
    request: (host) => get`/hosts/${host.key}/whois`,
    reply: record.extend({ '@odata.nextLink': text }),
    rows: (entry) => [rowOf(entry)],
  },
  legacy: {
    request: legacyAt('whois'),
    reply: legacyRecord,
    rows: (entry) => (isEmpty(entry) ? [] : [legacyRow(entry)]),
  },
});

export const whoisHistory = property({
  name: 'riskiq.whoisHistory',
  description: 'Who held an address or a domain over time, newest record first',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.whoisHistory('8.8.8.8')"],
  rowsPerInput: 'many',
  columns,
  facets: { whois: registration },
  graph: {
    request: (host) => get`/hosts/${host.key}/whois/history`.query({ $top: 100 }),
    reply: collection(record),
    rows: ({ value }) => value.map(rowOf),
  },
});
