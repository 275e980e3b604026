import { z } from 'zod';
import { guidAttribute, severityAttribute } from './attribute-schemas.ts';
import type { AttributesOut, Entity } from './entity.ts';
import { anyEntityAttribute, defineEntity, openAttribute, registerEntity, timeAttribute } from './entity.ts';
import { folded, given, known, strong, strongest } from './identifier.ts';

const texts = z.array(z.string()).optional();

const attributes = {
  alertName: z.string().optional(),
  displayName: z.string().optional(),
  alertType: z.string().optional(),
  description: z.string().optional(),
  severity: severityAttribute.optional(),
  status: z.string().optional(),
  confidenceLevel: z.string().optional(),
  /** 0 to 1, as the source gives it. */
  confidenceScore: z.number().optional(),
  startTimeUtc: timeAttribute.optional(),
  endTimeUtc: timeAttribute.optional(),
  /** When the store took the alert in. */
  timeGenerated: timeAttribute.optional(),
  processingEndTime: timeAttribute.optional(),
  compromisedEntity: z.string().optional(),
  count: z.number().optional(),
  systemAlertId: guidAttribute.optional(),
  systemAlertIds: z.array(guidAttribute).optional(),
  providerAlertId: z.string().optional(),
  providerName: z.string().optional(),
  vendorName: z.string().optional(),
  productName: z.string().optional(),
  productComponentName: z.string().optional(),
  productVersion: z.string().optional(),
  intent: z.string().optional(),
  tactics: texts,
  techniques: texts,
  subTechniques: texts,
  isIncident: z.boolean().optional(),
  isPreview: z.boolean().optional(),
  correlationKey: z.string().optional(),
  investigationIds: texts,
  remediationSteps: texts,
  alertUri: z.string().optional(),
  extendedProperties: openAttribute().optional(),
  extendedLinks: z.array(openAttribute()).optional(),
  tenantId: guidAttribute.optional(),
  workspaceSubscriptionId: guidAttribute.optional(),
  workspaceResourceGroup: z.string().optional(),
  resourceId: z.string().optional(),
  sourceComputerId: z.string().optional(),
  entities: z.array(anyEntityAttribute()).optional(),
  version: z.string().optional(),
};

/** What a product took for an attack. Key: system alert id, else the provider's id with the provider. */
export class Alert extends defineEntity({
  kind: 'Alert',
  aliases: ['alert', 'alerts', 'securityalert'],
  description: 'What a security product took for an attack',
  attributes,
  primary: 'systemAlertId',
  identifiers,
  key: (alert) => strongest(identifiers(alert)),
}) {
  /** The system's id of the alert, else the first of several, else the provider's. */
  get alertId(): string | undefined {
    return systemId(this) ?? given(this.providerAlertId);
  }

  /** Addresses of pages about the alert, from its extended links. */
  get links(): readonly string[] {
    return (this.extendedLinks ?? [])
      .map((link) => link['href'] ?? link['Href'])
      .filter((href) => typeof href === 'string');
  }

  /** The alert's entities of one class, in order; the first is the one its description speaks of. */
  entitiesOf<E extends Entity>(cls: { new (attributes: never): E }): E[] {
    const isOfClass = (entity: Entity): entity is E => entity instanceof cls;
    return (this.entities ?? []).filter(isOfClass);
  }

  override toString(): string {
    return given(this.displayName) ?? given(this.alertName) ?? this.key;
  }
}

registerEntity(Alert);

/** The class of alerts under the name that tables of Microsoft Sentinel give them. */
export const SecurityAlert = Alert;
export type SecurityAlert = Alert;

const systemId = ({ systemAlertId, systemAlertIds }: AttributesOut<typeof attributes>): string | undefined =>
  given(systemAlertId) ?? given(systemAlertIds?.[0]);

function identifiers(alert: AttributesOut<typeof attributes>) {
  const providerAlertId = folded(alert.providerAlertId);
  return [
    strong('systemAlertId', systemId(alert)),
    strong('providerAlertId', providerAlertId && known('|', providerAlertId, folded(alert.providerName))),
  ];
}
