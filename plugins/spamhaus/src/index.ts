import {
  baseUrlAt,
  definePivot,
  definePlugin,
  listCheck,
  listLookup,
  openList,
  type FetchedList,
} from '@pivotkit/core';
import { AutonomousSystem, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { asnDropColumns, asnDropList, asnDropRow, opinionOfSystem, type AsnDrop } from './asn-drop.ts';
import { hosts } from './client.ts';
import { dropColumns, dropList, dropRow, opinionOf, type Drop } from './drop.ts';

/** By the version of the address, and for autonomous systems. */
interface State {
  readonly 4: FetchedList<Drop>;
  readonly 6: FetchedList<Drop>;
  readonly asn: FetchedList<AsnDrop>;
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

const asnDrop = definePivot({
  name: 'spamhaus.asndrop',
  description: 'Whether an autonomous system is one not to peer with, by the ASN-DROP list, which is searched here',
  from: [AutonomousSystem],
  rowsPerInput: 'at-most-one',
  columns: asnDropColumns,
  facets: { reputation: opinionOfSystem },
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  examples: ["session.from(origins).pivot(AutonomousSystem.spamhaus.asndrop, { column: 'system' })"],
  lookup: listLookup({ list: (lists: State, _system: AutonomousSystem) => lists.asn, find: asnDropRow }),
});

/** Tells whether addresses lie in networks on Spamhaus DROP, and autonomous systems are on ASN-DROP. */
export const spamhaus = definePlugin({
  name: 'spamhaus',
  version: '0.1.0',
  description: 'Networks and autonomous systems not to talk to, from the DROP lists of Spamhaus',
  config: z.strictObject({
    // At most once an hour by the terms; the lists change a few times a day.
    refreshMinutes: z.int().min(60).default(360),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: (host, settings): State => ({
    4: openList(dropList(4), host, settings),
    6: openList(dropList(6), host, settings),
    asn: openList(asnDropList, host, settings),
  }),
  check: listCheck((lists: State) => [lists[4], lists[6], lists.asn]),
  pivots: [drop, asnDrop],
});
