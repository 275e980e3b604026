import { get, type ProviderRequest } from '@pivotkit/core';
import { z } from 'zod';
import type { Host } from './clients.ts';

export const text = z.string().nullish();
const ref = z.object({ id: text }).nullish();

/** When something was seen, as every object of Defender TI says it. */
export const seen = { firstSeenDateTime: text, lastSeenDateTime: text };

/** A page of a collection in Microsoft Graph. */
export const collection = <Item>(item: z.ZodType<Item>) => z.object({ value: z.array(item), '@odata.nextLink': text });

/** Another host that an object names. */
export const hostRef = ref;

/** A collection about a host: `/hosts/8.8.8.8/trackers`. */
export const collectionOf =
  (name: string) =>
  (host: Host): ProviderRequest =>
    get`/hosts/${host.key}/${name}`.query({ $top: 100 });

/** A list of PassiveTotal: `{ results: […] }`. */
export const results = <Item>(item: z.ZodType<Item>) => z.object({ results: z.array(item) });

/** An endpoint of PassiveTotal: `/host-attributes/trackers?query=8.8.8.8`. */
export const legacyAt =
  (path: string, query: Readonly<Record<string, string>> = {}) =>
  (host: Host): ProviderRequest => {
    const [first = '', second] = path.split('/');
    const request = second === undefined ? get`/${first}` : get`/${first}/${second}`;
    return request.query({ query: host.key, ...query });
  };

/** When something was seen, as PassiveTotal said it. */
export const legacySeen = { firstSeen: text, lastSeen: text };
