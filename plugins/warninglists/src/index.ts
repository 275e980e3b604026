import {
  baseUrlAt,
  definePivot,
  definePlugin,
  listCheck,
  openList,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Mailbox, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { warningLookup, type State } from './answer.ts';
import { checkColumns, matchColumns } from './columns.ts';
import { fetchedWarnings, hosts } from './fetched.ts';
import { loadLists } from './load.ts';
import type { Warning } from './warning-index.ts';

const about = {
  from: [IpAddress, Dns, Url, FileHash, File, Mailbox],
  sharing: { reaches: 'nobody' },
  limits: { timeoutMs: 60_000 },
  unavailable: ({ local, fetched }: State): string | undefined =>
    local.size === 0 && fetched.length === 0
      ? 'it has no lists: give the setting warninglists.paths (files or folders) or warninglists.fetch (names of lists)'
      : undefined,
} as const;

const matchRow = ({ list, entry }: Warning): RowInput<typeof matchColumns> => ({
  list: list.name,
  entry,
  matchedBy: list.type,
  description: list.description,
  category: list.category,
  version: list.version,
});

function checkRow(warnings: readonly Warning[]): RowInput<typeof checkColumns> {
  const lists = [...new Set(warnings.map(({ list }) => list.name))].sort();
  return {
    severity: 'information',
    lists,
    matches: warnings.length,
    warning: `likely a false positive: it is in ${lists.join(', ')}`,
  };
}

/** Being well known is no proof of being harmless, so the judgement stays open. */
const opinionOf = ({ lists }: RowOf<typeof checkColumns>): Opinion => ({
  judgement: 'unknown',
  severity: 'information',
  reliability: 'C',
  reasons: lists.map(String),
});

const match = definePivot({
  name: 'warninglists.match',
  description: 'Every MISP warning list that knows a thing as well known, one row an entry',
  ...about,
  rowsPerInput: 'many',
  columns: matchColumns,
  examples: ["await IpAddress.warninglists.match('8.8.8.8')"],
  lookup: warningLookup((warnings) => warnings.map(matchRow)),
});

const check = definePivot({
  name: 'warninglists.check',
  description:
    'Whether a thing is well known, so that a hit on it is likely a mistake, by MISP warning lists, in one row',
  ...about,
  rowsPerInput: 'at-most-one',
  columns: checkColumns,
  facets: { reputation: opinionOf },
  examples: ["session.from(hits).pivot(Dns.warninglists.check, { column: 'domain' })"],
  lookup: warningLookup((warnings) => [checkRow(warnings)]),
});

/** Tells what is well known, by MISP warning lists in files or fetched. */
export const warninglists = definePlugin({
  name: 'warninglists',
  version: '0.1.0',
  description: 'Things that are well known and often reported by mistake, from MISP warning lists',
  config: z.strictObject({
    paths: z.array(z.string().min(1)).default([]),
    fetch: z.array(z.string().regex(/^[\w.-]+$/, 'is no name of a list, such as amazon-aws')).default([]),
    refreshHours: z.number().min(1).default(24),
    baseUrl: baseUrlAt(hosts).optional(),
  }),
  setup: async (host, { paths, fetch, ...settings }): Promise<State> => ({
    local: await loadLists(paths.map((path) => host.resolvePath(path))),
    fetched: fetch.map((folder) => openList(fetchedWarnings(folder), host, settings)),
  }),
  check: listCheck(({ fetched }: State) => fetched),
  pivots: [match, check],
});
