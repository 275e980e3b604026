import { instantOf, list, number, text, time } from '@pivotkit/core';
import { z } from 'zod';
import { epochSeconds, related } from '../reply.ts';
import { shape } from './shape.ts';

const notSaid = 'VirusTotal does not say';
/** `CN`, `O`, `C` …; where a name occurs several times its value is a list. */
const names = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

export const certificateShape = shape({
  columns: {
    sha256: text('SHA-256 of the certificate', { nullWhen: notSaid }),
    sha1: text('SHA-1 of the certificate', { nullWhen: notSaid }),
    serialNumber: text('Serial number, hexadecimal', { nullWhen: notSaid }),
    subject: text('Whom it names: CN=…, O=…', { nullWhen: notSaid }),
    issuer: text('Who signed it: CN=…, O=…', { nullWhen: notSaid }),
    notBefore: time('Valid from', { nullWhen: notSaid }),
    notAfter: time('Valid until', { nullWhen: notSaid }),
    names: list('Names and addresses it is valid for', { nullWhen: notSaid }),
    port: number('Port it was seen at', { range: [0, 65_535], nullWhen: notSaid }),
    seenHereAt: time('Day it was first seen at what was asked about', { nullWhen: notSaid }),
    firstSeenAt: time('When it was first seen anywhere', { nullWhen: notSaid }),
  },
  // https://docs.virustotal.com/reference/ssl-certificate, read 2026-11-28.
  item: z.object({
    context_attributes: z
      .object({ first_seen_date: z.string().nullish(), port: z.int().min(0).max(65_535).nullish() })
      .nullish(),
    ...related(
      z
        .object({
          thumbprint: z.string().nullish(),
          thumbprint_sha256: z.string().nullish(),
          serial_number: z.string().nullish(),
          subject: names.nullish(),
          issuer: names.nullish(),
          validity: z.object({ not_before: z.string().nullish(), not_after: z.string().nullish() }).nullish(),
          extensions: z.object({ subject_alternative_name: z.array(z.string()).nullish() }).nullish(),
          first_seen_date: epochSeconds.nullish(),
        })
        .default({}),
    ).shape,
  }),
  row: ({ attributes: certificate, context_attributes: here }) => ({
    sha256: certificate.thumbprint_sha256,
    sha1: certificate.thumbprint,
    serialNumber: certificate.serial_number,
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    notBefore: instantOf(certificate.validity?.not_before),
    notAfter: instantOf(certificate.validity?.not_after),
    names: certificate.extensions?.subject_alternative_name,
    port: here?.port,
    seenHereAt: instantOf(here?.first_seen_date),
    firstSeenAt: instantOf(certificate.first_seen_date),
  }),
  facets: {
    certificates: ({ seenHereAt, firstSeenAt, port: _, ...certificate }) => ({
      ...certificate,
      names: certificate.names?.map(String),
      firstSeenAt: seenHereAt ?? firstSeenAt,
    }),
  },
});

/** `CN=bad.example.com, O=Example`: in the order of the certificate. */
const nameText = (name: z.output<typeof names> | null | undefined): string | null =>
  name === undefined || name === null
    ? null
    : Object.entries(name)
        .map(([part, value]) => `${part}=${[value].flat().join('+')}`)
        .join(', ');
