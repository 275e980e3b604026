import { definePivot, found, httpLookup, instantOf, list, number, text, time } from '@pivotkit/core';
import { Dns, IpAddress, Url } from '@pivotkit/entities';
import { categoryList } from './categories.ts';
import { networkRequest, provider, terms, type NetworkThing } from './client.ts';
import { historyReply } from './reply.ts';

const notSaid = 'X-Force does not say';

export const history = definePivot({
  name: 'xforce.history',
  description: 'How X-Force Exchange rated an address, a name or a URL over time, in its order',
  from: [IpAddress, Dns, Url],
  rowsPerInput: 'many',
  columns: {
    ratedAt: time('When it was rated so', { nullWhen: notSaid }),
    score: number('Risk, 1 is the least', { unit: 'points', range: [0, 10], nullWhen: 'X-Force gave none' }),
    categories: list('What it was for: {category, confidence}'),
    reason: text('Where the score came from', { nullWhen: notSaid }),
    reasonDescription: text('Where the score came from, in a sentence', { nullWhen: notSaid }),
    network: text('Network or address that was rated', { nullWhen: 'not an address, or X-Force does not say' }),
    countryCode: text('Country, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  },
  ...terms,
  examples: ["await IpAddress.xforce.history('8.8.8.8')"],
  lookup: httpLookup({
    provider,
    request: (input: NetworkThing) => networkRequest(input, 'history'),
    reply: historyReply,
    map: (reply) =>
      found(
        (reply.history ?? []).map((entry) => ({
          ratedAt: instantOf(entry.created),
          score: entry.score,
          categories: categoryList(entry.cats),
          reason: entry.reason,
          reasonDescription: entry.reasonDescription,
          network: entry.ip,
          countryCode: entry.geo?.countrycode,
        })),
      ),
  }),
});
