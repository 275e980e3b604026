import {
  base64url,
  fieldIs,
  get,
  headerAuth,
  httpProvider,
  notSupported,
  type LookupResult,
  type PathValue,
  type ProviderRequest,
  type QueryValue,
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
  needs: { apiKey: 'an API key' },
  notFound: [404],
  notFoundReply: z.object({ error: z.object({ code: z.literal('NotFoundError') }) }),
  // A key that is right, and a question that it may not ask: most often one that only other plans cover.
  outcome: fieldIs('error.code', { ForbiddenError: 'not-entitled' }),
});

/** What VirusTotal can be asked about. */
export type Thing = IpAddress | Dns | Url | FileHash | File;

/** Under what a thing is kept: `/files/<SHA-256>`. */
interface ThingPath {
  readonly collection: 'ip_addresses' | 'domains' | 'urls' | 'files';
  readonly id: PathValue;
}

/** Endpoints of the API v3, https://docs.virustotal.com/reference, read 2026-11-20. */
export const reportRequest = (input: Thing): ProviderRequest | LookupResult<never> =>
  requestAbout(input, ({ collection, id }) => get`/${collection}/${id}`);

/** What VirusTotal keeps beside a thing: `/domains/example.com/subdomains`. */
export const besideRequest = (
  input: Thing,
  what: string,
  query: Readonly<Record<string, QueryValue>> = {},
): ProviderRequest | LookupResult<never> =>
  requestAbout(input, ({ collection, id }) => get`/${collection}/${id}/${what}`.query(query));

function requestAbout(
  input: Thing,
  request: (path: ThingPath) => ProviderRequest,
): ProviderRequest | LookupResult<never> {
  const path = pathOf(input);
  return 'status' in path ? path : request(path);
}

function pathOf(input: Thing): ThingPath | LookupResult<never> {
  switch (input.kind) {
    case 'IpAddress':
      return { collection: 'ip_addresses', id: input.address };
    case 'Dns':
      return { collection: 'domains', id: input.domainName };
    case 'Url':
      return pathOfUrl(input);
    case 'FileHash':
      return pathOfHash(input);
    case 'File':
      return pathOfFile(input);
  }
}

function pathOfUrl(url: Url): ThingPath | LookupResult<never> {
  if (url.scheme !== 'http' && url.scheme !== 'https')
    return notSupported('VirusTotal knows http and https URLs alone');
  if (url.hasCredentials) return notSupported('the URL holds a user or password, which is nobody else’s business');
  return { collection: 'urls', id: base64url(url.key) };
}

function pathOfHash({ value, algorithm }: FileHash): ThingPath | LookupResult<never> {
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return { collection: 'files', id: value };
  return notSupported(`VirusTotal looks files up by SHA-256, SHA-1 or MD5, not by ${algorithm ?? 'an unnamed hash'}`);
}

function pathOfFile(file: File): ThingPath | LookupResult<never> {
  const hash = file.sha256 ?? file.sha1 ?? file.md5;
  if (hash !== undefined) return { collection: 'files', id: hash };
  const usable = file.fileHashes?.find(({ algorithm }) => /^(sha256|sha1|md5)$/.test(algorithm ?? ''));
  return usable === undefined ? notSupported('the file has no SHA-256, SHA-1 or MD5') : pathOfHash(usable);
}
