import { definePivot, definePlugin, listCheck, type PluginHost } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Mailbox, Url } from '@pivotkit/entities';
import type { z } from 'zod';
import { checkColumns, matchColumns } from './columns.ts';
import { configSchema } from './config.ts';
import { loadFeed, onceWarned, openRemotes, type Feed } from './load.ts';
import { feedLookup } from './lookup.ts';
import { checkRow, matchRow, opinionOf } from './map.ts';

const answers = {
  from: [IpAddress, Dns, Url, FileHash, File, Mailbox],
  sharing: { reaches: 'nobody' },
  // For lists that must be fetched first.
  limits: { timeoutMs: 60_000 },
  unavailable: unavailableReason,
} as const;

const match = definePivot({
  name: 'feed.match',
  description: 'Every indicator in your lists that names an address, domain, URL, hash, file or mailbox',
  ...answers,
  rowsPerInput: 'many',
  columns: matchColumns,
  examples: ["await IpAddress.feed.match('30.77.161.42')"],
  lookup: feedLookup((matches, at) => matches.map((each) => matchRow(each, at))),
});

const check = definePivot({
  name: 'feed.check',
  description: 'Whether your lists name an address, domain, URL, hash, file or mailbox, in one row',
  ...answers,
  rowsPerInput: 'at-most-one',
  columns: checkColumns,
  facets: { reputation: opinionOf },
  examples: ["session.from(flows).pivot(IpAddress.feed.check, { column: 'destinationIp' })"],
  lookup: feedLookup((matches, at) => [checkRow(matches, at)]),
});

/** Matches against lists of indicators, in files or fetched; nobody is told. */
export const feed = definePlugin({
  name: 'feed',
  version: '0.1.0',
  description: 'Lists of indicators, in files or fetched: CSV, JSON, STIX 2.1, TAXII 2.1, MISP events, plain text',
  config: configSchema,
  setup: setupFeed,
  check: listCheck(({ fetched }: Feed) => fetched),
  pivots: [match, check],
});

async function setupFeed(host: PluginHost, { lists }: z.output<typeof configSchema>): Promise<Feed> {
  const loaded = await loadFeed(lists, (path) => host.resolvePath(path));
  for (const { name, indicators, unreadable } of loaded.lists)
    host.log.info('list read', { list: name, indicators, unreadable: unreadable.length });
  return { ...loaded, fetched: openRemotes(lists, host), warn: onceWarned(loaded.lists, host.log) };
}

function unavailableReason({ lists, fetched }: Feed): string | undefined {
  if (lists.length + fetched.length > 0) return undefined;
  return 'it has no lists: give the setting feed.lists, with name and path or url of each';
}
