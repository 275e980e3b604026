import { entity, entityKey, instantOf, text as textColumn, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, collectionOf, hostRef, legacyAt, legacySeen, results, seen, text } from '../replies.ts';

const notSaid = 'the service does not say';

const seenColumns = {
  firstSeenAt: time('When it was first seen there', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last seen there', { nullWhen: notSaid }),
};

type Written = string | null | undefined;

const seenCells = (first: Written, last: Written) => ({
  firstSeenAt: instantOf(first),
  lastSeenAt: instantOf(last),
});

export const trackers = property({
  name: 'riskiq.trackers',
  description: 'Trackers in pages of a host, such as numbers of analytics accounts, that link sites of one owner',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.trackers('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    kind: textColumn('Kind of tracker, such as GoogleAnalyticsID'),
    value: textColumn('Its value, such as UA-12345'),
    ...seenColumns,
  },
  graph: {
    request: collectionOf('trackers'),
    reply: collection(z.object({ kind: z.string(), value: z.string(), ...seen })),
    rows: ({ value }) =>
      value.map((item) => ({
        kind: item.kind,
        value: item.value,
        ...seenCells(item.firstSeenDateTime, item.lastSeenDateTime),
      })),
  },
  legacy: {
    request: legacyAt('host-attributes/trackers'),
    reply: results(z.object({ attributeType: z.string(), attributeValue: z.string(), ...legacySeen })),
    rows: ({ results: items }) =>
      items.map((item) => ({
        kind: item.attributeType,
        value: item.attributeValue,
        ...seenCells(item.firstSeen, item.lastSeen),
      })),
  },
});

export const components = property({
  name: 'riskiq.components',
  description: 'Software that was seen to run on a host, or in its pages',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.components('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    component: textColumn('Name of the software'),
    version: textColumn('Its version', { nullWhen: notSaid }),
    category: textColumn('What it is for, such as Server or Framework', { nullWhen: notSaid }),
    ...seenColumns,
  },
  graph: {
    request: collectionOf('components'),
    reply: collection(z.object({ name: z.string(), version: text, category: text, ...seen })),
    rows: ({ value }) =>
      value.map((item) => ({
        component: item.name,
        version: item.version || null,
        category: item.category,
        ...seenCells(item.firstSeenDateTime, item.lastSeenDateTime),
      })),
  },
  legacy: {
    request: legacyAt('host-attributes/components'),
    reply: results(z.object({ label: z.string(), version: text, category: text, ...legacySeen })),
    rows: ({ results: items }) =>
      items.map((item) => ({
        component: item.label,
        version: item.version || null,
        category: item.category,
        ...seenCells(item.firstSeen, item.lastSeen),
      })),
  },
});

export const cookies = property({
  name: 'riskiq.cookies',
  description: 'Cookies that pages of a host set',
  from: [IpAddress, Dns],
  examples: ["await IpAddress.riskiq.cookies('8.8.8.8')"],
  rowsPerInput: 'many',
  columns: {
    cookie: textColumn('Name of the cookie'),
    cookieDomain: textColumn('Domain it is set for', { nullWhen: notSaid }),
    ...seenColumns,
  },
  graph: {
    request: collectionOf('cookies'),
    reply: collection(z.object({ name: z.string(), domain: text, ...seen })),
    rows: ({ value }) =>
      value.map((item) => ({
        cookie: item.name,
        cookieDomain: item.domain || null,
        ...seenCells(item.firstSeenDateTime, item.lastSeenDateTime),
      })),
  },
  legacy: {
    request: legacyAt('host-attributes/cookies'),
    reply: results(z.object({ cookieName: z.string(), cookieDomain: text, ...legacySeen })),
    rows: ({ results: items }) =>
      items.map((item) => ({
        cookie: item.cookieName,
        cookieDomain: item.cookieDomain || null,
        ...seenCells(item.firstSeen, item.lastSeen),
      })),
  },
});

const pairColumns = {
  host: entity(Dns, 'The other host, where it is a name', { nullWhen: 'it is an address' }),
  ipAddress: entity(IpAddress, 'The other host, where it is an address', { nullWhen: 'it is a name' }),
  cause: textColumn('How they hang together, such as redirect or script.src', { nullWhen: notSaid }),
  ...seenColumns,
};

const otherHost = (id: string) => {
  const ipAddress = entityKey(IpAddress, id);
  return { ipAddress, host: ipAddress === null ? (entityKey(Dns, id) ?? id) : null };
};

const pairReply = collection(z.object({ linkKind: text, childHost: hostRef, parentHost: hostRef, ...seen }));
const legacyPairs = results(z.object({ parent: text, child: text, cause: text, ...legacySeen }));

/** One direction of pairs of hosts: `side` is the other host's. */
const pairs = <const N extends string>(name: N, description: string, side: 'child' | 'parent') =>
  property({
    name,
    description,
    from: [IpAddress, Dns],
    examples: [`await Dns.${name}('www.example.com')`],
    rowsPerInput: 'many',
    columns: pairColumns,
    graph: {
      request: collectionOf(`${side}HostPairs`),
      reply: pairReply,
      rows: ({ value }) =>
        value.flatMap((item) => {
          const id = item[`${side}Host`]?.id ?? '';
          return id === ''
            ? []
            : [{ ...otherHost(id), cause: item.linkKind, ...seenCells(item.firstSeenDateTime, item.lastSeenDateTime) }];
        }),
    },
    legacy: {
      request: legacyAt('host-attributes/pairs', { direction: side === 'child' ? 'children' : 'parents' }),
      reply: legacyPairs,
      rows: ({ results: items }) =>
        items.flatMap((item) => {
          const id = item[side] ?? '';
          return id === ''
            ? []
            : [{ ...otherHost(id), cause: item.cause, ...seenCells(item.firstSeen, item.lastSeen) }];
        }),
    },
  });

export const childHosts = pairs('riskiq.childHosts', 'Hosts that pages of a host lead to or load from', 'child');
export const parentHosts = pairs('riskiq.parentHosts', 'Hosts whose pages lead to a host or load from it', 'parent');
