import { Dns, refang } from '@pivotkit/entities';
import { iocOf, nothingInside, type FindContext, type Finding } from './finding.ts';
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
export function* findHosts(text: string, context: FindContext): IterableIterator<Finding> {
  if (!mayHoldHost.test(text)) return;
  for (const match of text.matchAll(anyHost)) {
    const near = { before: text.slice(Math.max(0, match.index - 12), match.index), ...context };
    const ioc = hostAt(match[0], match.index, near);
    if (ioc !== undefined) yield { ioc, inner: nothingInside };
    else if (isRange.test(match[0])) yield* endsOfRange(match, near);
    else if (hasOtherLetters.test(match[0])) yield* asciiHosts(match, near);
  }
}

/** `10.0.0.1-10.0.0.9` has the letters of a name. */
const isRange = /^[\d.]{7,15}-[\d.]{7,15}$/;

function* endsOfRange(match: RegExpExecArray, near: HostContext): IterableIterator<Finding> {
  const [first = '', last = ''] = match[0].split('-');
  const ends = [hostAt(first, match.index, near), hostAt(last, match.index + first.length + 1, near)];
  for (const ioc of ends) if (ioc !== undefined) yield { ioc, inner: nothingInside };
}

const mayHoldHost = /[\w\u0080-\uffff-](?:[.\u3002\uff0e\uff61\\]|[[({](?:\.|dot))/i;
const hasOtherLetters = /[\u0080-\uffff]/;

/** In scripts without spaces a name touches the words around it: `访问evil.com下载`. */
function* asciiHosts(match: RegExpExecArray, context: HostContext): IterableIterator<Finding> {
  for (const inner of match[0].matchAll(asciiHost)) {
    const before = inner.index === 0 ? context.before : match[0].slice(0, inner.index);
    const ioc = hostAt(inner[0], match.index + inner.index, { ...context, before });
    if (ioc !== undefined) yield { ioc, inner: nothingInside };
  }
}

export interface HostContext extends FindContext {
  /** What stands before it. */
  readonly before: string;
}

/** The address or name that a dotted text is. */
export function hostAt(written: string, at: number, context: HostContext): Ioc | undefined {
  if (written.length > longestDefanged) return undefined;
  const ioc = context.memo.get(context.ignoreTlds ? 'host' : 'public host', written, () => readHost(written, context));
  if (ioc === undefined || (ioc.type === 'ipv4' && isVersion.test(context.before))) return undefined;
  return { ...ioc, start: at + ioc.start };
}

function readHost(written: string, context: HostContext): Ioc | undefined {
  const text = written.replace(/^[-_]+/, '').replace(/[-_]+$/, '');
  const start = written.indexOf(text);
  const plain = isPlain.test(text) ? text : refang(text);
  return ipv4At(text, start, plain) ?? nameAt(text, start, plain, context);
}

/** A name has at most 253 characters; each dot may be defanged to five. */
const longestDefanged = 253 + 126 * 4;

/** Nothing in it can be defanging. */
const isPlain = /^[\w.-]+$/;

function ipv4At(text: string, start: number, plain: string): Ioc | undefined {
  if (!ipv4.test(plain)) return undefined;
  return iocOf({ type: 'ipv4', text, start, observable: plain, entity: { kind: 'IpAddress', key: plain } });
}

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Four decimal numbers up to 255 without leading zeros: canonical as it stands. */
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** `Version=4.0.0.0` has the form of an address and is none. */
const isVersion = /\b(?:version|ver|v)\.?["']?[\s:=]{0,3}["']?$/i;

function nameAt(text: string, start: number, plain: string, context: HostContext): Ioc | undefined {
  const entity = context.memo.read(Dns, plain);
  if (entity === undefined || !isName(entity, context.ignoreTlds)) return undefined;
  const isDefanged = plain !== text;
  if (!isDefanged && (isFileName(entity) || isCode(plain))) return undefined;
  return iocOf({ type: 'dns', text, start, observable: plain, entity });
}

function isName({ domainName, registeredDomain }: Dns, ignoreTlds: boolean): boolean {
  if (registeredDomain !== undefined || onionName.test(domainName)) return true;
  return ignoreTlds && /\.[a-z][a-z0-9-]*$/.test(domainName);
}

/** Hidden services of Tor: 16 characters of a hash, or 56 of a key (RFC 7686; rend-spec-v3 §6). Subdomains are allowed. */
const onionName = /(?:^|\.)(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion$/;

/**
 * Endings of files that are endings of names too (IANA root zone, read 2026-11-20) and seen far more often on files. With
 * nothing but a name before them they are taken for files: `setup.py`, `archive.zip`. Not so `.pl`, `.rs` and `.so`,
 * under which whole countries have their names.
 */
const fileEndings = new Set('cab md mov ps py sh zip'.split(' '));

function isFileName({ suffix, subdomain }: Dns): boolean {
  return subdomain === '' && suffix !== undefined && fileEndings.has(suffix);
}

/** Names of classes in scripts whose last part happens to be an ending: `New-Object -ComObject WScript.Shell`. */
const codeNames = new Set(
  'wscript.shell wscript.network system.io system.net system.data system.security system.management system.text system.web system.name'.split(
    ' ',
  ),
);
const isCode = (text: string): boolean =>
  codeNames.has(text.toLowerCase()) || pascalCase.test(text) || ownMember.test(text);
/** `self.id`, `this.name` */
const ownMember = /^(?:self|this)\.[a-z]+$/;
/** `Net.Sockets.Network`; but people do write `Example.Com`. */
const pascalCase = /^(?:[A-Z][a-z]+[A-Za-z0-9]*\.)+(?!Com$|Org$|Net$)[A-Z][a-z]+$/;
