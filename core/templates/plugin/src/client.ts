import { get, headerAuth, httpProvider, type ProviderRequest, type Secret } from '@pivotkit/core';
import type { Dns, IpAddress } from '@pivotkit/entities';

/** The only hosts that are ever asked. */
export const hosts = ['api.example-service.example'];

/** What the pivots need, from the configuration. */
export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

export const provider = httpProvider<State>({
  name: 'Example Service',
  baseUrl: 'https://api.example-service.example/v1',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('x-api-key', ({ apiKey }) => apiKey),
  // Where it is missing, pivots say so: the setting example-service.apiKey, or PIVOTKIT_EXAMPLE_SERVICE_APIKEY.
  needs: { apiKey: 'an API key' },
  // Statuses that say: asked, and nothing known. 401, 402, 403, 429 and 5xx are understood without a word.
  notFound: [404],
});

/** GET /reports/{value}. Whatever the value holds, it is one segment of the path. */
export const reportRequest = (input: IpAddress | Dns): ProviderRequest => get`/reports/${input.key}`;
