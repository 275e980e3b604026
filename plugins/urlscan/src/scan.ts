import {
  definePivot,
  found,
  get,
  httpJobLookup,
  notSupported,
  post,
  type Call,
  type LookupResult,
  type ProviderRequest,
} from '@pivotkit/core';
import { Dns, Url } from '@pivotkit/entities';
import { z } from 'zod';
import { keyed, provider, type State } from './client.ts';
import { finishedReply, submitReply } from './reply.ts';
import { resultColumns, resultFacets, resultRow } from './result-row.ts';

/** docs.urlscan.io asks to look after 10 s, and then now and again (read 2026-11-28). */
const everyMs = 5_000;
const maxWaitMs = 120_000;

const options = z.strictObject({
  /** What the scan is kept under, for searches: at most 10 tags. */
  tags: z.array(z.string().min(1).max(30)).max(10).default([]),
  /** Country the page is opened from, two letters. Default: urlscan.io's choice. */
  country: z
    .string()
    .regex(/^[a-z]{2}$/i)
    .optional(),
  /** Sent as `Referer` to the page. */
  referer: z.url().optional(),
});

type Options = z.output<typeof options>;

export const scan = definePivot({
  name: 'urlscan.scan',
  description: 'Has urlscan.io open a page in a browser of its own, and tells what it saw',
  from: [Url, Dns],
  rowsPerInput: 'at-most-one',
  columns: resultColumns,
  facets: resultFacets,
  options,
  // The page is visited, so that whoever runs it may notice.
  sharing: { reaches: 'target', maxTlp: 'green', provider: `${provider.name} scans`, submits: true },
  // Unlisted scans of a free account, as clients quote it (read 2026-11-28); public ones are more, private ones 50.
  limits: { concurrent: 2, timeoutMs: maxWaitMs + 30_000, quota: [{ per: 'day', limit: 1_000 }] },
  cost: '1 scan; a free account has about 5,000 public, 1,000 unlisted and 50 private ones a day',
  examples: ["await Url.urlscan.scan('https://example.com/', { consent: true, visibility: 'unlisted' })"],
  lookup: httpJobLookup({
    provider: keyed,
    start: { request: scanRequest, reply: submitReply },
    poll: {
      request: ({ uuid }) => get`/result/${uuid}/`,
      reply: finishedReply,
      // There is no result until there is one.
      running: [404],
      state: () => 'done',
      everyMs,
      maxWaitMs,
    },
    map: (reply) => found(resultRow(reply, reply.task.uuid)),
  }),
});

function scanRequest(
  input: Url | Dns,
  { options: { tags, ...rest }, submission }: Call<Options, State>,
): ProviderRequest | LookupResult<never> {
  if (input.kind === 'Url' && input.hasCredentials)
    return notSupported('the URL holds a user or password, which is nobody else’s business');
  if (input.kind === 'Url' && !/^https?$/.test(input.scheme))
    return notSupported('urlscan.io opens http and https alone');
  const url = input.kind === 'Url' ? input.url : input.domainName;
  // Nothing is submitted without consent, and consent says who may see it.
  const visibility = submission?.visibility ?? 'private';
  return post`/scan/`.json({ url, visibility, tags, ...rest });
}
