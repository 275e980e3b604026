import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';
import { isPublicDomain } from './normalize/domain.ts';
import { normalizeMail } from './normalize/mail.ts';
import type { Parsed } from './parsed.ts';
import { accepted, originalBeside } from './parsed.ts';
import { refang } from './refang.ts';

/**
 * A mailbox, known by its mail address. Key: the address in lower case. RFC 5321 §2.4 lets a host tell `Bob@` from
 * `bob@`, but none in use does, and logs write both; the attribute keeps the case. Without an address: the user principal
 * name, else the object id in the directory.
 * From text: also defanged, `Name <address>`, `mailto:address`.
 */
export class Mailbox extends defineEntity({
  kind: 'Mailbox',
  aliases: ['mailbox', 'mailaddress', 'emailaddress'],
  description: 'A mailbox, known by its mail address',
  attributes: {
    mailboxPrimaryAddress: z.string().optional(),
    displayName: z.string().optional(),
    upn: z.string().optional(),
    externalDirectoryObjectId: z.string().optional(),
    riskLevel: z.string().optional(),
  },
  primary: 'mailboxPrimaryAddress',
  key: ({ mailboxPrimaryAddress, upn, externalDirectoryObjectId }) =>
    (mailboxPrimaryAddress ?? upn ?? externalDirectoryObjectId)?.toLowerCase(),
  canonical: (attributes) => {
    const given = attributes.mailboxPrimaryAddress;
    if (given === undefined) return accepted(attributes);
    const parsed = parseMailbox(given);
    if (!parsed.ok) return parsed;
    const { mailboxPrimaryAddress } = parsed.value;
    const original = originalBeside(attributes, given, mailboxPrimaryAddress);
    return accepted({ ...parsed.value, ...attributes, ...original, mailboxPrimaryAddress });
  },
  parseCanonical: parseMailbox,
  isPublic: ({ mailboxPrimaryAddress }) => {
    const domain = domainOf(mailboxPrimaryAddress);
    return domain === undefined ? undefined : isPublicDomain(domain);
  },
  endpoints: ({ mailboxPrimaryAddress }) => [domainOf(mailboxPrimaryAddress)],
}) {
  /** The domain after the `@`; undefined without an address. */
  get domainName(): string | undefined {
    return domainOf(this.mailboxPrimaryAddress);
  }
}

registerEntity(Mailbox);

interface MailboxText {
  readonly mailboxPrimaryAddress: string;
  readonly displayName?: string;
}

function parseMailbox(text: string): Parsed<MailboxText> {
  const parsed = normalizeMail(refang(text));
  if (!parsed.ok) return parsed;
  const { address, displayName } = parsed.value;
  return accepted({ mailboxPrimaryAddress: address, ...(displayName === undefined ? {} : { displayName }) });
}

function domainOf(address: string | undefined): string | undefined {
  return address?.slice(address.lastIndexOf('@') + 1);
}
