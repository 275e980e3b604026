import {
  basicAuth,
  get,
  httpProvider,
  notSupported,
  type Limits,
  type LookupResult,
  type ProviderRequest,
  type Secret,
  type Sharing,
} from '@pivotkit/core';
import type { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';

export const hosts = ['api.xforce.ibmcloud.com', 'exchange.xforce.ibmcloud.com'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly password?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * IBM X-Force Exchange. Its documentation needs an account; statuses as clients read them (read 2026-11-28): 402 is a
 * month's quota that is used up.
 */
export const provider = httpProvider<State>({
  name: 'X-Force Exchange',
  baseUrl: 'https://api.xforce.ibmcloud.com',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: basicAuth(({ apiKey }) => apiKey, ({ password }) => password), // prettier-ignore
  needs: { apiKey: 'a key', password: 'its password' },
  notFound: [404],
  notFoundReply: z.object({ error: z.string().regex(/not found/i) }),
});

export const terms = {
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name } satisfies Sharing,
  // A free account, as clients quote it (read 2026-11-28); no number of IBM's was found.
  limits: { concurrent: 2, quota: [{ per: 'month', limit: 5_000 }] } satisfies Limits,
  cost: '1 request each; a free account has about 5,000 a month',
} as const;

/** What X-Force keeps a risk of. */
export type NetworkThing = IpAddress | Dns | Url;

/** `/ipr/8.8.8.8`, `/url/example.com`; between the two what is asked about it: `/ipr/history/8.8.8.8`. */
export function networkRequest(
  input: NetworkThing,
  about?: 'history' | 'malware',
): ProviderRequest | LookupResult<never> {
  const collection = input.kind === 'IpAddress' ? 'ipr' : 'url';
  if (input.kind === 'Url' && input.hasCredentials)
    return notSupported('the URL holds a user or password, which is nobody else’s business');
  return about === undefined ? get`/${collection}/${input.key}` : get`/${collection}/${about}/${input.key}`;
}

/** What stands in the path for a file. */
export function hashValue(input: FileHash | File): string | LookupResult<never> {
  if (input.kind === 'File') {
    const hash = input.sha256 ?? input.sha1 ?? input.md5;
    return hash ?? notSupported('the file has no SHA-256, SHA-1 or MD5');
  }
  const { value, algorithm } = input;
  if (algorithm === 'md5' || algorithm === 'sha1' || algorithm === 'sha256') return value;
  return notSupported(`X-Force looks files up by SHA-256, SHA-1 or MD5, not by ${algorithm ?? 'an unnamed hash'}`);
}
