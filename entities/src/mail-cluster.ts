import { z } from 'zod';
import type { AttributesOut } from './entity.ts';
import { defineEntity, registerEntity, timeAttribute } from './entity.ts';
import { folded, given, known, strong } from './identifier.ts';

const counts = z.record(z.string(), z.number()).optional();

const attributes = {
  networkMessageIds: z.array(z.string()).optional(),
  countByDeliveryStatus: counts,
  countByThreatType: counts,
  countByProtectionStatus: counts,
  threats: z.array(z.string()).optional(),
  query: z.string().optional(),
  queryTime: timeAttribute.optional(),
  mailCount: z.int().nonnegative().optional(),
  isVolumeAnomaly: z.boolean().optional(),
  source: z.string().optional(),
  clusterSourceIdentifier: z.string().optional(),
  clusterSourceType: z.string().optional(),
  clusterQueryStartTime: timeAttribute.optional(),
  clusterQueryEndTime: timeAttribute.optional(),
  clusterGroup: z.string().optional(),
};

/** Mails found alike by a query. Key: query and source, else the message ids in order. */
export class MailCluster extends defineEntity({
  kind: 'MailCluster',
  aliases: ['mailcluster'],
  description: 'Mails found alike by a query',
  attributes,
  primary: 'query',
  identifiers: (cluster) => [strong('cluster', key(cluster))],
  key,
}) {}

registerEntity(MailCluster);

function key({ query, source, networkMessageIds }: AttributesOut<typeof attributes>): string | undefined {
  if (given(query) !== undefined) return known('|', given(query), folded(source));
  return networkMessageIds?.length
    ? networkMessageIds
        .map((id) => id.toLowerCase())
        .toSorted()
        .join('|')
    : undefined;
}
