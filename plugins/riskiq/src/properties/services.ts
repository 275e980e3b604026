import { instantOf, list, number, text as textColumn, time } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, collectionOf, legacyAt, legacySeen, results, seen, text } from '../replies.ts';

const notSaid = 'the service does not say';
const component = z.object({ name: text, version: text }).nullish();

export const services = property({
  name: 'riskiq.services',
  description: 'Ports of an address that were scanned, and what answered there',
  from: [IpAddress],
  examples: ["await IpAddress.riskiq.services('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    port: number('Number of the port', { range: [0, 65_535] }),
    protocol: textColumn('tcp or udp', { nullWhen: notSaid }),
    state: textColumn('open, filtered or closed', { nullWhen: notSaid }),
    software: list('What ran there, as `name version`'),
    banners: list('What it said when it was asked'),
    timesObserved: number('How often it was seen', { unit: 'times', nullWhen: notSaid }),
    firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
    lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
    lastScannedAt: time('When it was last looked at', { nullWhen: notSaid }),
  },
  graph: {
    request: collectionOf('ports'),
    reply: collection(
      z.object({
        ...seen,
        port: z.int().min(0).max(65_535),
        protocol: text,
        status: text,
        timesObserved: z.number().nullish(),
        lastScanDateTime: text,
        banners: z.array(z.object({ banner: text })).nullish(),
        services: z.array(z.object({ component })).nullish(),
      }),
    ),
    rows: ({ value }) =>
      value.map((item) => ({
        port: item.port,
        protocol: item.protocol,
        state: item.status,
        software: softwareOf((item.services ?? []).map((service) => service.component)),
        banners: (item.banners ?? []).flatMap(({ banner }) => banner ?? []),
        timesObserved: item.timesObserved,
        firstSeenAt: instantOf(item.firstSeenDateTime),
        lastSeenAt: instantOf(item.lastSeenDateTime),
        lastScannedAt: instantOf(item.lastScanDateTime),
      })),
  },
  legacy: {
    request: legacyAt('services'),
    reply: results(
      z.object({
        ...legacySeen,
        portNumber: z.int().min(0).max(65_535),
        protocol: text,
        status: text,
        count: z.number().nullish(),
        lastScan: text,
        banners: z.array(z.object({ banner: text })).nullish(),
        currentServices: z.array(z.object({ label: text, version: text })).nullish(),
      }),
    ),
    rows: ({ results: items }) =>
      items.map((item) => ({
        port: item.portNumber,
        protocol: item.protocol?.toLowerCase(),
        state: item.status,
        software: softwareOf((item.currentServices ?? []).map(({ label, version }) => ({ name: label, version }))),
        banners: (item.banners ?? []).flatMap(({ banner }) => banner ?? []),
        timesObserved: item.count,
        firstSeenAt: instantOf(item.firstSeen),
        lastSeenAt: instantOf(item.lastSeen),
        lastScannedAt: instantOf(item.lastScan),
      })),
  },
});

/** Each once, in the order it is told. */
const softwareOf = (components: readonly z.output<typeof component>[]): string[] => [
  ...new Set(components.flatMap((each) => (each?.name ? `${each.name} ${each.version ?? ''}`.trim() : []))),
];
