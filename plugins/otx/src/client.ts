import {
  get,
  headerAuth,
  httpProvider,
  notSupported,
  type LookupResult,
  type ProviderRequest,
  type Secret,
} from '@pivotkit/core';
import type { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';

export const hosts = ['otx.alienvault.com'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * Open Threat Exchange, of LevelBlue, before that of AlienVault. Statuses as its own SDK reads them
 * (github.com/AlienVault-OTX/OTX-Python-SDK, OTXv2.py, read 2026-11-28): 403 is a key that is none.
 */
export const provider = httpProvider<State>({
  name: 'OTX',
  baseUrl: 'https://otx.alienvault.com/api/v1',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('X-OTX-API-KEY', ({ apiKey }) => apiKey),
  unauthorized: [401, 403],
  notFound: [404],
  notFoundReply: z.object({ detail: z.string().regex(/not found/i) }),
});

/** What OTX can be asked about. */
export type Thing = IpAddress | Dns | Url | FileHash | File;

interface Indicator {
  readonly slug: 'IPv4' | 'IPv6' | 'domain' | 'hostname' | 'url' | 'file';
  readonly value: string;
}

/** One section of what OTX keeps about a thing: `/indicators/IPv4/8.8.8.8/geo`. */
export function sectionRequest(
  input: Thing,
  section: string,
  query: Readonly<Record<string, number>> = {},
): ProviderRequest | LookupResult<never> {
  const indicator = indicatorOf(input);
  if ('status' in indicator) return indicator;
  return get`/indicators/${indicator.slug}/${indicator.value}/${section}`.query(query);
}

function indicatorOf(input: Thing): Indicator | LookupResult<never> {
  switch (input.kind) {
    case 'IpAddress':
      return { slug: input.version === 6 ? 'IPv6' : 'IPv4', value: input.address };
    case 'Dns':
      return { slug: input.subdomain === '' ? 'domain' : 'hostname', value: input.domainName };
    case 'Url':
      return urlIndicator(input);
    case 'FileHash':
      return hashIndicator(input);
    case 'File':
      return fileIndicator(input);
  }
}

function urlIndicator(url: Url): Indicator | LookupResult<never> {
  if (url.hasCredentials) return notSupported('the URL holds a user or password, which is nobody else’s business');
  return { slug: 'url', value: url.key };
}

function hashIndicator({ value, algorithm }: FileHash): Indicator | LookupResult<never> {
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return { slug: 'file', value };
  return notSupported(`OTX looks files up by SHA-256, SHA-1 or MD5, not by ${algorithm ?? 'an unnamed hash'}`);
}

function fileIndicator({ sha256, sha1, md5 }: File): Indicator | LookupResult<never> {
  const hash = sha256 ?? sha1 ?? md5;
  return hash === undefined ? notSupported('the file has no SHA-256, SHA-1 or MD5') : { slug: 'file', value: hash };
}
