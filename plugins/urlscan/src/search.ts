import {
  definePivot,
  entity,
  found,
  get,
  httpLookup,
  notSupported,
  text,
  type Call,
  type LookupResult,
  type ProviderRequest,
  type RowInput,
} from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { provider, type State } from './client.ts';
import { judge, verdictColumns } from './judge.ts';
import { pageCells, pageColumns, resultUrl } from './page-columns.ts';
import { searchReply, type ScanItem, type SearchReply } from './reply.ts';

type Thing = IpAddress | Dns | Url | FileHash | File;

/** What a search gives without a plan, and by default. */
const pageSize = 100;

const options = z.strictObject({
  /** Scans for each input, at most; each 100 cost a request. */
  limit: z.int().min(1).max(10_000).default(pageSize),
  /** `page`: scans of the thing itself; `contacted`: all scans whose page asked it for anything. */
  match: z.enum(['page', 'contacted']).default('page'),
  /** Narrows the search, in urlscan.io's language, such as `date:>now-7d`. */
  query: z.string().min(1).optional(),
});

type Options = z.output<typeof options>;

const columns = {
  uuid: text('Number of the scan'),
  ...verdictColumns,
  ...pageColumns,
  permalink: entity(Url, 'Page of the scan; urlscan.result takes it'),
};

export const search = definePivot({
  name: 'urlscan.search',
  description: 'Scans of pages at an address, a domain or a URL, or with a file, newest first',
  from: [IpAddress, Dns, Url, FileHash, File],
  rowsPerInput: 'many',
  columns,
  options,
  facets: {
    resolutions: ({ dns, ipAddress, scannedAt }) =>
      dns === null || ipAddress === null ? undefined : { dns, ipAddress, lastSeenAt: scannedAt },
  },
  sharing: { reaches: 'provider', maxTlp: 'green', provider: provider.name },
  // Of a free account, as clients quote it (read 2026-11-28); the headers of each reply tell the account's own.
  limits: { concurrent: 2, quota: [{ per: 'minute', limit: 30 }, { per: 'day', limit: 1_000 }] }, // prettier-ignore
  cost: '1 request for 100 scans; a free account has about 1,000 a day, without a key it is fewer',
  examples: ["await Dns.urlscan.search('example.com', { query: 'date:>now-7d' })"],
  lookup: httpLookup({
    provider,
    request: (input: Thing, { options: asked }: Call<Options, State>) => searchRequest(input, asked),
    reply: searchReply,
    map: ({ results }) => found(results.map(rowOf)),
    pages: (input, { options: asked }) => ({
      maxRows: asked.limit,
      maxPages: Math.ceil(asked.limit / pageSize),
      next: (reply) => nextRequest(input, asked, reply),
    }),
  }),
});

function searchRequest(input: Thing, options: Options, after?: string): ProviderRequest | LookupResult<never> {
  const terms = termsFor(input, options.match);
  if (typeof terms !== 'string') return terms;
  const q = options.query === undefined ? terms : `(${terms}) AND (${options.query})`;
  return get`/search/`.query({ q, size: Math.min(options.limit, pageSize), search_after: after });
}

/** The next page begins after what the last scan was sorted by. */
function nextRequest(input: Thing, options: Options, { results, has_more }: SearchReply): ProviderRequest | undefined {
  const last = results.at(-1)?.sort?.join(',');
  if (has_more !== true || last === undefined) return undefined;
  const next = searchRequest(input, options, last);
  return 'status' in next ? undefined : next;
}

/** https://docs.urlscan.io (search reference), read 2026-11-28. */
function termsFor(input: Thing, match: Options['match']): string | LookupResult<never> {
  const field = (name: string): string => (match === 'page' ? `page.${name}` : name);
  switch (input.kind) {
    case 'IpAddress':
      return `${field('ip')}:${quoted(input.address)}`;
    case 'Dns':
      return `${field('domain')}:${quoted(input.domainName)}`;
    case 'Url':
      return termsForUrl(input);
    case 'FileHash':
      return input.algorithm === 'sha256'
        ? `hash:${quoted(input.value)}`
        : notSupported('urlscan.io knows files by SHA-256 alone');
    case 'File':
      return input.sha256 === undefined ? notSupported('the file has no SHA-256') : `hash:${quoted(input.sha256)}`;
  }
}

function termsForUrl(url: Url): string | LookupResult<never> {
  if (url.hasCredentials) return notSupported('the URL holds a user or password, which is nobody else’s business');
  const value = quoted(url.key);
  return `page.url.keyword:${value} OR task.url.keyword:${value}`;
}

const quoted = (value: string): string => `"${value.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;

const rowOf = ({ _id: uuid, task, page, verdicts }: ScanItem): RowInput<typeof columns> => ({
  uuid,
  ...judge(verdicts),
  score: verdicts?.score,
  ...pageCells(page, task),
  permalink: resultUrl(uuid),
});
