import { z } from 'zod';
import { Alert } from './alert.ts';
import { severityAttribute } from './attribute-schemas.ts';
import type { AttributesOut, Entity } from './entity.ts';
import { anyEntityAttribute, defineEntity, entityAttribute, registerEntity, timeAttribute } from './entity.ts';
import { folded, given, strong, strongest, weak } from './identifier.ts';

const texts = z.array(z.string()).optional();

const attributes = {
  incidentId: z.string().optional(),
  incidentNumber: z.int().optional(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  severity: severityAttribute.optional(),
  status: z.string().optional(),
  classification: z.string().optional(),
  classificationReason: z.string().optional(),
  classificationComment: z.string().optional(),
  determination: z.string().optional(),
  owner: z
    .strictObject({
      name: z.string().optional(),
      email: z.string().optional(),
      upn: z.string().optional(),
      id: z.string().optional(),
    })
    .optional(),
  labels: texts,
  tactics: texts,
  providerName: z.string().optional(),
  productNames: texts,
  relatedAnalyticRuleIds: texts,
  incidentUrl: z.string().optional(),
  firstActivityTimeUtc: timeAttribute.optional(),
  lastActivityTimeUtc: timeAttribute.optional(),
  createdTimeUtc: timeAttribute.optional(),
  lastModifiedTimeUtc: timeAttribute.optional(),
  closedTimeUtc: timeAttribute.optional(),
  alerts: z.array(entityAttribute(() => Alert)).optional(),
  entities: z.array(anyEntityAttribute()).optional(),
};

/** Alerts that belong together, with their entities. Key: incident id in lower case, else the number. */
export class Incident extends defineEntity({
  kind: 'Incident',
  aliases: ['incident', 'securityincident'],
  description: 'Alerts that belong together, as one case',
  attributes,
  primary: 'incidentId',
  identifiers,
  key: (incident) => strongest(identifiers(incident)),
}) {
  /** The incident's own entities and those of its alerts, each once. */
  allEntities(): Entity[] {
    const all = [...(this.entities ?? []), ...(this.alerts ?? []).flatMap((alert) => alert.entities ?? [])];
    return [...new Map(all.map((entity) => [`${entity.kind} ${entity.key}`, entity])).values()];
  }

  override toString(): string {
    return given(this.displayName) ?? this.key;
  }
}

registerEntity(Incident);

function identifiers({ incidentId, incidentNumber }: AttributesOut<typeof attributes>) {
  return [strong('incidentId', folded(incidentId)), weak('incidentNumber', incidentNumber?.toString())];
}
