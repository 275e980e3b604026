import {
  entityKey,
  found,
  instantOf,
  type LookupResult,
  type Opinion,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { Dns, type IpAddress } from '@pivotkit/entities';
import type { smokeColumns } from './columns.ts';
import { judge } from './judge.ts';
import type { Named, Smoke } from './reply.ts';

export function smokeRow(reply: Smoke, { address }: IpAddress): LookupResult<RowInput<typeof smokeColumns>> {
  const { reputation = null, scores, classifications, history } = reply;
  return found({
    ...judge(reputation, scores.overall?.total ?? null),
    reputation,
    confidence: reply.confidence,
    score: scores.overall?.total,
    scoreLastDay: scores.last_day?.total,
    scoreLastWeek: scores.last_week?.total,
    scoreLastMonth: scores.last_month?.total,
    backgroundNoise: reply.background_noise_score,
    behaviors: labelsOf(reply.behaviors),
    attacks: labelsOf(reply.attack_details),
    classifications: labelsOf(classifications?.classifications),
    falsePositives: labelsOf(classifications?.false_positives),
    techniques: reply.mitre_techniques?.map(({ name }) => name),
    cves: reply.cves,
    targetCountries: reply.target_countries,
    firstSeenAt: instantOf(history?.first_seen),
    lastSeenAt: instantOf(history?.last_seen),
    ...placeOf(reply),
    permalink: `https://app.crowdsec.net/cti/${address}`,
  });
}

const placeOf = (reply: Smoke) => ({
  network: reply.ip_range,
  networkReputation: reply.ip_range_24_reputation,
  asn: reply.as_num,
  asName: reply.as_name,
  reverseName: entityKey(Dns, reply.reverse_dns),
  country: reply.location?.country,
  city: reply.location?.city,
});

const labelsOf = (things: Named): string[] | null => things?.map(({ name, label }) => label ?? name) ?? null;

export const opinionOf = (row: RowOf<typeof smokeColumns>): Opinion => ({
  ...judge(row.reputation, row.score),
  score: row.score,
  scale: [0, 5],
  reliability: 'B',
  formedAt: row.lastSeenAt,
  reasons: [...(row.behaviors ?? []), ...(row.falsePositives ?? [])].map(String),
  details: { confidence: row.confidence, backgroundNoise: row.backgroundNoise, classifications: row.classifications },
  reference: row.permalink,
});
