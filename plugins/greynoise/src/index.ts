import {
  baseUrlAt,
  definePivot,
  definePlugin,
  get,
  httpBatchLookup,
  httpCheck,
  httpLookup,
  secret,
  splitByKey,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import {
  communityRequest,
  contextRequest,
  hosts,
  onlyIpv4,
  provider,
  quickRequest,
  subscribed,
  type State,
} from './client.ts';
import { communityColumns, contextColumns, quickColumns } from './columns.ts';
import { communityRow, contextRow, opinionOf, quickRow } from './map.ts';
import { addressReply, addressesReply, communityReply } from './reply.ts';

const sharing = { reaches: 'provider', maxTlp: 'green', provider: provider.name } as const;

const community = definePivot({
  name: 'greynoise.community',
  description: 'Whether an address scans the internet or is a common service, by the free community API of GreyNoise',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: communityColumns,
  facets: { reputation: opinionOf },
  sharing: { ...sharing, provider: `${provider.name} Community` },
  // About 50 a week with a free key and 25 without, read 2026-11-28; no window is a week long, so a day has them all.
  limits: { concurrent: 1, quota: [{ per: 'day', limit: 50 }] },
  cost: '1 request of about 25 a week without a key, 50 with a free one',
  examples: ["await IpAddress.greynoise.community('8.8.8.8')"],
  lookup: httpLookup({ provider, request: communityRequest, reply: communityReply, map: communityRow }),
});

const context = definePivot({
  name: 'greynoise.context',
  description: 'All that GreyNoise knows of an address: what it was seen doing, who holds it, whether it is a service',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: contextColumns,
  facets: { reputation: opinionOf },
  sharing,
  limits: { concurrent: 4 },
  cost: '1 look-up of the subscription',
  examples: ["await IpAddress.greynoise.context('8.8.8.8')"],
  lookup: httpLookup({ provider: subscribed, request: contextRequest, reply: addressReply, map: contextRow }),
});

const quick = definePivot({
  name: 'greynoise.quick',
  description: 'How GreyNoise classifies addresses, many with one request',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: quickColumns,
  facets: { reputation: opinionOf },
  sharing,
  // The API takes 10,000 addresses at once.
  limits: { batch: 1_000, concurrent: 2 },
  cost: '1 look-up of the subscription an address, 1 request for 1,000 of them',
  examples: ["session.from(flows).pivot(IpAddress.greynoise.quick, { column: 'sourceIp' })"],
  lookup: httpBatchLookup({
    provider: subscribed,
    refuse: onlyIpv4,
    request: quickRequest,
    reply: addressesReply,
    split: ({ data }, inputs: readonly IpAddress[]) =>
      splitByKey(data, inputs, {
        provider,
        item: addressReply,
        keyOfInput: ({ address }) => address,
        keyOfItem: (item) => z.object({ ip: z.string() }).safeParse(item).data?.ip,
        map: quickRow,
      }),
  }),
});

/** Looks addresses up at GreyNoise (API v3 and community API). */
export const greynoise = definePlugin({
  name: 'greynoise',
  version: '0.1.0',
  description: 'Who scans the internet and which addresses are common services, from GreyNoise',
  config: z.strictObject({ apiKey: secret().optional(), baseUrl: baseUrlAt(hosts).optional() }),
  setup: (_, config): State => config,
  // 1 request, also without a key.
  check: httpCheck({ provider, request: () => get`/v3/community/${'8.8.8.8'}`, reply: communityReply }),
  pivots: [community, context, quick],
});
