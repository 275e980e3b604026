import { instantOf, list, text as textColumn, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, collectionOf, legacyAt, legacySeen, results, seen, text } from '../replies.ts';

const notSaid = 'the service does not say';

const named = z
  .object({ commonName: text, organizationName: text, alternateName: z.array(z.string()).nullish() })
  .nullish();

/** `CN=www.example.com, O=Example`. */
const nameText = (name: z.output<typeof named>): string | null => {
  const parts = [name?.commonName && `CN=${name.commonName}`, name?.organizationName && `O=${name.organizationName}`];
  return parts.filter(Boolean).join(', ') || null;
};

export const certificates = property({
  name: 'riskiq.certificates',
  description: 'Certificates that were seen at an address or a name',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.certificates('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    sha1: textColumn('SHA-1 of the certificate', { nullWhen: notSaid }),
    serialNumber: textColumn('Serial number, decimal', { nullWhen: notSaid }),
    subject: textColumn('Whom it names: CN=…, O=…', { nullWhen: notSaid }),
    issuer: textColumn('Who signed it: CN=…, O=…', { nullWhen: notSaid }),
    names: list('Other names it is valid for'),
    notBefore: time('Valid from', { nullWhen: notSaid }),
    notAfter: time('Valid until', { nullWhen: notSaid }),
    ports: list('Ports it was seen at'),
    addresses: list('Addresses it was seen at, where PassiveTotal says them'),
    firstSeenAt: time('When it was first seen there', { nullWhen: notSaid }),
    lastSeenAt: time('When it was last seen there', { nullWhen: notSaid }),
  },
  facets: {
    certificates: ({ names, ports: _, addresses: __, ...certificate }) => ({
      ...certificate,
      names: names.map(String),
    }),
  },
  graph: {
    request: collectionOf('sslCertificates'),
    reply: collection(
      z.object({
        ...seen,
        ports: z.array(z.object({ port: z.number() })).nullish(),
        sslCertificate: z
          .object({
            sha1: text,
            fingerprint: text,
            serialNumber: text,
            subject: named,
            issuer: named,
            issueDateTime: text,
            expirationDateTime: text,
          })
          .nullish(),
      }),
    ),
    rows: ({ value }) =>
      value.map(({ sslCertificate: certificate, ports, firstSeenDateTime, lastSeenDateTime }) => ({
        sha1: certificate?.sha1 ?? certificate?.fingerprint?.replaceAll(':', ''),
        serialNumber: certificate?.serialNumber,
        subject: nameText(certificate?.subject),
        issuer: nameText(certificate?.issuer),
        names: certificate?.subject?.alternateName ?? [],
        notBefore: instantOf(certificate?.issueDateTime),
        notAfter: instantOf(certificate?.expirationDateTime),
        ports: (ports ?? []).map(({ port }) => port),
        addresses: [],
        firstSeenAt: instantOf(firstSeenDateTime),
        lastSeenAt: instantOf(lastSeenDateTime),
      })),
  },
  legacy: {
    request: legacyAt('ssl-certificate/history'),
    reply: results(z.object({ sha1: text, ipAddresses: z.array(z.string()).nullish(), ...legacySeen })),
    rows: ({ results: seenThere }) =>
      seenThere.map(({ sha1, ipAddresses, firstSeen, lastSeen }) => ({
        sha1,
        names: [],
        ports: [],
        addresses: ipAddresses ?? [],
        firstSeenAt: instantOf(firstSeen),
        lastSeenAt: instantOf(lastSeen),
      })),
  },
});
