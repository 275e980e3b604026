import { instantOf, list, object, text, time } from '@pivotkit/core';
import { z } from 'zod';
import { epochSeconds, related } from '../reply.ts';
import { shape } from './shape.ts';

const notSaid = 'the record does not say';

export const whoisShape = shape({
  columns: {
    firstSeenAt: time('When VirusTotal first read this record', { nullWhen: 'VirusTotal does not say' }),
    updatedAt: time('When the record was last changed, by its own words', { nullWhen: notSaid }),
    registrar: text('Registrar', { nullWhen: notSaid }),
    registrant: text('Who holds it; anonymised by VirusTotal, but equal where it is the same', { nullWhen: notSaid }),
    country: text('Country of who holds it', { nullWhen: notSaid }),
    createdAt: time('When it was registered', { nullWhen: notSaid }),
    expiresAt: time('Until when it is registered', { nullWhen: notSaid }),
    nameServers: list('Name servers', { nullWhen: notSaid }),
    fields: object('All fields of the record as texts; what occurs several times has a bar between'),
  },
  // https://docs.virustotal.com/reference/whois, read 2026-11-28. Keys differ from registry to registry.
  item: related(
    z
      .object({
        first_seen_date: epochSeconds.nullish(),
        last_updated: epochSeconds.nullish(),
        registrar_name: z.string().nullish(),
        registrant_name: z.string().nullish(),
        registrant_country: z.string().nullish(),
        whois_map: z.record(z.string(), z.string()).nullish(),
      })
      .default({}),
  ),
  row: ({ attributes: record }) => {
    const fields = record.whois_map ?? {};
    const first = firstOf(fields);
    return {
      firstSeenAt: instantOf(record.first_seen_date),
      updatedAt: instantOf(record.last_updated) ?? instantOf(first('Updated Date', 'Updated')),
      registrar: record.registrar_name ?? first('Registrar', 'Registrar Name'),
      registrant:
        record.registrant_name ?? first('Registrant Organization', 'Registrant Name', 'OrgName', 'org-name', 'descr'),
      country: record.registrant_country ?? first('Registrant Country', 'Country', 'country'),
      createdAt: instantOf(first('Creation Date', 'Create date', 'RegDate')),
      expiresAt: instantOf(first('Registry Expiry Date', 'Expiry Date', 'Registrar Registration Expiration Date')),
      nameServers: first('Name Server', 'Name servers')?.split(/\s*\|\s*/),
      fields,
    };
  },
  facets: {
    whois: ({ firstSeenAt: _, fields: __, nameServers, ...record }) => ({
      ...record,
      nameServers: nameServers?.map(String),
    }),
  },
});

const firstOf =
  (fields: Readonly<Record<string, string>>) =>
  (...names: readonly string[]): string | undefined =>
    names.map((name) => fields[name]).find((value) => value !== undefined && value !== '');
