import { bearerAuth, found, get, httpLookup, httpProvider, notFound, type LookupResult } from '@pivotkit/core';
import type { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import type { OnlineRow } from '../columns.ts';
import { rowOf, systemOf, type OnlineCall, type State } from './service.ts';

export const ipinfoHosts = ['ipinfo.io', 'api.ipinfo.io'];

/** https://ipinfo.io/developers, read 2026-11-28. */
const provider = httpProvider<State>({
  name: 'ipinfo',
  baseUrl: 'https://ipinfo.io',
  hosts: ipinfoHosts,
  configuredBaseUrl: ({ services: { ipinfo } }) =>
    ipinfo?.baseUrl ?? (ipinfo?.plan === 'lite' ? 'https://api.ipinfo.io' : undefined),
  auth: bearerAuth(({ services }) => services.ipinfo?.token),
  unauthorized: [401, 403],
});

const optional = z.string().nullish();

const reply = z.looseObject({
  ip: z.string(),
  bogon: z.boolean().optional(),
  country: optional,
  country_code: optional,
  loc: optional,
  org: optional,
  anycast: z.boolean().nullish(),
});

type Reply = z.output<typeof reply>;

export const askIpinfo = httpLookup({
  provider,
  request: ({ address }: IpAddress, { state }: OnlineCall) =>
    state.services.ipinfo?.plan === 'lite' ? get`/lite/${address}` : get`/${address}/json`,
  reply,
  map: (answer, _, { state }): LookupResult<OnlineRow> => {
    if (answer.bogon === true) return notFound('ipinfo: nobody announces a network with it (bogon)');
    const row = rowOf(state.placeOf(recordOf(answer)), 'ipinfo');
    return row === undefined ? notFound() : found(row);
  },
});

/** The form of its database files. `country` is a code in one plan and a name in the other. */
function recordOf({ loc, org, anycast, country, ...rest }: Reply): object {
  const [lat, lng] = (loc ?? '').split(',');
  const named = typeof rest.country_code === 'string' ? { country_name: country } : { country };
  return { ...rest, ...named, lat, lng, ...systemOf(org), is_anycast: anycast ?? undefined };
}
