import { domainToASCII, domainToUnicode } from 'node:url';
import { parse as splitSuffix } from 'tldts';
import type { Parsed } from '../parsed.ts';
import { accepted, refused } from '../parsed.ts';
import { ipv4Number, ipv4Text } from './ip.ts';
import { isPublicAddress } from '../address-scope.ts';

/**
 * Text → canonical domain name: lower case, without the final dot, international names in their ASCII form (UTS #46 by
 * the runtime, RFC 5891). Labels of letters, digits, `-` and `_` (`_dmarc`), 1–63 long, 253 in all (RFC 1035 §2.3.4).
 * A name of one label (`localhost`, `SERVER1`) is accepted only with `unqualified`.
 */
export function normalizeDomain(text: string, options: { readonly unqualified?: boolean } = {}): Parsed<string> {
  const name = text.trim().replace(/\.$/, '');
  if (name === '') return refused('the text is empty');
  if (name.length > 1_000) return refused(tooLong(name));
  const ascii = asciiForm(name);
  if (!ascii.ok) return ascii;
  const problem = problemOf(ascii.value);
  if (problem !== undefined) return refused(problem);
  if (ascii.value.includes('.') || options.unqualified === true) return ascii;
  return refused('it is an unqualified name, without a dot; a computer is known by it only in its own network (Host)');
}

/** How a name is read by people: `xn--bcher-kva.ch` → `bücher.ch`; a name that does not decode stays as it is. */
export function unicodeDomain(domain: string): string {
  return domain.includes('xn--') ? domainToUnicode(domain) || domain : domain;
}

/** A domain name cut where registries hand out names. */
export interface DomainParts {
  /** The ending under which names are registered (`co.uk`); undefined when the ending is not delegated. */
  readonly suffix: string | undefined;
  /** The name somebody registered (`example.co.uk`); undefined for a bare suffix. */
  readonly registeredDomain: string | undefined;
  /** What stands before it (`www`); empty when nothing does. */
  readonly subdomain: string;
}

export interface DomainPartsOptions {
  /** Also cut at suffixes of companies that hand out names (`github.io`). Default: only those of registries. */
  readonly privateSuffixes?: boolean;
}

/** Parts of a canonical name. Public Suffix List, as in tldts 7.5.4. */
export function domainParts(domain: string, options: DomainPartsOptions = {}): DomainParts {
  const found = splitSuffix(domain, { ...asIs, allowPrivateDomains: options.privateSuffixes ?? false });
  const known = found.isIcann === true || found.isPrivate === true;
  if (!known) return { suffix: undefined, registeredDomain: undefined, subdomain: '' };
  return {
    suffix: found.publicSuffix ?? undefined,
    registeredDomain: found.domain ?? undefined,
    subdomain: found.subdomain ?? '',
  };
}

const asIs = { extractHostname: false, validateHostname: false, detectIp: false };

/** `example.com` and its like are reserved for documents, but they are delegated and answer: nothing is told by naming them. */
const documentationDomain = /(^|\.)example\.(com|net|org)$/;

/**
 * Whether a canonical name can exist in the public DNS, and may thus be named to an outside provider. False for names
 * without a known suffix (`srv01.contoso.garbage`, `x.internal`, `nas.lan`), names of special use (IANA Special-Use
 * Domain Names as in tldts 7.5.4: `.local`, `.test`, `.onion`, `home.arpa` …) and the reverse names of addresses that
 * are not public.
 */
export function isPublicDomain(domain: string): boolean {
  const found = splitSuffix(domain, { ...asIs, detectSpecialUse: true });
  if (found.isIcann !== true) return false;
  if (found.isSpecialUse === true) return documentationDomain.test(domain);
  if (!domain.endsWith('.arpa')) return true;
  const address = addressOfReverseName(domain);
  return address === undefined || isPublicAddress(address);
}

/** Endings of networks without delegation, besides those of special use. RFC 6762 appendix G (February 2013), RFC 8375. */
const privateEnding = /\.(?:internal|intranet|private|corp|home|lan|localdomain)$/;

/** Whether a canonical name ends as names do: under a suffix of the public DNS, a name of special use, or a usual private one. */
export function hasKnownEnding(domain: string): boolean {
  const found = splitSuffix(domain, { ...asIs, detectSpecialUse: true });
  return found.isIcann === true || found.isSpecialUse === true || privateEnding.test(domain);
}

/** `4.3.2.1.in-addr.arpa` → `1.2.3.4`; a shorter name stands for the first address of its block. */
export function addressOfReverseName(domain: string): string | undefined {
  const [, labels = '', zone] = /^(.+)\.(in-addr|ip6)\.arpa$/.exec(domain) ?? [];
  const digits = labels.split('.').reverse();
  if (zone === 'in-addr') {
    const padded = [...digits, '0', '0', '0'].slice(0, 4).join('.');
    const number = ipv4Number(padded);
    return number < 0 ? undefined : ipv4Text(number);
  }
  const nibbles = digits.join('').padEnd(32, '0');
  return zone === 'ip6' && /^[0-9a-f]{32}$/.test(nibbles) ? nibbles.match(/.{4}/g)?.join(':') : undefined;
}

const ascii = /^[\x20-\x7e]*$/;

/** Names already in ASCII are only folded: names in the wild break rules of UTS #46 (`r3---sn-x`), and exist all the same. */
function asciiForm(name: string): Parsed<string> {
  if (ascii.test(name)) return accepted(name.toLowerCase());
  const strange = /[\p{Cc} !-,/:-@[-^`{-~]/u.exec(name)?.[0];
  if (strange !== undefined) return refused(`${JSON.stringify(strange)} has no place in a domain name`);
  const converted = domainToASCII(name).replace(/\.$/, '');
  return converted === '' ? refused('its letters are not allowed in a domain name (UTS #46)') : accepted(converted);
}

const isLabel = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/;

function problemOf(domain: string): string | undefined {
  if (domain.length > 253) return tooLong(domain);
  if (isWellFormed.test(domain) && !endsInNumber.test(domain)) return undefined;
  if (domain.startsWith('*.')) return "it is a pattern ('*'), not one name";
  for (const label of domain.split('.')) {
    const problem = problemOfLabel(label);
    if (problem !== undefined) return problem;
  }
  return endsInNumber.test(domain) ? reasonForNumbers(domain) : undefined;
}

const tooLong = (domain: string): string => `it has ${domain.length} characters; a domain name has at most 253`;

const isWellFormed = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const endsInNumber = /(^|\.)(\d+|0x[0-9a-f]*)$/;

function reasonForNumbers(domain: string): string {
  return ipv4Number(domain) >= 0
    ? 'it is an IP address'
    : 'it ends in a number, which no domain name does; it looks like a malformed address or a version';
}

function problemOfLabel(label: string): string | undefined {
  if (label === '') return 'two dots follow each other, or the name begins with a dot';
  if (label.length > 63) return `'${label.slice(0, 20)}…' has ${label.length} characters; a label has at most 63`;
  if (isLabel.test(label)) return undefined;
  const strange = /[^a-z0-9_-]/.exec(label)?.[0];
  if (strange !== undefined) return `${JSON.stringify(strange)} has no place in a domain name`;
  return `the label '${label}' begins or ends with '-'`;
}
