import { z } from 'zod';
import { guidAttribute, isGuid, isSid, sidAttribute } from './attribute-schemas.ts';
import type { AttributesIn, AttributesOut, Parsed } from './entity.ts';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { Host } from './host.ts';
import { folded, given, joined, strong, strongest, weak } from './identifier.ts';
import { isPublicDomain } from './normalize/domain.ts';

const attributes = {
  name: z.string().optional(),
  /** NetBIOS name of the domain, or of the computer for a local account. */
  ntDomain: z.string().optional(),
  dnsDomain: z.string().optional(),
  /** The part of the user principal name after the `@`. */
  upnSuffix: z.string().optional(),
  host: entityAttribute(() => Host).optional(),
  logonId: z.string().optional(),
  sid: sidAttribute.optional(),
  aadTenantId: guidAttribute.optional(),
  /** Object id in the cloud directory. */
  aadUserId: guidAttribute.optional(),
  /** Object id in the domain directory. */
  objectGuid: guidAttribute.optional(),
  puid: z.string().optional(),
  isDomainJoined: z.boolean().optional(),
  displayName: z.string().optional(),
  /** Numeric id of the user on a Unix-like system. */
  uid: z.int().nonnegative().optional(),
};
type AccountAttributes = AttributesOut<typeof attributes>;

/**
 * A user, service or computer account. Key: SID, else the directory's object id, the domain's, the PUID, else
 * `domain\name`, `name@suffix`, `host\name` or the bare name; names in lower case.
 * The SIDs below `S-1-5-21` and `S-1-12-1` (`S-1-5-18` = the local system) exist on every computer, so the host is part
 * of their key where it is known; the same holds for names of the domain `NT AUTHORITY` and its like.
 * Public where it has a user principal name of a public domain; other accounts are internal.
 */
export class Account extends defineEntity({
  kind: 'Account',
  aliases: ['account', 'user'],
  description: 'A user, service or computer account',
  attributes,
  primary: 'name',
  identifiers,
  key: (account) => strongest(identifiers(account)),
  canonical: (account) => ({ ok: true, value: splitName(account) }),
  parse: parseAccount,
  isPublic: (account) => isPublicDomain(folded(account.upnSuffix) ?? ''),
  endpoints: (account) => [folded(account.upnSuffix)],
}) {
  /** `domain\name`, else `name@suffix`, else `host\name`, else the bare name. Undefined when there is no name. */
  get qualifiedName(): string | undefined {
    return (
      joined('\\', given(this.ntDomain), given(this.name)) ??
      this.upn ??
      joined('\\', this.host?.fullName, given(this.name)) ??
      given(this.name)
    );
  }

  /** User principal name: `name@suffix`, undefined when one of the parts is missing. */
  get upn(): string | undefined {
    return joined('@', given(this.name), given(this.upnSuffix));
  }

  /** Object id in the cloud directory, else in the domain directory. */
  get objectId(): string | undefined {
    return this.aadUserId ?? this.objectGuid;
  }

  override toString(): string {
    return this.qualifiedName ?? this.key;
  }
}

registerEntity(Account);

function identifiers(account: AccountAttributes) {
  const name = folded(account.name);
  const uid = account.uid === undefined ? undefined : `uid:${account.uid}`;
  return [
    strong('sid', ofHost(account, account.sid, !isUnique(account.sid))),
    strong('aadUserId', account.aadUserId),
    strong('objectGuid', account.objectGuid),
    strong('puid', given(account.puid) && `puid:${folded(account.puid)}`),
    strong('ntName', ofHost(account, joined('\\', folded(account.ntDomain), name), isLocal(account.ntDomain))),
    strong('upn', joined('@', name, folded(account.upnSuffix))),
    strong('hostName', joined('\\', hostPart(account.host), name)),
    strong('uid', joined('\\', hostPart(account.host), uid)),
    weak('name', name),
    weak('uidAnywhere', uid),
  ];
}

/** Issued by a domain or a directory; the others exist on every computer. MS-DTYP 2.4.2.4, read 2026-11-20. */
const isUnique = (sid: string | undefined): boolean => sid !== undefined && /^S-1-(5-21|12-1)-/.test(sid);

const localDomains = ['nt authority', 'nt service', 'builtin', 'window manager', 'font driver host', 'workgroup'];
const isLocal = (ntDomain: string | undefined): boolean => localDomains.includes(folded(ntDomain) ?? '');

function ofHost(account: AccountAttributes, name: string | undefined, isPerHost: boolean): string | undefined {
  if (name === undefined || !isPerHost || account.host === undefined) return name;
  return `${hostPart(account.host)}\\${name}`;
}

/** Accounts are written `HOST\name` with the host's bare name, so that is preferred to its key. */
const hostPart = (host: Host | undefined): string | undefined => folded(host?.hostName) ?? host?.key;

/** Sources put `CONTOSO\bob` and `bob@contoso.com` in the name itself. */
function splitName(account: AccountAttributes): AccountAttributes {
  const { name, ntDomain, upnSuffix } = account;
  if (name === undefined || given(ntDomain) !== undefined || given(upnSuffix) !== undefined) return account;
  const parts = /^(?<domain>[^\\@]+)\\(?<bare>[^\\@]+)$/.exec(name)?.groups;
  if (parts !== undefined) return { ...account, ntDomain: parts['domain'] ?? '', name: parts['bare'] ?? '' };
  const principal = /^(?<bare>[^\\@]+)@(?<suffix>[^\\@]+)$/.exec(name)?.groups;
  return principal === undefined
    ? account
    : { ...account, upnSuffix: principal['suffix'] ?? '', name: principal['bare'] ?? '' };
}

/** `CONTOSO\bob`, `bob@contoso.com`, `host\user`, `NT AUTHORITY\SYSTEM`, a SID, an object id, `puid:…`, a bare name. */
function parseAccount(text: string): Parsed<AttributesIn<typeof attributes>> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'the text is empty' };
  if (isSid(trimmed)) return { ok: true, value: { sid: trimmed } };
  if (isGuid(trimmed)) return { ok: true, value: { aadUserId: trimmed } };
  if (/^puid:/i.test(trimmed)) return { ok: true, value: { puid: trimmed.slice('puid:'.length) } };
  if (/[\r\n\t]/.test(trimmed)) return { ok: false, reason: 'an account name has no line breaks or tabs' };
  return trimmed.includes('\\') ? parseDownLevelName(trimmed) : parseUserPrincipalName(trimmed);
}

function parseDownLevelName(text: string): Parsed<AttributesIn<typeof attributes>> {
  const [name = '', ntDomain = '', hostName, ...rest] = text.split('\\').toReversed();
  if (rest.length > 0 || name === '' || ntDomain === '' || hostName === '' || /^@|@$/.test(name))
    return { ok: false, reason: 'the form is DOMAIN\\name' };
  // `.\name` is an account of the computer at hand, whichever that is.
  if (ntDomain === '.') return { ok: true, value: isSid(name) ? { sid: name } : { name } };
  const account = isSid(name) ? { sid: name, host: ntDomain } : { name, ntDomain };
  return { ok: true, value: hostName === undefined ? account : { ...account, host: hostName } };
}

function parseUserPrincipalName(text: string): Parsed<AttributesIn<typeof attributes>> {
  const at = text.lastIndexOf('@');
  if (at < 0) return { ok: true, value: { name: text } };
  const [name, upnSuffix] = [text.slice(0, at), text.slice(at + 1)];
  if (name === '' || upnSuffix === '') return { ok: false, reason: 'the form is name@suffix' };
  return { ok: true, value: { name, upnSuffix } };
}
