import {
  base64url,
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

export const hosts = ['www.virustotal.com'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

export const provider = httpProvider<State>({
  name: 'VirusTotal',
  baseUrl: 'https://www.virustotal.com/api/v3',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('x-apikey', ({ apiKey }) => apiKey),
  notFound: [404],
  notFoundReply: z.object({ error: z.object({ code: z.literal('NotFoundError') }) }),
});

/** Endpoints of the API v3, https://docs.virustotal.com/reference, read 2026-11-20. */
export function reportRequest(input: IpAddress | Dns | Url | FileHash | File): ProviderRequest | LookupResult<never> {
  switch (input.kind) {
    case 'IpAddress':
      return get`/ip_addresses/${input.address}`;
    case 'Dns':
      return get`/domains/${input.domainName}`;
    case 'Url':
      return urlRequest(input);
    case 'FileHash':
      return hashRequest(input);
    case 'File':
      return fileRequest(input);
  }
}

function urlRequest(url: Url): ProviderRequest | LookupResult<never> {
  if (url.scheme !== 'http' && url.scheme !== 'https')
    return notSupported('VirusTotal knows http and https URLs alone');
  if (url.hasCredentials) return notSupported('the URL holds a user or password, which is nobody else’s business');
  return get`/urls/${base64url(url.key)}`;
}

function hashRequest({ value, algorithm }: FileHash): ProviderRequest | LookupResult<never> {
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return get`/files/${value}`;
  return notSupported(`VirusTotal looks files up by SHA-256, SHA-1 or MD5, not by ${algorithm ?? 'an unnamed hash'}`);
}

function fileRequest(file: File): ProviderRequest | LookupResult<never> {
  const hash = file.sha256 ?? file.sha1 ?? file.md5;
  if (hash !== undefined) return get`/files/${hash}`;
  const usable = file.fileHashes?.find(({ algorithm }) => /^(sha256|sha1|md5)$/.test(algorithm ?? ''));
  return usable === undefined ? notSupported('the file has no SHA-256, SHA-1 or MD5') : hashRequest(usable);
}
