import { definePivot, found, get, httpLookup, notSupported } from '@pivotkit/core';
import { Url } from '@pivotkit/entities';
import { keyed, provider } from './client.ts';
import { resultReply } from './reply.ts';
import { resultColumns, resultFacets, resultRow } from './result-row.ts';

/** The number of a scan in the page of its result: `https://urlscan.io/result/<uuid>/`. */
const uuidIn = ({ url }: Url): string | undefined =>
  /^https:\/\/urlscan\.io\/(?:api\/v1\/)?result\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/?(?:[?#]|$)/i.exec(
    url,
  )?.[1];

export const result = definePivot({
  name: 'urlscan.result',
  description: 'All of one scan, by the page of its result at urlscan.io',
  from: [Url],
  rowsPerInput: 'at-most-one',
  columns: resultColumns,
  facets: resultFacets,
  sharing: { reaches: 'provider', maxTlp: 'green', provider: `${provider.name} results` },
  // Of a free account, as clients quote it (read 2026-11-28); the headers of each reply tell the account's own.
  limits: { concurrent: 2, quota: [{ per: 'day', limit: 5_000 }] },
  cost: '1 request; a free account has about 5,000 a day',
  examples: ["await Url.urlscan.result('https://urlscan.io/result/0196d976-07f6-7aae-8a57-aa019145f31c/')"],
  lookup: httpLookup({
    provider: keyed,
    request: (input: Url) => {
      const uuid = uuidIn(input);
      return uuid === undefined
        ? notSupported('it is no page of a result: https://urlscan.io/result/<uuid>/')
        : get`/result/${uuid}/`;
    },
    reply: resultReply,
    map: (reply, input) => found(resultRow(reply, uuidIn(input) ?? '')),
  }),
});
