import { definePivot, found, httpLookup, judgedAs, list, number, text, type RowInput } from '@pivotkit/core';
import { Dns, IpAddress, Url } from '@pivotkit/entities';
import { categoryList } from './categories.ts';
import { networkRequest, provider, terms, type NetworkThing } from './client.ts';
import { judgeScore } from './judge.ts';
import { reportReply, type Report } from './reply.ts';

const notSaid = 'X-Force does not say';

const columns = {
  judgement: text('malicious from score 5 on, suspicious from 2 on, else unknown; never benign'),
  severity: text('high, warning, information or unknown, for comparison with other sources'),
  score: number('Risk, 1 is the least', { unit: 'points', range: [0, 10], nullWhen: 'X-Force gives none' }),
  categories: list('What it is for: {category, confidence}; confidence is in percent, null for names and URLs'),
  associated: list('Names and URLs that X-Force keeps with it'),
  reason: text('Where the score comes from', { nullWhen: 'not an address, or X-Force does not say' }),
  reasonDescription: text('Where the score comes from, in a sentence', { nullWhen: notSaid }),
  country: text('Country of the address, by name', { nullWhen: 'not an address, or X-Force does not say' }),
  countryCode: text('Country of the address, ISO 3166-1 alpha-2', {
    nullWhen: 'not an address, or X-Force does not say',
  }),
  tags: list('Tags of members of X-Force Exchange'),
  permalink: text('Page about it, for people'),
};

export const report = definePivot({
  name: 'xforce.report',
  description: 'How risky X-Force Exchange thinks an address, a name or a URL is, and what it is for',
  from: [IpAddress, Dns, Url],
  rowsPerInput: 'at-most-one',
  columns,
  facets: {
    reputation: (row) =>
      row.severity === 'unknown'
        ? undefined
        : {
            ...judgedAs(row),
            score: row.score,
            scale: [1, 10],
            reliability: 'B',
            reasons: row.categories.map((each) => String(Reflect.get(Object(each), 'category'))),
            details: { reason: row.reason, country: row.countryCode },
            reference: row.permalink,
          },
  },
  ...terms,
  examples: ["await IpAddress.xforce.report('8.8.8.8')"],
  lookup: httpLookup({
    provider,
    request: (input: NetworkThing) => networkRequest(input),
    reply: reportReply,
    map: (reply, input) => found(rowOf(reply, input)),
  }),
});

function rowOf(reply: Report, input: NetworkThing): RowInput<typeof columns> {
  const { score, cats } = reply.result ?? reply;
  return {
    ...judgeScore(score),
    score,
    categories: categoryList(cats),
    associated: (reply.associated ?? []).flatMap(({ url }) => url ?? []),
    reason: reply.reason,
    reasonDescription: reply.reasonDescription,
    country: reply.geo?.country,
    countryCode: reply.geo?.countrycode,
    tags: (reply.tags ?? []).map((tag) => (typeof tag === 'string' ? tag : tag.tag)),
    permalink: `https://exchange.xforce.ibmcloud.com/${input.kind === 'IpAddress' ? 'ip' : 'url'}/${encodeURIComponent(input.key)}`,
  };
}
