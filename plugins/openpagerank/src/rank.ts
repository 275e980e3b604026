import {
  entity,
  entityKey,
  found,
  notFound,
  number,
  numberOf,
  splitByKey,
  text,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { z } from 'zod';
import { provider, rankedDomain } from './client.ts';

/** Each domain has a status of its own; ranks are texts. */
export const rankReply = z.object({ last_updated: z.string().nullish(), response: z.array(z.unknown()) });

const item = z.object({
  status_code: z.int(),
  error: z.string().nullish(),
  page_rank_integer: z.number().nullish(),
  page_rank_decimal: z.number().min(0).max(10).nullish(),
  rank: z.union([z.string(), z.number()]).nullish(),
  domain: z.string(),
});

export const rankColumns = {
  domain: entity(Dns, 'Domain that is ranked: the one the name is registered under'),
  pageRank: number('How well linked the domain is', {
    unit: 'points',
    range: [0, 10],
    nullWhen: 'Open PageRank does not say',
  }),
  rank: number('Place among all domains, 1 is the best', {
    unit: 'place',
    nullWhen: 'Open PageRank does not say',
  }),
  updated: text('When the ranks were computed, as Open PageRank writes it', { nullWhen: 'Open PageRank does not say' }),
};

type Row = RowInput<typeof rankColumns>;

export const rankResults = (reply: z.output<typeof rankReply>, names: readonly Dns[]): LookupResult<Row>[] =>
  splitByKey(reply.response, names, {
    provider,
    item,
    keyOfInput: rankedDomain,
    keyOfItem: (each) => entityKey(Dns, z.object({ domain: z.string() }).safeParse(each).data?.domain) ?? undefined,
    map: (each, name) => rankRow(each, rankedDomain(name), reply.last_updated),
  });

function rankRow(each: z.output<typeof item>, domain: string, updated: string | null | undefined): LookupResult<Row> {
  if (each.status_code === 404) return notFound('the domain has no rank');
  return found({ domain, pageRank: each.page_rank_decimal, rank: numberOf(each.rank), updated });
}

/** Being well known is no proof of being harmless, so the judgement stays open. */
export const opinionOf = ({ domain, pageRank, rank }: RowOf<typeof rankColumns>): Opinion => ({
  judgement: 'unknown',
  severity: 'information',
  score: pageRank,
  scale: [10, 0],
  reliability: 'F',
  reasons: [rank === null ? `${domain} is ranked` : `${domain} is number ${rank}`],
});
