import { z } from 'zod';
import { guidAttribute } from './attribute-schemas.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, known, strong, strongest, weak } from './identifier.ts';

const attributes = {
  servicePrincipalName: z.string().optional(),
  servicePrincipalObjectId: guidAttribute.optional(),
  appId: guidAttribute.optional(),
  appOwnerTenantId: guidAttribute.optional(),
  tenantId: guidAttribute.optional(),
  servicePrincipalType: z.string().optional(),
};
type ServicePrincipalAttributes = AttributesOut<typeof attributes>;

/** An application's identity in a tenant. Key: object id, else application id and tenant, else name. */
export class ServicePrincipal extends defineEntity({
  kind: 'ServicePrincipal',
  aliases: ['serviceprincipal'],
  description: "An application's identity in a tenant of the cloud directory",
  attributes,
  primary: 'servicePrincipalName',
  identifiers,
  key: (principal) => strongest(identifiers(principal)),
}) {
  override toString(): string {
    return this.servicePrincipalName ?? this.key;
  }
}

registerEntity(ServicePrincipal);

function identifiers(principal: ServicePrincipalAttributes) {
  return [
    strong('servicePrincipalObjectId', principal.servicePrincipalObjectId),
    strong('appId', principal.appId && known('|', principal.appId, principal.tenantId)),
    weak('servicePrincipalName', folded(principal.servicePrincipalName)),
    weak('tenantId', principal.tenantId),
  ];
}
