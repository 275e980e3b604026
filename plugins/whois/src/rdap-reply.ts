import { z } from 'zod';
import type { Contact, Registration } from './columns.ts';
import { dateOf } from './dates.ts';
import { isRedacted } from './text-fields.ts';

const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).default([]).catch([]);

interface RdapEntity {
  readonly handle?: string | undefined;
  readonly roles: readonly string[];
  readonly vcardArray?: unknown;
  readonly publicIds: readonly { readonly type?: string | undefined; readonly identifier?: string | undefined }[];
  readonly entities: readonly RdapEntity[];
}

const entity: z.ZodType<RdapEntity> = z.lazy(() =>
  z.object({
    handle: text,
    roles: texts,
    vcardArray: z.unknown().optional(),
    publicIds: z
      .array(z.object({ type: text, identifier: text }))
      .default([])
      .catch([]),
    entities: z.array(entity).default([]).catch([]),
  }),
);

const prefix = z.object({ v4prefix: text, v6prefix: text, length: z.number().optional().catch(undefined) });

/** What is read of an answer (RFC 9083); only what it is about must be there, since servers differ in everything else. */
export const rdapReply = z.object({
  objectClassName: z.enum(['domain', 'ip network', 'autnum']),
  handle: text,
  ldhName: text,
  name: text,
  country: text,
  startAddress: text,
  endAddress: text,
  status: texts,
  events: z
    .array(z.object({ eventAction: text, eventDate: text }))
    .default([])
    .catch([]),
  entities: z.array(entity).default([]).catch([]),
  links: z
    .array(z.object({ rel: text, href: text, type: text }))
    .default([])
    .catch([]),
  nameservers: z
    .array(z.object({ ldhName: text }))
    .default([])
    .catch([]),
  secureDNS: z.object({ delegationSigned: z.boolean().optional() }).optional().catch(undefined),
  cidr0_cidrs: z.array(prefix).default([]).catch([]),
  arin_originas0_originautnums: z.array(z.number()).default([]).catch([]),
});

export type RdapReply = z.output<typeof rdapReply>;

/** Where the registrar of a domain answers, as the registry says. */
export const relatedLink = ({ links }: RdapReply): string | undefined =>
  links.find(({ rel, type, href }) => rel === 'related' && href !== undefined && (type ?? '').includes('rdap'))?.href;

export function registrationOfRdap(
  reply: RdapReply,
  { server, query, raw }: { readonly server: string; readonly query: string; readonly raw: string },
): Registration {
  const people = flattened(reply.entities);
  const registrar = people.find(({ roles }) => roles.includes('registrar'));
  const holder = contactOf(people.find(({ roles }) => roles.includes('registrant')));
  const abuse = contactOf(people.find(({ roles }) => roles.includes('abuse')));
  const contacts = people.flatMap((person) => contactOf(person) ?? []);
  const seller = contactOf(registrar);
  return {
    query,
    handle: told(reply.handle),
    name: told(reply.ldhName ?? reply.name)?.replace(/\.$/, '') ?? null,
    registrar: seller?.organization ?? seller?.name ?? null,
    registrarIanaId: registrar?.publicIds.find(({ type }) => /IANA Registrar ID/i.test(type ?? ''))?.identifier ?? null,
    registrant: holder?.organization ?? holder?.name ?? null,
    country: told(reply.country) ?? holder?.country ?? null,
    createdAt: eventAt(reply, 'registration'),
    updatedAt: eventAt(reply, 'last changed'),
    expiresAt: eventAt(reply, 'expiration'),
    statuses: reply.status,
    nameServers: reply.nameservers.flatMap(({ ldhName }) => ldhName?.toLowerCase().replace(/\.$/, '') ?? []),
    isSigned: reply.secureDNS?.delegationSigned ?? null,
    abuseEmail: abuse?.email ?? null,
    abusePhone: abuse?.phone ?? null,
    emails: [...new Set(contacts.flatMap(({ email }) => email ?? []))],
    contacts,
    range: reply.startAddress && reply.endAddress ? `${reply.startAddress} - ${reply.endAddress}` : null,
    cidrs: reply.cidr0_cidrs.flatMap(({ v4prefix, v6prefix, length }) => {
      const base = v4prefix ?? v6prefix;
      return base === undefined || length === undefined ? [] : `${base}/${length}`;
    }),
    asn: reply.arin_originas0_originautnums[0] ?? null,
    source: `RDAP ${server}`,
    raw,
  };
}

const flattened = (entities: readonly RdapEntity[], depth = 0): RdapEntity[] =>
  depth > 8 ? [] : entities.flatMap((each) => [each, ...flattened(each.entities, depth + 1)]);

const eventAt = ({ events }: RdapReply, action: string): Date | null =>
  dateOf(events.find(({ eventAction }) => eventAction?.toLowerCase() === action)?.eventDate);

const told = (value: string | undefined): string | null =>
  value === undefined || value.trim() === '' || isRedacted(value) ? null : value.trim();

/** jCard (RFC 7095): lists of name, parameters, type and value. */
function contactOf(person: RdapEntity | undefined): Contact | undefined {
  if (person === undefined || !Array.isArray(person.vcardArray)) return undefined;
  const card: unknown = person.vcardArray[1];
  const properties = Array.isArray(card) ? card.filter((each): each is unknown[] => Array.isArray(each)) : [];
  const value = (name: string): string | null =>
    told(textOf(properties.find(([key]) => String(key).toLowerCase() === name)?.[3]));
  const contact: Contact = {
    roles: person.roles,
    name: value('fn'),
    organization: value('org'),
    email: value('email'),
    phone: value('tel')?.replace(/^tel:/, '') ?? null,
    country: countryOf(properties.find(([key]) => key === 'adr')),
  };
  const isSaying = contact.name ?? contact.organization ?? contact.email ?? contact.phone;
  return isSaying === null ? undefined : contact;
}

const textOf = (value: unknown): string | undefined => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
};

/** The parameter `cc` (RFC 8605), else the last part of the address where it is a code. */
function countryOf(address: readonly unknown[] | undefined): string | null {
  const parameters = address?.[1];
  const code: unknown =
    typeof parameters === 'object' && parameters !== null ? Reflect.get(parameters, 'cc') : undefined;
  const parts: unknown = address?.[3];
  const last: unknown = Array.isArray(parts) ? parts[6] : undefined;
  const found = [code, last].find((text): text is string => typeof text === 'string' && /^[A-Za-z]{2}$/.test(text));
  return found?.toUpperCase() ?? null;
}
