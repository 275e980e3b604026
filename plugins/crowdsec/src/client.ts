import { get, headerAuth, httpProvider, type ProviderRequest, type Secret } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

export const hosts = ['cti.api.crowdsec.net'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/** CTI API v2, https://docs.crowdsec.net/u/cti_api, read 2026-11-28. A key that is wrong is refused with 403. */
export const provider = httpProvider<State>({
  name: 'CrowdSec',
  baseUrl: 'https://cti.api.crowdsec.net/v2',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('x-api-key', ({ apiKey }) => apiKey),
  needs: { apiKey: 'a CTI key' },
  notFound: [404],
  notFoundReply: z.object({ message: z.string().regex(/information not found/i) }),
  unauthorized: [401, 403],
});

export const smokeRequest = ({ address }: IpAddress): ProviderRequest => get`/smoke/${address}`;
