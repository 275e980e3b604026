import { Dns, IpAddress, refang } from '@pivotkit/entities';
import { iocOf, nothingInside, type Finding, type FindOptions } from './finding.ts';
import type { Ioc } from './types.ts';

/** A dot, as it is written or defanged. */
export const dot = String.raw`(?:[.\u3002\uff0e\uff61]|\\\.|\[\.\]?|\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})`;
/** Letters of names: those of ASCII, and those of other scripts without their punctuation. */
const anyLetter = String.raw`\w\u00b7-\u1fff\u200c\u200d\u2c00-\u2fef\u3005-\ud7ff\uf900-\ufefe-`;
const asciiLetter = String.raw`\w-`;

const hostPattern = (letter: string): RegExp =>
  new RegExp(String.raw`(?<![${letter}])[${letter}]{1,63}(?:${dot}[${letter}]{1,63}){1,126}(?![${letter}])`, 'gi');

const anyHost = hostPattern(anyLetter);
const asciiHost = hostPattern(asciiLetter);

/** Addresses of four parts and names of the public DNS. */
export function findHosts(text: string, options: FindOptions): Finding[] {
  if (!mayHoldHost.test(text)) return [];
  return Array.from(text.matchAll(anyHost)).flatMap((match) => {
    const context = { before: text.slice(Math.max(0, match.index - 12), match.index), ...options };
    const ioc = hostAt(match[0], match.index, context);
    const iocs = ioc !== undefined ? [ioc] : isAscii.test(match[0]) ? [] : asciiHosts(match, context);
    return iocs.map((one) => ({ ioc: one, inner: nothingInside }));
  });
}

const mayHoldHost = /[\w\u0080-\uffff-](?:[.\u3002\uff0e\uff61\\]|[[({](?:\.|dot))/i;
// eslint-disable-next-line no-control-regex
const isAscii = /^[\x00-\x7f]*$/;

/** In scripts without spaces a name touches the words around it: `访问evil.com下载`. */
function asciiHosts(match: RegExpExecArray, context: HostContext): Ioc[] {
  return Array.from(match[0].matchAll(asciiHost)).flatMap((inner) => {
    const before = inner.index === 0 ? context.before : match[0].slice(0, inner.index);
    return hostAt(inner[0], match.index + inner.index, { ...context, before }) ?? [];
  });
}

export interface HostContext extends FindOptions {
  /** What stands before it. */
  readonly before: string;
}

/** The address or name that a dotted text is. */
export function hostAt(written: string, at: number, context: HostContext): Ioc | undefined {
  const text = written.replace(/^[-_]+/, '').replace(/[-_]+$/, '');
  const start = at + written.indexOf(text);
  if (text.length > longestDefanged) return undefined;
  const plain = refang(text);
  return ipv4At(text, start, plain, context) ?? nameAt(text, start, plain, context);
}

/** A name has at most 253 characters; each dot may be defanged to five. */
const longestDefanged = 253 + 126 * 4;

function ipv4At(text: string, start: number, plain: string, { before }: HostContext): Ioc | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(plain) || isVersion.test(before)) return undefined;
  const parsed = IpAddress.parse(plain);
  return parsed.ok ? iocOf({ type: 'ipv4', text, start, observable: plain, entity: parsed.value }) : undefined;
}

/** `Version=4.0.0.0` has the form of an address and is none. */
const isVersion = /\b(?:version|ver|v)\.?["']?[\s:=]{0,3}["']?$/i;

function nameAt(text: string, start: number, plain: string, { ignoreTlds }: HostContext): Ioc | undefined {
  const parsed = Dns.parse(plain);
  if (!parsed.ok || !isName(parsed.value, ignoreTlds)) return undefined;
  const isDefanged = plain !== text;
  if (!isDefanged && (isFileName(parsed.value) || isCode(plain))) return undefined;
  return iocOf({ type: 'dns', text, start, observable: plain, entity: parsed.value });
}

function isName({ domainName, registeredDomain }: Dns, ignoreTlds: boolean): boolean {
  if (registeredDomain !== undefined || onionName.test(domainName)) return true;
  return ignoreTlds && /\.[a-z][a-z0-9-]*$/.test(domainName);
}

/** Hidden services of Tor: 16 characters of a hash, or 56 of a key (RFC 7686; rend-spec-v3 §6). Subdomains are allowed. */
const onionName = /(?:^|\.)(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion$/;

/**
 * Endings of files that are endings of names too (IANA root zone, read 2026-11-20). With nothing but a name before them
 * they are taken for files: `setup.py`, `archive.zip`.
 */
const fileEndings = new Set('app bz cab cfd cpa gz java kim mm mov md pl ps py rs sh so st vi zip'.split(' '));
const alsoNames = new Set(['app', 'kim', 'bz', 'st', 'mm']);

function isFileName({ suffix, subdomain }: Dns): boolean {
  return subdomain === '' && suffix !== undefined && fileEndings.has(suffix) && !alsoNames.has(suffix);
}

/** Names of classes in scripts whose last part happens to be an ending: `New-Object -ComObject WScript.Shell`. */
const codeNames = new Set(
  'wscript.shell wscript.network system.io system.net system.data system.security system.management system.text system.web system.name'.split(
    ' ',
  ),
);
const isCode = (text: string): boolean => codeNames.has(text.toLowerCase()) || pascalCase.test(text);
const pascalCase = /^(?:[A-Z][a-z]+[A-Za-z0-9]*\.)+[A-Z][a-z]+$/;
