import {
  baseUrlAt,
  definePivot,
  definePlugin,
  listCheck,
  listLookup,
  openList,
  type FetchedList,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { hosts } from './client.ts';
import { dropColumns, dropList, dropRow, opinionOf, type Drop } from './drop.ts';

/** By the version of the address. */
interface State {
  readonly 4: FetchedList<Drop>;
  readonly 6: FetchedList<Drop>;
}

const drop = definePivot({
  name: 'spamhaus.drop',
  description: 'Whether an address lies in a network not to talk to, by the DROP lists, which are searched here',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: dropColumns,
  facets: { reputation: opinionOf },
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  examples: ["session.from(flows).pivot(IpAddress.spamhaus.drop, { column: 'destinationIp' })"],
  lookup: listLookup({ list: (lists: State, { version }: IpAddress) => lists[version], find: dropRow }),
});

/** Tells whether addresses lie in networks on Spamhaus DROP. */
export const spamhaus = definePlugin({
  name: 'spamhaus',
  version: '0.1.0',
  description: 'Networks not to talk to, from the DROP lists of Spamhaus',
  config: z.strictObject({
    // At most once an hour by the terms; the lists change a few times a day.
    refreshMinutes: z.int().min(60).default(360),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (host, settings): State => ({
    4: openList(dropList(4), host, settings),
    6: openList(dropList(6), host, settings),
  }),
  check: listCheck((lists: State) => [lists[4], lists[6]]),
  pivots: [drop],
});
