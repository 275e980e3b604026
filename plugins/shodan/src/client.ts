import { get, httpProvider, queryAuth, type ProviderRequest, type Secret } from '@pivotkit/core';
import type { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

export const hosts = ['api.shodan.io'];
export const internetdbHosts = ['internetdb.shodan.io'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
  readonly internetdbUrl?: string | undefined;
}

/** API of the search engine, https://developer.shodan.io/api, read 2026-11-28. It takes the key in the query alone. */
export const provider = httpProvider<State>({
  name: 'Shodan',
  baseUrl: 'https://api.shodan.io',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: queryAuth('key', ({ apiKey }) => apiKey),
  needs: { apiKey: 'an API key' },
  notFound: [404],
  notFoundReply: z.object({ error: z.string().regex(/^no information/i) }),
});

/** What the search engine saw last, free and without a key, https://internetdb.shodan.io, read 2026-11-28. */
export const internetdb = httpProvider<State>({
  name: 'InternetDB',
  baseUrl: 'https://internetdb.shodan.io',
  hosts: internetdbHosts,
  configuredBaseUrl: ({ internetdbUrl }) => internetdbUrl,
  notFound: [404],
  notFoundReply: z.object({ detail: z.string().regex(/^no information/i) }),
});

export const hostRequest = ({ address }: IpAddress): ProviderRequest =>
  get`/shodan/host/${address}`.query({ minify: true });
export const servicesRequest = ({ address }: IpAddress): ProviderRequest => get`/shodan/host/${address}`;
export const domainRequest = ({ domainName }: Dns): ProviderRequest => get`/dns/domain/${domainName}`;
export const internetdbRequest = ({ address }: IpAddress): ProviderRequest => get`/${address}`;
