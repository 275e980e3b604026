import { z } from 'zod';
import type { AttributesOut } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, known, strong, weak } from './identifier.ts';

const attributes = { name: z.string().optional(), appId: z.string().optional(), instanceName: z.string().optional() };
type CloudApplicationAttributes = AttributesOut<typeof attributes>;

/** An application in the cloud. Key: application id, else name, each with the instance where there is one. */
export class CloudApplication extends defineEntity({
  kind: 'CloudApplication',
  aliases: ['cloudapplication', 'application'],
  description: 'An application in the cloud',
  attributes,
  primary: 'name',
  identifiers: (app) => [
    strong('appId', ofInstance(app, app.appId)),
    strong('name', ofInstance(app, app.name)),
    weak('instanceName', folded(app.instanceName)),
  ],
  key: (app) => ofInstance(app, app.appId) ?? ofInstance(app, app.name),
}) {
  override toString(): string {
    return this.name ?? this.key;
  }
}

registerEntity(CloudApplication);

function ofInstance(app: CloudApplicationAttributes, id: string | undefined): string | undefined {
  const appId = folded(id);
  return appId === undefined ? undefined : known('|', appId, folded(app.instanceName));
}
