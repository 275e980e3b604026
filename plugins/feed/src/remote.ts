import { basicAuth, bearerAuth, httpProvider, ProviderRequest, type ListDeclaration } from '@pivotkit/core';
import { z } from 'zod';
import type { ListConfig } from './config.ts';
import { FeedIndex } from './feed-index.ts';
import type { Unreadable } from './indicator.ts';
import { formatOf } from './read/format-of.ts';
import { readList, requireUsable, type Format } from './read/list.ts';

/** A list that is fetched. */
export type RemoteList = Omit<ListConfig, 'path' | 'url'> & { readonly url: URL };

/** What look-ups search in. */
export interface FetchedIndicators {
  readonly name: string;
  readonly index: FeedIndex;
  readonly indicators: number;
  readonly unreadable: readonly Unreadable[];
}

/** A list at a URL, or a collection of a TAXII 2.1 server (OASIS Standard, 10 June 2021). */
export function remoteIndicators(list: RemoteList): ListDeclaration<string, FetchedIndicators, RemoteList> {
  const { name, url } = list;
  // The settings have been checked: it is stated, or known by the ending.
  const format = list.format ?? formatOf(url.pathname) ?? 'text';
  return {
    name: `the list '${name}'`,
    provider: providerOf(list, format),
    request: () => (format === 'taxii' ? objectsRequest(url) : requestTo(url)),
    format: 'text',
    reply: z.string(),
    index: (text) => {
      const { indicators, unreadable } = requireUsable(readList(text, list, { format, path: url.pathname }));
      return { name, index: new FeedIndex(indicators), indicators: indicators.length, unreadable };
    },
    size: ({ indicators }) => indicators,
    // A collection may be empty; a file without entries is more likely a broken one.
    mayBeEmpty: format === 'taxii',
    refreshMs: list.refreshMinutes * 60_000,
    ...(format === 'taxii' && {
      pages: { next: (text) => nextObjects(url, text), join: joinObjects, maxPages: 1_000 },
    }),
  };
}

const providerOf = ({ name, url, token }: RemoteList, format: Format) =>
  httpProvider<RemoteList>({
    name,
    baseUrl: url.origin,
    hosts: [url.host],
    auth:
      token === undefined
        ? basicAuth(
            ({ user }) => user,
            ({ password }) => password,
          )
        : bearerAuth((settings) => settings.token),
    headers: { accept: format === 'taxii' ? 'application/taxii+json;version=2.1' : '*/*' },
  });

function requestTo({ pathname, searchParams }: URL): ProviderRequest {
  return new ProviderRequest({ method: 'GET', path: pathname, query: [...searchParams], headers: {} });
}

/** Indicators, and what they refer to. */
function objectsRequest(collection: URL): ProviderRequest {
  const objects = new URL(collection);
  objects.pathname = `${collection.pathname.replace(/\/(objects\/?)?$/, '')}/objects/`;
  return requestTo(objects).query({ 'match[type]': 'indicator,identity,marking-definition' });
}

const envelope = z.object({
  more: z.boolean().default(false),
  next: z.string().optional(),
  objects: z.array(z.unknown()).default([]),
});

/** @throws Error when there is more and it is not said where */
function nextObjects(collection: URL, text: string): ProviderRequest | undefined {
  const { more, next } = envelope.parse(JSON.parse(text));
  if (!more) return undefined;
  if (next === undefined) throw new Error('the collection has more, but does not say where');
  return objectsRequest(collection).query({ next });
}

const joinObjects = (texts: readonly string[]): string =>
  JSON.stringify({ objects: texts.flatMap((text) => envelope.parse(JSON.parse(text)).objects) });
