import { get, headerAuth, httpProvider, type ProviderRequest, type Secret } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';

export const hosts = ['api.abuseipdb.com'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

export interface Options {
  readonly maxAgeDays: number;
}

/** API v2, https://docs.abuseipdb.com, read 2026-11-28. Errors are HTML unless JSON is asked for, which is the default. */
export const provider = httpProvider<State>({
  name: 'AbuseIPDB',
  baseUrl: 'https://api.abuseipdb.com/api/v2',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('Key', ({ apiKey }) => apiKey),
  needs: { apiKey: 'an API key' },
});

export const checkRequest = ({ address }: IpAddress, { maxAgeDays }: Options): ProviderRequest =>
  get`/check`.query({ ipAddress: address, maxAgeInDays: maxAgeDays });

export const reportsRequest = ({ address }: IpAddress, { maxAgeDays }: Options): ProviderRequest =>
  get`/reports`.query({ ipAddress: address, maxAgeInDays: maxAgeDays, perPage: 100, page: 1 });
