import { cidrsOfRange } from './network.ts';
import type { Contact, Registration } from './columns.ts';
import { dateOf } from './dates.ts';
import { Fields, fieldsOf } from './text-fields.ts';

/** What an answer over port 43 comes to. */
export type TextAnswer =
  | { readonly kind: 'registered'; readonly registration: Registration; readonly fields: Fields }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'throttled'; readonly message: string }
  | { readonly kind: 'unreadable' };

/** How registries say "less often, please". */
const throttled =
  /(quer(y|ies)|rate|request|lookup|connection|limit|quota)[^\n]{0,40}exceed|exceed[^\n]{0,40}(quer(y|ies)|rate|request|limit|quota)|%?error:20[1-9]|too many (requests|queries|connections)|rate[- ]?limit|(temporarily|permanently)\s+(denied|blocked)|access (from your|control limit)|try again (later|in)|wait (a|\d+) /i;

/** How registries say "no such thing". */
const nothing =
  /\bno match\b|not found|no entries found|no data found|nothing found|no object(s)? found|no such domain|does not exist|no information (is )?available|error:101|(not|n't) (been )?registered|no matching (record|object)|status:\s*(free|available)|is (free|available)\b|available for (purchase|registration)|domain unknown|unallocated|is not known/i;

/** Reads an answer of any registry; `server` and `query` go into the row. */
export function readText(
  text: string,
  { server, query }: { readonly server: string; readonly query: string },
): TextAnswer {
  const all = new Fields(fieldsOf(englishPart(text)));
  const fields = all.paragraphsWithout('as-block');
  const registration = registrationOf(fields, text, { server, query });
  if (isRegistered(registration, fields)) return { kind: 'registered', registration, fields };
  const said = throttled.exec(text);
  if (said !== null) return { kind: 'throttled', message: lineAround(text, said.index) };
  // A block of numbers that a registry gives out from, where the one asked about was given to nobody.
  const isBlockAlone = all.one('as-block') !== undefined;
  return isBlockAlone || nothing.test(text) ? { kind: 'nothing' } : { kind: 'unreadable' };
}

/** KRNIC answers in Korean first; the same follows in English. */
const englishPart = (text: string): string => text.slice(Math.max(0, text.search(/^# ENGLISH\s*$/m)));

function lineAround(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text
    .slice(start, end < 0 ? undefined : end)
    .replace(/^[%#\s]+/, '')
    .trim()
    .slice(0, 200);
}

const isRegistered = (row: Registration, fields: Fields): boolean =>
  row.range !== null ||
  row.createdAt !== null ||
  row.expiresAt !== null ||
  row.registrar !== null ||
  fields.one('aut-num', 'asnumber') !== undefined ||
  (row.nameServers.length > 0 && fields.one('domain', 'domain name', 'domain-name') !== undefined) ||
  fields.all('status', 'state').some((status) => /^(connect|active|registered|published|ok)$/i.test(status)) ||
  (fields.one('domain', 'domain name') !== undefined &&
    fields.one('owner', 'registrant', 'holder', 'holder-c') !== undefined);

const keys = {
  name: ['domain name', 'domain', 'domain-name', 'netname', 'network name', 'service name', 'asname', 'as-name'],
  handle: ['registry domain id', 'domain id', 'nethandle', 'inetnum handle', 'domain handle', 'roid', 'ashandle'],
  registrar: [
    'registrar',
    'registrar name',
    'sponsoring registrar',
    'authorized agency',
    'provider',
    'current registar',
    'registrar organization',
  ],
  ianaId: ['registrar iana id'],
  holder: [
    'registrant organization',
    'registrant organisation',
    'organization name',
    'registrant',
    'registrant name',
    'org-name',
    'orgname',
    'organization',
    'organisation',
    'owner',
    'holder',
    'holder name',
    'holder organization',
    'domain holder',
    'descr',
  ],
  country: ['registrant country', 'registrant country/economy', 'country', 'registrant country code', 'country code'],
  created: [
    'creation date',
    'created',
    'created on',
    'registered on',
    'registered date',
    'registration date',
    'registered',
    'regdate',
    'domain registration date',
    'created date',
    'registration time',
    'record created',
    'activated',
    'activation',
    'domain_dateregistered',
    '登録年月日',
  ],
  updated: [
    'updated date',
    'last updated',
    'last-update',
    'last-modified',
    'changed',
    'last modified',
    'updated',
    'modified',
    'last updated date',
    'last update',
    'last updated on',
    'domain last updated date',
    '最終更新',
  ],
  expires: [
    'registry expiry date',
    'expiry date',
    'expiration date',
    'expires',
    'expires on',
    'paid-till',
    'renewal date',
    'registrar registration expiration date',
    'expire',
    'validity',
    'expiry',
    'expire date',
    'domain expiration date',
    '有効期限',
  ],
  servers: [
    'name server',
    'nserver',
    'name servers',
    'nameserver',
    'nameservers',
    'host name',
    'domain nameservers',
    'name server information',
  ],
  statuses: ['domain status', 'status', 'eppstatus', 'registration status', 'state'],
  abuseEmail: [
    'registrar abuse contact email',
    'orgabuseemail',
    'abuse-mailbox',
    'abuse contact email',
    'registrar abuse email',
  ],
  abusePhone: ['registrar abuse contact phone', 'orgabusephone', 'abuse contact phone'],
} as const;

interface Asked {
  readonly server: string;
  readonly query: string;
}

function registrationOf(fields: Fields, text: string, { server, query }: Asked): Registration {
  const network = networkIn(fields);
  const abuse = /abuse contact for '[^']*' is '([^']+)'/i.exec(text)?.[1];
  return {
    query,
    handle:
      fields.one(...keys.handle) ?? fields.all('aut-num').find((number) => number.toUpperCase() === query) ?? null,
    name: fields.one(...keys.name) ?? null,
    registrar: fields.one(...keys.registrar)?.replace(/\s*\[tag = .*$/i, '') ?? null,
    registrarIanaId: fields.one(...keys.ianaId) ?? null,
    registrant: fields.one(...keys.holder) ?? null,
    country: countryOf(fields.one(...keys.country)),
    createdAt: dateIn(fields, keys.created),
    updatedAt: dateIn(fields, keys.updated),
    expiresAt: dateIn(fields, keys.expires),
    statuses: [...new Set(fields.all(...keys.statuses).map((status) => status.replace(/\s+\(?https?:\S+$/, '')))],
    nameServers: nameServersIn(fields),
    isSigned: signedIn(fields),
    abuseEmail: abuse ?? fields.one(...keys.abuseEmail) ?? null,
    abusePhone: fields.one(...keys.abusePhone) ?? null,
    emails: emailsIn(text),
    contacts: contactsIn(fields),
    range: network?.range ?? null,
    cidrs: network?.cidrs ?? [],
    asn: asnOf(fields.one('originas', 'origin', 'origin as', 'aut-num', 'asnumber')),
    source: `WHOIS ${server}`,
    raw: `% ${server}\n${text}`,
  };
}

const countryOf = (text: string | undefined): string | null =>
  text !== undefined && /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : null;

function dateIn(fields: Fields, names: readonly string[]): Date | null {
  for (const name of names)
    for (const text of fields.all(name)) {
      // .br: `19980527 #12345`; RPSL of old: `someone@example.net 20010101`.
      const date = dateOf(text) ?? dateOf(/\s(\d{8})$/.exec(text)?.[1]);
      if (date !== null) return date;
    }
  return null;
}

function nameServersIn(fields: Fields): string[] {
  const names = fields
    .all(...keys.servers)
    .map((text) => text.split(/[\s,;[(]+/)[0] ?? '')
    .map((name) => name.toLowerCase().replace(/\.$/, ''))
    .filter((name) => /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(name) && !/^[\d.]+$/.test(name));
  return [...new Set(names)];
}

function signedIn(fields: Fields): boolean | null {
  const said = fields.one(
    'dnssec',
    'dnssec signed',
    'ds rdata',
    'ds-rdata',
    'dnssec ds data',
    'dsrecord',
    'signing key',
  );
  if (said !== undefined)
    return !/^(unsigned|no|inactive|not signed|false|none|unsigned delegation|.*\bunsigned\b.*)/i.test(said);
  return null;
}

/** At most 50, so that a bulky answer makes no bulky cell. */
const emailsIn = (text: string): string[] =>
  [...new Set(text.match(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g))].slice(0, 50);

/** `Registrant Name`, `Admin Email` … */
const roles = ['registrant', 'admin', 'administrative', 'tech', 'technical', 'billing', 'owner'] as const;

function contactsIn(fields: Fields): Contact[] {
  const named = roles.flatMap((role) =>
    contactOf([role], (what) => fields.one(...what.map((word) => `${role} ${word}`))),
  );
  // RPSL and its like: a paragraph each.
  const listed = fields
    .paragraphsWith('person', 'role', 'nic-hdl', 'nic-hdl-br', 'nic-hdl-lacnic', 'organisation')
    .flatMap((paragraph) => contactOf(rolesOf(paragraph), (what) => paragraph.one(...what)));
  return [...named, ...listed];
}

const rolesOf = (paragraph: Fields): string[] =>
  ['person', 'role', 'organisation'].filter((key) => paragraph.one(key) !== undefined).slice(0, 1);

function contactOf(of: readonly string[], one: (words: readonly string[]) => string | undefined): Contact[] {
  const name = one(['name', 'person', 'role', 'contact']) ?? null;
  const organization = one(['organization', 'organisation', 'org-name', 'company']) ?? null;
  const email = one(['email', 'e-mail', 'email address', 'abuse-mailbox']) ?? null;
  const phone = one(['phone', 'phone number', 'telephone']) ?? null;
  const country = countryOf(one(['country', 'country/economy', 'country code']));
  const contact = { roles: of, name, organization, email, phone, country };
  return name === null && organization === null && email === null ? [] : [contact];
}

function networkIn(fields: Fields): { readonly range: string; readonly cidrs: readonly string[] } | undefined {
  const text = fields.one(
    'netrange',
    'inetnum',
    'inet6num',
    'ipv4 address',
    'ipv6 address',
    'network-ip-range',
    'ip-network',
  );
  if (text === undefined) return undefined;
  const [, first = '', last = ''] = /^([\da-fA-F.:]+)\s*-\s*([\da-fA-F.:]+)/.exec(text) ?? [];
  const listed = fields.one('cidr', 'route', 'route6')?.split(/,\s*/);
  if (/^\d+(\.\d+){3}$/.test(first) && /^\d+(\.\d+){3}$/.test(last))
    return { range: `${first} - ${last}`, cidrs: listed ?? cidrsOfRange(first, last) };
  const network = /^[\da-fA-F.:]+\/\d{1,3}/.exec(text)?.[0];
  if (first !== '' && last !== '') return { range: `${first} - ${last}`, cidrs: listed ?? [] };
  return network === undefined ? undefined : { range: network, cidrs: [network] };
}

function asnOf(text: string | undefined): number | null {
  const number = Number(/^(?:AS)?(\d{1,10})\b/i.exec(text ?? '')?.[1]);
  return Number.isInteger(number) && number > 0 && number <= 4_294_967_295 ? number : null;
}
