import { get, httpProvider, type ProviderRequest } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';

export const checkHosts = ['check.torproject.org'];
export const onionooHosts = ['onionoo.torproject.org'];

export interface Settings {
  readonly refreshMinutes: number;
  readonly listUrl?: string | undefined;
  readonly onionooUrl?: string | undefined;
}

/** The list of exits, https://check.torproject.org/exit-addresses, read 2026-11-28. */
export const downloads = httpProvider<Settings>({
  name: 'Tor Project',
  baseUrl: 'https://check.torproject.org',
  hosts: checkHosts,
  configuredBaseUrl: ({ listUrl }) => listUrl,
});

/** What is known of relays, https://metrics.torproject.org/onionoo.html (protocol 8.0), read 2026-11-28. */
export const onionoo = httpProvider<Settings>({
  name: 'Onionoo',
  baseUrl: 'https://onionoo.torproject.org',
  hosts: onionooHosts,
  configuredBaseUrl: ({ onionooUrl }) => onionooUrl,
});

export const exitsRequest = (): ProviderRequest => get`/exit-addresses`;

/** IPv6 addresses are searched for in brackets. */
export const relayRequest = ({ address, version }: IpAddress): ProviderRequest =>
  get`/details`.query({ search: version === 6 ? `[${address}]` : address });
