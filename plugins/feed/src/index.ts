import { definePivot, definePlugin, found, notFound, type Call, type PluginHost } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Mailbox, Url } from '@pivotkit/entities';
import type { z } from 'zod';
import { checkColumns, matchColumns } from './columns.ts';
import { configSchema } from './config.ts';
import { loadFeed, type Feed } from './load.ts';
import { checkRow, matchRow } from './map.ts';

const kinds = [IpAddress, Dns, Url, FileHash, File, Mailbox];

const match = definePivot({
  name: 'feed.match',
  description: 'Every indicator in local lists that names an address, domain, URL, hash, file or mailbox',
  from: kinds,
  rowsPerInput: 'many',
  columns: matchColumns,
  sharing: { reaches: 'nobody' },
  examples: ["await IpAddress.feed.match('30.77.161.42')"],
  unavailable: unavailableReason,
  lookup: (inputs, call: Call<object, Feed>) => {
    const { state } = call;
    const at = call.now();
    return inputs.map((input) => {
      const matches = state.index.match(input);
      return matches.length === 0 ? notListed(state) : found(matches.map((each) => matchRow(each, at)));
    });
  },
});

const check = definePivot({
  name: 'feed.check',
  description: 'Whether local lists name an address, domain, URL, hash, file or mailbox, in one row',
  from: kinds,
  rowsPerInput: 'at-most-one',
  columns: checkColumns,
  sharing: { reaches: 'nobody' },
  examples: ["session.from(flows).pivot(IpAddress.feed.check, { column: 'destinationIp' })"],
  unavailable: unavailableReason,
  lookup: (inputs, call: Call<object, Feed>) => {
    const { state } = call;
    const at = call.now();
    return inputs.map((input) => {
      const matches = state.index.match(input);
      return matches.length === 0 ? notListed(state) : found(checkRow(matches, at));
    });
  },
});

/** Matches against lists of indicators in local files; nobody is told. */
export const feed = definePlugin({
  name: 'feed',
  version: '0.1.0',
  description: 'Local lists of indicators: CSV, JSON, STIX 2.1, MISP events, plain text',
  config: configSchema,
  setup: setupFeed,
  pivots: [match, check],
});

async function setupFeed(host: PluginHost, { lists }: z.output<typeof configSchema>): Promise<Feed> {
  const loaded = await loadFeed(lists, (path) => host.resolvePath(path));
  for (const { name, indicators, unreadable } of loaded.lists) {
    host.log.info('list read', { list: name, indicators, unreadable: unreadable.length });
    const [first] = unreadable;
    if (first === undefined) continue;
    const more = unreadable.length === 1 ? '' : ` and ${unreadable.length - 1} more`;
    host.log.warn(`the list '${name}' has entries that cannot be used: ${first.reference}${more}: ${first.problem}`, {
      list: name,
      references: unreadable.slice(0, loggedEntries).map(({ reference }) => reference),
    });
  }
  return loaded;
}

const loggedEntries = 20;

function unavailableReason({ lists }: Feed): string | undefined {
  return lists.length === 0 ? 'it has no lists: give the setting feed.lists, with name and path of each' : undefined;
}

/** Says what was searched, since an entry that could not be used may have been the one. */
function notListed({ lists }: Feed) {
  const unreadable = lists.filter((list) => list.unreadable.length > 0);
  if (unreadable.length === 0) return notFound();
  const counts = unreadable.map((list) => `${list.unreadable.length} of '${list.name}'`).join(', ');
  return notFound(`not listed; entries that could not be used: ${counts}`);
}
