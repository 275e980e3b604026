import type { Parsed } from '../parsed.ts';
import { accepted, refused } from '../parsed.ts';
import { normalizeDomain } from './domain.ts';

/** A mail address, and the name that stood before it in angle brackets. */
export interface CanonicalMail {
  readonly address: string;
  readonly displayName?: string;
}

/**
 * Text → canonical mail address: domain in canonical form, case of the local part kept (RFC 5321 §2.4; 64 octets at most,
 * §4.5.3.1). Takes `Name <address>` and `mailto:address` too.
 */
export function normalizeMail(text: string): Parsed<CanonicalMail> {
  const trimmed = text.trim().replace(/^mailto:/i, '');
  if (trimmed === '') return refused('the text is empty');
  if (trimmed.length > 1_000) return refused(`it has ${trimmed.length} characters, more than any mail address`);
  const [, name, inner] = /^(.*?)\s*<([^<>]+)>$/.exec(trimmed) ?? [];
  const address = normalizeAddress(inner ?? trimmed);
  if (!address.ok) return address;
  const displayName = name?.trim().replace(/^"(.*)"$/, '$1') ?? '';
  return accepted(displayName === '' ? { address: address.value } : { address: address.value, displayName });
}

/** Dots may stand anywhere: providers deliver to `a..b` and `a.` although RFC 5322 §3.4.1 does not provide for them. */
const localForm = /^(?:[\w.!#$%&'*+/=?^`{|}~\u0080-\uffff-]+|"(?:[^"\\\r\n]|\\[^\r\n])*")$/;

function normalizeAddress(address: string): Parsed<string> {
  const at = address.lastIndexOf('@');
  if (at < 0) return refused("it has no '@'");
  const local = address.slice(0, at);
  if (local === '') return refused("nothing stands before the '@'");
  if (local.length > 64) return refused(`its local part has ${local.length} characters; at most 64 are allowed`);
  if (!localForm.test(local)) return refused(`'${local}' is not the local part of a mail address`);
  const domain = normalizeDomain(address.slice(at + 1), { unqualified: true });
  return domain.ok ? accepted(`${local}@${domain.value}`) : refused(`its domain is none: ${domain.reason}`);
}
