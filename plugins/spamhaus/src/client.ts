import { get, httpProvider, type ProviderRequest } from '@pivotkit/core';

export const hosts = ['www.spamhaus.org'];

export interface Settings {
  readonly refreshMinutes: number;
  readonly baseUrl?: string | undefined;
}

/** DROP lists, https://www.spamhaus.org/blocklists/do-not-route-or-peer, read 2026-11-28. EDROP is part of DROP since 2024-04-10. */
export const provider = httpProvider<Settings>({
  name: 'Spamhaus',
  baseUrl: 'https://www.spamhaus.org/drop',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
});

export const dropRequest = (version: 4 | 6): ProviderRequest => get`/drop_v${version}.json`;

export const asnDropRequest = (): ProviderRequest => get`/asndrop.json`;
