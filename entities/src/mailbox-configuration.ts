import { z } from 'zod';
import { guidAttribute } from './attribute-schemas.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, joined, strong, strongest, weak } from './identifier.ts';

const attributes = {
  mailboxPrimaryAddress: z.string().optional(),
  displayName: z.string().optional(),
  upn: z.string().optional(),
  externalDirectoryObjectId: guidAttribute.optional(),
  riskLevel: z.string().optional(),
  /** What is configured, `MailForwardingRule` for instance. */
  configType: z.string().optional(),
  configId: z.string().optional(),
};

/** A setting of a mailbox. Key: configuration id, else mailbox and type of the setting. */
export class MailboxConfiguration extends defineEntity({
  kind: 'MailboxConfiguration',
  aliases: ['mailboxconfiguration'],
  description: 'A setting of a mailbox, such as a forwarding rule',
  attributes,
  primary: 'configId',
  identifiers,
  key: (configuration) => strongest(identifiers(configuration)),
}) {}

registerEntity(MailboxConfiguration);

function identifiers(configuration: AttributesOut<typeof attributes>) {
  const mailbox = folded(configuration.mailboxPrimaryAddress);
  return [
    strong('configId', folded(configuration.configId)),
    strong('mailboxAndType', joined('|', mailbox, folded(configuration.configType))),
    weak('mailboxPrimaryAddress', mailbox),
  ];
}
