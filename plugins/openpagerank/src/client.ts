import {
  get,
  headerAuth,
  httpProvider,
  notSupported,
  type LookupResult,
  type ProviderRequest,
  type Secret,
} from '@pivotkit/core';
import type { Dns } from '@pivotkit/entities';

/** The service moved to Keywords Everywhere in 2026 and is offered at both places. */
export const hosts = ['openpagerank.com', 'openpagerank.keywordseverywhere.com'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/** API v1.0, https://www.domcop.com/openpagerank/documentation, read 2026-11-28. */
export const provider = httpProvider<State>({
  name: 'Open PageRank',
  baseUrl: 'https://openpagerank.com/api/v1.0',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('API-OPR', ({ apiKey }) => apiKey),
  needs: { apiKey: 'a free API key' },
});

/** Domains are ranked as they are registered; `www.example.com` has the rank of `example.com`. */
export const rankedDomain = (name: Dns): string => name.parts().registeredDomain ?? name.domainName;

/** As many as the API takes at once. */
export const domainsPerRequest = 100;

export function rankRequest(names: readonly Dns[]): ProviderRequest {
  const domains = [...new Set(names.map(rankedDomain))];
  return get`/getPageRank`.query(Object.fromEntries(domains.map((domain, i) => [`domains[${i}]`, domain])));
}

export const refuseSuffix = (name: Dns): LookupResult<never> | undefined =>
  name.parts().registeredDomain === undefined ? notSupported('it is not a domain that is registered') : undefined;
