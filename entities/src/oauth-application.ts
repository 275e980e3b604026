import { z } from 'zod';
import { guidAttribute } from './attribute-schemas.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, strong, strongest, weak } from './identifier.ts';

const attributes = {
  oauthAppId: guidAttribute.optional(),
  oauthObjectId: guidAttribute.optional(),
  name: z.string().optional(),
  tenantId: guidAttribute.optional(),
  publisherName: z.string().optional(),
  risk: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  redirectUrls: z.array(z.string()).optional(),
  /** How many users have authorised the application. */
  authorizedBy: z.int().nonnegative().optional(),
};

/** An application that users grant access with OAuth. Key: application id, else object id, else name. */
export class OAuthApplication extends defineEntity({
  kind: 'OAuthApplication',
  aliases: ['oauthapplication'],
  description: 'An application that users grant access with OAuth',
  attributes,
  primary: 'oauthAppId',
  identifiers,
  key: (app) => strongest(identifiers(app)),
}) {
  override toString(): string {
    return this.name ?? this.key;
  }
}

registerEntity(OAuthApplication);

function identifiers({ oauthAppId, oauthObjectId, name, tenantId }: AttributesOut<typeof attributes>) {
  return [
    strong('oauthAppId', oauthAppId),
    strong('oauthObjectId', oauthObjectId),
    weak('name', folded(name)),
    weak('tenantId', tenantId),
  ];
}
