import {
  get,
  headerAuth,
  httpProvider,
  notSupported,
  post,
  type LookupResult,
  type ProviderRequest,
  type Secret,
} from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

export const hosts = ['api.greynoise.io'];

export interface State {
  readonly apiKey?: Secret | undefined;
  readonly baseUrl?: string | undefined;
}

/**
 * API v3 and the community API, https://docs.greynoise.io, read 2026-11-28. That an address is unknown comes as 404 with
 * a JSON of its own: the 404 of a path that is gone (`/v2/…`, decommissioned in 2026) looks different and is no answer.
 */
export const provider = httpProvider<State>({
  name: 'GreyNoise',
  baseUrl: 'https://api.greynoise.io',
  hosts,
  configuredBaseUrl: ({ baseUrl }) => baseUrl,
  auth: headerAuth('key', ({ apiKey }) => apiKey),
  notFound: [404],
  notFoundReply: z.union([z.object({ noise: z.literal(false) }), z.object({ message: z.string().regex(/^ip not /i) })]),
});

/** What the community API does not say. */
export const subscribed = { ...provider, needs: { apiKey: 'the key of a subscription' } };

/** GreyNoise watches the IPv4 internet alone. */
export const onlyIpv4 = ({ version }: IpAddress): LookupResult<never> | undefined =>
  version === 4 ? undefined : notSupported('GreyNoise knows IPv4 addresses alone');

export const communityRequest = (input: IpAddress): ProviderRequest | LookupResult<never> =>
  onlyIpv4(input) ?? get`/v3/community/${input.address}`;

export const contextRequest = (input: IpAddress): ProviderRequest | LookupResult<never> =>
  onlyIpv4(input) ?? get`/v3/ip/${input.address}`;

export const quickRequest = (inputs: readonly IpAddress[]): ProviderRequest =>
  post`/v3/ip`
    .query({ quick: true })
    .json({ ips: inputs.map(({ address }) => address) })
    .retryable();
