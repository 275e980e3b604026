import { fieldIs, found, get, httpLookup, httpProvider, notFound, queryAuth, type LookupResult } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { OnlineRow } from '../columns.ts';
import { rowOf, type OnlineCall, type State } from './service.ts';

export const ipstackHosts = ['api.ipstack.com', 'api.apilayer.net'];

/**
 * https://docs.apilayer.com/ipstack, read 2026-11-28. Errors come in the body, with HTTP 200 or not. Over https alone, which
 * the free plan does not cover.
 */
const provider = httpProvider<State>({
  name: 'ipstack',
  baseUrl: 'https://api.ipstack.com',
  hosts: ipstackHosts,
  configuredBaseUrl: ({ services }) => services.ipstack?.baseUrl,
  auth: queryAuth('access_key', ({ services }) => services.ipstack?.accessKey),
  outcome: fieldIs('error.code', {
    101: 'unauthorized',
    102: 'unauthorized',
    104: 'throttled',
    105: 'not-entitled',
    106: { error: 'it takes the address for none' },
    303: 'not-entitled',
  }),
});

const optional = z.string().nullish();
const number = z.number().nullish();

const reply = z.looseObject({
  ip: z.string(),
  continent_code: optional,
  country_code: optional,
  country_name: optional,
  region_code: optional,
  region_name: optional,
  city: optional,
  zip: optional,
  latitude: number,
  longitude: number,
  time_zone: z.looseObject({ id: optional }).nullish(),
  connection: z.looseObject({ asn: number, isp: optional }).nullish(),
});

export const askIpstack = httpLookup({
  provider,
  request: ({ address }: IpAddress) => get`/${address}`.query({ output: 'json' }),
  reply,
  map: ({ zip, time_zone, connection, ...answer }, _, { state }: OnlineCall): LookupResult<OnlineRow> => {
    const record = {
      ...answer,
      postal_code: zip,
      timezone: time_zone?.id,
      asn: connection?.asn ?? undefined,
      as_name: connection?.isp,
      // Of theirs, the radius is in miles and mostly absent.
      radius: undefined,
    };
    const row = rowOf(state.placeOf(record), 'ipstack');
    return row === undefined ? notFound() : found(row);
  },
});
