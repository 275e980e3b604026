import { definePivot, found, get, httpLookup, instantOf, list, notFound, text, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { provider, terms } from './client.ts';
import { whoisReply } from './reply.ts';

const notSaid = 'the record does not say';

export const whois = definePivot({
  name: 'xforce.whois',
  description: 'Who holds an address or a domain, as X-Force Exchange read it',
  from: [IpAddress, Dns],
  rowsPerInput: 'at-most-one',
  columns: {
    registrar: text('Registrar', { nullWhen: notSaid }),
    registrant: text('Who holds it', { nullWhen: notSaid }),
    country: text('Country of who holds it, by name', { nullWhen: notSaid }),
    emails: list('Addresses of mail in the record, each once'),
    createdAt: time('When it was registered', { nullWhen: notSaid }),
    updatedAt: time('When the record was last changed', { nullWhen: notSaid }),
    expiresAt: time('Until when it is registered', { nullWhen: notSaid }),
    contacts: list('All contacts: {type, name, organization, country, email}'),
  },
  facets: {
    whois: ({ contacts: _, emails, ...registration }) => ({ ...registration, emails: emails.map(String) }),
  },
  ...terms,
  examples: ["await Dns.xforce.whois('example.com')"],
  lookup: httpLookup({
    provider,
    request: ({ key }: IpAddress | Dns) => get`/whois/${key}`,
    reply: whoisReply,
    map: (record) => {
      const contacts = record.contact ?? [];
      const holder = contacts.find(({ type }) => type === 'registrant') ?? contacts[0];
      if (holder === undefined && !record.registrarName && !record.createdDate && !record.contactEmail)
        return notFound();
      return found({
        registrar: record.registrarName,
        registrant: holder?.organization ?? holder?.name,
        country: holder?.country,
        emails: [...new Set([record.contactEmail, ...contacts.map(({ email }) => email)].flatMap((one) => one || []))],
        createdAt: instantOf(record.createdDate),
        updatedAt: instantOf(record.updatedDate),
        expiresAt: instantOf(record.expiresDate),
        contacts: contacts.map(({ type, name, organization, country, email }) => ({
          type: type ?? null,
          name: name ?? null,
          organization: organization ?? null,
          country: country ?? null,
          email: email ?? null,
        })),
      });
    },
  }),
});
