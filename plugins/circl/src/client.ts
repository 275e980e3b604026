import {
  basicAuth,
  emptyBody,
  get,
  httpProvider,
  notSupported,
  type LookupResult,
  type ProviderRequest,
  type Secret,
} from '@pivotkit/core';
import type { Dns, File, FileHash, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

export const hashlookupHosts = ['hashlookup.circl.lu'];
export const hosts = ['www.circl.lu'];

export interface State {
  readonly user?: Secret | undefined;
  readonly password?: Secret | undefined;
  readonly hashlookupUrl?: string | undefined;
  readonly baseUrl?: string | undefined;
}

/** Known files, without a key, https://hashlookup.circl.lu, read 2026-11-28. */
export const hashlookup = httpProvider<State>({
  name: 'CIRCL hashlookup',
  baseUrl: 'https://hashlookup.circl.lu',
  hosts: hashlookupHosts,
  configuredBaseUrl: ({ hashlookupUrl }) => hashlookupUrl,
  notFound: [404],
  notFoundReply: z.object({ message: z.string().regex(/^non existing/i) }),
});

const partners = 'the credentials that CIRCL gives to partners';

/** Passive DNS and passive SSL, for partners with credentials, https://www.circl.lu/services, read 2026-11-28. */
export const provider = httpProvider<State>({
  name: 'CIRCL',
  baseUrl: 'https://www.circl.lu',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: basicAuth(
    ({ user }) => user,
    ({ password }) => password,
  ),
  needs: { user: partners, password: partners },
  // Nothing known is an empty body of passive DNS.
  outcome: emptyBody('not-found'),
});

export function hashlookupRequest(input: FileHash | File): ProviderRequest | LookupResult<never> {
  if (input.kind === 'FileHash') return knownHash(input.algorithm, input.value);
  if (input.sha256 !== undefined) return knownHash('sha256', input.sha256);
  if (input.sha1 !== undefined) return knownHash('sha1', input.sha1);
  return input.md5 === undefined ? notSupported('the file has no SHA-256, SHA-1 or MD5') : knownHash('md5', input.md5);
}

function knownHash(algorithm: string | undefined, value: string): ProviderRequest | LookupResult<never> {
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return get`/lookup/${algorithm}/${value}`;
  return notSupported(`hashlookup knows SHA-256, SHA-1 and MD5, not ${algorithm ?? 'an unnamed hash'}`);
}

export const passiveDnsRequest = (input: Dns | IpAddress): ProviderRequest => get`/pdns/query/${input.key}`;

export const passiveSslRequest = ({ address, version }: IpAddress): ProviderRequest | LookupResult<never> =>
  version === 4 ? get`/v2pssl/query/${address}` : notSupported('CIRCL passive SSL knows IPv4 addresses alone');

export const certificateRequest = ({ algorithm, value }: FileHash): ProviderRequest | LookupResult<never> =>
  algorithm === 'sha1'
    ? get`/v2pssl/cquery/${value}`
    : notSupported('CIRCL passive SSL knows certificates by their SHA-1');
