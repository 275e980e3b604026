import { found, instantOf, list, notFound, object, text, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { z } from 'zod';
import { section } from '../section.ts';

const notSaid = 'the record does not say';

/** Shape as clients read it, with low confidence: a list of `{ key, value }`, in which a key may stand several times. */
const reply = z.object({ data: z.array(z.object({ key: z.string(), value: z.unknown() })).nullable() });

export const whois = section({
  name: 'otx.whois',
  description: 'Who registered a domain, as Open Threat Exchange read it',
  from: [Dns],
  rowsPerInput: 'at-most-one',
  examples: ["await Dns.otx.whois('www.example.com')"],
  columns: {
    registrar: text('Registrar', { nullWhen: notSaid }),
    registrant: text('Who holds it', { nullWhen: notSaid }),
    country: text('Country of who holds it', { nullWhen: notSaid }),
    emails: list('Addresses of mail in the record'),
    nameServers: list('Name servers'),
    statuses: list('Statuses of the registration'),
    createdAt: time('When it was registered', { nullWhen: notSaid }),
    updatedAt: time('When the record was last changed', { nullWhen: notSaid }),
    expiresAt: time('Until when it is registered', { nullWhen: notSaid }),
    fields: object('All fields of the record as lists of texts'),
  },
  facets: {
    whois: ({ fields: _, emails, nameServers, statuses, ...registration }) => ({
      ...registration,
      emails: emails.map(String),
      nameServers: nameServers.map(String),
      statuses: statuses.map(String),
    }),
  },
  section: 'whois',
  reply,
  map: ({ data }) => {
    const fields = fieldsOf(data ?? []);
    if (fields.size === 0) return notFound();
    const all = (...names: readonly string[]): string[] => names.flatMap((name) => fields.get(name) ?? []);
    const first = (...names: readonly string[]): string | undefined => all(...names)[0];
    return found({
      registrar: first('registrar'),
      registrant: first('org', 'organization', 'name'),
      country: first('country'),
      emails: all('emails', 'email'),
      nameServers: all('name_servers', 'nameservers'),
      statuses: all('status'),
      createdAt: instantOf(first('creation_date')),
      updatedAt: instantOf(first('updated_date')),
      expiresAt: instantOf(first('expiration_date')),
      fields: Object.fromEntries(fields),
    });
  },
});

function fieldsOf(data: readonly { readonly key: string; readonly value: unknown }[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const { key, value } of data)
    for (const each of [value].flat())
      if (each !== null && each !== undefined && each !== '')
        fields.set(key, [...(fields.get(key) ?? []), typeof each === 'string' ? each : JSON.stringify(each)]);
  return fields;
}
