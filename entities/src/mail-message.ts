import { z } from 'zod';
import type { AttributesOut } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity, timeAttribute } from './entity.ts';
import { File } from './file.ts';
import { folded, given, known, part, strong, strongest, weak } from './identifier.ts';
import { IpAddress } from './ip-address.ts';
import { Url } from './url.ts';

const attributes = {
  recipient: z.string().optional(),
  files: z.array(entityAttribute(() => File)).optional(),
  urls: z.array(entityAttribute(() => Url)).optional(),
  threats: z.array(z.string()).optional(),
  sender: z.string().optional(),
  /** P1 = the envelope's sender (RFC 5321 MAIL FROM). */
  p1Sender: z.string().optional(),
  p1SenderDisplayName: z.string().optional(),
  p1SenderDomain: z.string().optional(),
  senderIp: entityAttribute(() => IpAddress).optional(),
  /** P2 = the sender the reader sees (RFC 5322 From). */
  p2Sender: z.string().optional(),
  p2SenderDisplayName: z.string().optional(),
  p2SenderDomain: z.string().optional(),
  receivedDate: timeAttribute.optional(),
  networkMessageId: z.string().optional(),
  internetMessageId: z.string().optional(),
  subject: z.string().optional(),
  bodyFingerprintBin1: z.string().optional(),
  bodyFingerprintBin2: z.string().optional(),
  bodyFingerprintBin3: z.string().optional(),
  bodyFingerprintBin4: z.string().optional(),
  bodyFingerprintBin5: z.string().optional(),
  antispamDirection: z.string().optional(),
  deliveryAction: z.string().optional(),
  deliveryLocation: z.string().optional(),
  language: z.string().optional(),
  threatDetectionMethods: z.array(z.string()).optional(),
};
type MailMessageAttributes = AttributesOut<typeof attributes>;

/**
 * A mail as one recipient got it. Key: network message id, else the internet message id, each with the recipient;
 * without either, the recipient, sender, subject and time known.
 */
export class MailMessage extends defineEntity({
  kind: 'MailMessage',
  aliases: ['mailmessage', 'email', 'message'],
  description: 'A mail as one recipient got it',
  attributes,
  primary: 'networkMessageId',
  identifiers,
  key: (mail) => strongest(identifiers(mail).filter(({ strength }) => strength === 'strong')) ?? description(mail),
}) {
  override toString(): string {
    return given(this.subject) ?? this.key;
  }
}

registerEntity(MailMessage);

function identifiers(mail: MailMessageAttributes) {
  return [
    strong('networkMessageId', forRecipient(mail, mail.networkMessageId)),
    strong('internetMessageId', forRecipient(mail, mail.internetMessageId)),
    weak('recipient', folded(mail.recipient)),
  ];
}

function forRecipient({ recipient }: MailMessageAttributes, id: string | undefined): string | undefined {
  const messageId = folded(id);
  return messageId === undefined ? undefined : known('|', messageId, folded(recipient));
}

function description(mail: MailMessageAttributes): string | undefined {
  const sender = folded(mail.sender) ?? folded(mail.p2Sender) ?? folded(mail.p1Sender);
  return known(
    '|',
    part('recipient', folded(mail.recipient)),
    part('sender', sender),
    part('subject', given(mail.subject)),
    part('received', mail.receivedDate?.toISOString()),
  );
}
