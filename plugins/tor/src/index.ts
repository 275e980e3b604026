import {
  baseUrlAt,
  definePivot,
  definePlugin,
  httpLookup,
  listCheck,
  listLookup,
  openList,
  type FetchedList,
} from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { checkHosts, onionoo, onionooHosts, relayRequest, type Settings } from './client.ts';
import { exitColumns, exitList, exitRow, listFor, opinionOf, type Exits } from './exits.ts';
import { relayColumns, relayRows, relaysReply } from './relays.ts';

interface State extends Settings {
  readonly exits: FetchedList<Exits>;
}

const exit = definePivot({
  name: 'tor.exit',
  description: 'Whether traffic leaves the Tor network by an address, by the list of exits, which is searched here',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  columns: exitColumns,
  facets: { reputation: opinionOf },
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  examples: ["session.from(logons).pivot(IpAddress.tor.exit, { column: 'sourceIp' })"],
  lookup: listLookup({ list: ({ exits }: State, input: IpAddress) => listFor(exits, input), find: exitRow }),
});

const relay = definePivot({
  name: 'tor.relay',
  description: 'Relays of the Tor network at an address, exits or not, by Onionoo, one row each',
  from: [IpAddress],
  rowsPerInput: 'many',
  columns: relayColumns,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: onionoo.name },
  limits: { concurrent: 2 },
  cost: '1 request; free',
  examples: ["await IpAddress.tor.relay('2001:db8::1')"],
  lookup: httpLookup({
    provider: onionoo,
    request: (input: IpAddress) => relayRequest(input),
    reply: relaysReply,
    map: relayRows,
  }),
});

/** Tells whether addresses belong to the Tor network. */
export const tor = definePlugin({
  name: 'tor',
  version: '0.1.0',
  description: 'Exits and relays of the Tor network',
  config: z.strictObject({
    // The list changes hourly; https://check.torproject.org asks not to fetch it more often.
    refreshMinutes: z.int().min(60).default(60),
    listUrl: baseUrlAt(checkHosts).optional(),
    onionooUrl: baseUrlAt(onionooHosts).optional(),
  }),
  setup: (host, settings): State => ({ ...settings, exits: openList(exitList, host, settings) }),
  check: listCheck(({ exits }: State) => [exits]),
  pivots: [exit, relay],
});
