import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';

/** What a provider says of a threat. Key: provider, threat and report. */
export class ThreatIntelligence extends defineEntity({
  kind: 'ThreatIntelligence',
  aliases: ['threatintelligence', 'ti'],
  description: 'What a threat intelligence provider says of a threat',
  attributes: {
    providerName: z.string().optional(),
    threatType: z.string().optional(),
    threatName: z.string().optional(),
    /** As the provider wrote it. */
    confidence: z.string().optional(),
    reportLink: z.string().optional(),
    threatDescription: z.string().optional(),
  },
  primary: 'threatName',
  key: ({ providerName, threatName, reportLink }) =>
    [providerName, threatName, reportLink].some((part) => part !== undefined)
      ? JSON.stringify([providerName ?? null, threatName ?? null, reportLink ?? null])
      : undefined,
}) {}

registerEntity(ThreatIntelligence);

/** The kind's name as alerts spell it. */
export { ThreatIntelligence as Threatintelligence };
