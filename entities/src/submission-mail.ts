import { z } from 'zod';
import { guidAttribute } from './attribute-schemas.ts';
import type { AttributesOut } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity, timeAttribute } from './entity.ts';
import { folded, given, known, strong, strongest, weak } from './identifier.ts';
import { IpAddress } from './ip-address.ts';

const attributes = {
  submissionId: guidAttribute.optional(),
  submissionDate: timeAttribute.optional(),
  submitter: z.string().optional(),
  networkMessageId: z.string().optional(),
  timestamp: timeAttribute.optional(),
  recipient: z.string().optional(),
  sender: z.string().optional(),
  senderIp: entityAttribute(() => IpAddress).optional(),
  subject: z.string().optional(),
  reportType: z.string().optional(),
};

/** A mail that a user reported. Key: submission id, else network message id and recipient. */
export class SubmissionMail extends defineEntity({
  kind: 'SubmissionMail',
  aliases: ['submissionmail'],
  description: 'A mail that a user reported',
  attributes,
  primary: 'submissionId',
  identifiers,
  key: (mail) => strongest(identifiers(mail)),
}) {
  override toString(): string {
    return given(this.subject) ?? this.key;
  }
}

registerEntity(SubmissionMail);

function identifiers({ submissionId, networkMessageId, recipient }: AttributesOut<typeof attributes>) {
  const message = folded(networkMessageId);
  return [
    strong('submissionId', submissionId),
    strong('networkMessageId', message && known('|', message, folded(recipient))),
    weak('recipient', folded(recipient)),
  ];
}
