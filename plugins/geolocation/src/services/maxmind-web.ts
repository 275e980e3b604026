import { basicAuth, fieldIs, found, get, httpLookup, httpProvider, notFound, type LookupResult } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { OnlineRow } from '../columns.ts';
import { rowOf, type OnlineCall, type State } from './service.ts';

export const maxmindHosts = ['geolite.info', 'geoip.maxmind.com'];

/** https://dev.maxmind.com/geoip/docs/web-services, read 2026-11-28. */
const provider = httpProvider<State>({
  name: 'MaxMind',
  baseUrl: 'https://geolite.info',
  hosts: maxmindHosts,
  configuredBaseUrl: ({ services }) => services.maxmind?.baseUrl,
  auth: basicAuth(
    ({ services }) => services.maxmind?.accountId,
    ({ services }) => services.maxmind?.licenseKey,
  ),
  outcome: fieldIs('code', {
    IP_ADDRESS_NOT_FOUND: 'not-found',
    IP_ADDRESS_RESERVED: 'not-found',
    OUT_OF_QUERIES: 'not-entitled',
    INSUFFICIENT_FUNDS: 'not-entitled',
  }),
});

const reply = z.looseObject({ traits: z.looseObject({ network: z.string().optional() }).optional() });

export const askMaxmind = httpLookup({
  provider,
  request: ({ address }: IpAddress) => get`/geoip/v2.1/city/${address}`,
  reply,
  map: (answer, _, { state }: OnlineCall): LookupResult<OnlineRow> => {
    const row = rowOf(state.placeOf(answer), 'maxmind', answer.traits?.network ?? null);
    return row === undefined ? notFound() : found(row);
  },
});
