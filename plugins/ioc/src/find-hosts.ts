import { Dns, refang, type DomainParts } from '@pivotkit/entities';
import { matchesOf, type FindContext, type Finder, type Finding, type Memo } from './finding.ts';
import { sign } from './signs.ts';
import type { Ioc } from './types.ts';

/** A dot, as it is written or defanged. */
export const dot = String.raw`(?:[.\u3002\uff0e\uff61]|\\\.|\[\.\]?|\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})`;
/** Letters of names: those of ASCII, and those of other scripts without their punctuation. */
const anyLetter = String.raw`\w\u00b7-\u1fff\u200c\u200d\u2c00-\u2fef\u3005-\ud7ff\uf900-\ufefe-`;
const asciiLetter = String.raw`\w-`;

const hostPattern = (letter: string, flags: string): RegExp =>
  new RegExp(String.raw`(?<![${letter}])[${letter}]{1,63}(?:${dot}[${letter}]{1,63}){1,126}(?![${letter}])`, flags);

const anyHost = hostPattern(anyLetter, 'gi');
const anyHostHere = hostPattern(anyLetter, 'iy');
const asciiHost = hostPattern(asciiLetter, 'gi');

/** Addresses of four parts and names of the public DNS. */
export const hosts: Finder = {
  sign: sign.host,
  find: (text, context, signs) => {
    const findings: Finding[] = [];
    const words = (signs & sign.rareDot) === 0 ? wordsAtDots(text) : dottedWords(text, anyHost);
    for (const word of words) addHosts(findings, word, text, context);
    return findings;
  },
};

interface Word {
  readonly written: string;
  readonly start: number;
}

const dottedWords = (text: string, pattern: RegExp): readonly Word[] =>
  matchesOf(text, pattern).map(({ 0: written, index: start }) => ({ written, start }));

/** As `dottedWords` for a text without rare dots: only at words with a dot after them the pattern is tried. */
function wordsAtDots(text: string): readonly Word[] {
  const words: Word[] = [];
  let done = 0;
  for (let at = text.indexOf('.'); at >= 0; at = text.indexOf('.', Math.max(done, at + 1))) {
    const start = startOfWord(text, defangedStart(text, at), done);
    anyHostHere.lastIndex = start;
    if (start < 0 || !anyHostHere.test(text)) continue;
    done = anyHostHere.lastIndex;
    words.push({ written: text.slice(start, done), start });
  }
  return words;
}

/** Where a dot begins that may be written `\.`, `[.]`, `(.)` or `{.}`. */
const defangedStart = (text: string, dotAt: number): number =>
  dotAt > 0 && opensDot.includes(text.charAt(dotAt - 1)) ? dotAt - 1 : dotAt;
const opensDot = String.raw`\[({`;

/** Where the word begins that ends here, not before `from`; -1 where there is none. */
function startOfWord(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && isLetter(text.charCodeAt(start - 1))) start -= 1;
  return start === end ? -1 : start;
}

const isLetter = (code: number): boolean =>
  code < 128 ? asciiLetters[code] === 1 : otherLetter.test(String.fromCharCode(code));
const otherLetter = new RegExp(`^[${anyLetter}]$`, 'i');
const asciiLetters = Uint8Array.from({ length: 128 }, (_, code) => Number(/[\w-]/.test(String.fromCharCode(code))));

function addHosts(findings: Finding[], word: Word, text: string, context: FindContext): void {
  const { written, start } = word;
  const ioc = hostAt(written, start, context);
  if (ioc !== undefined) {
    if (!isCall(written, text, start)) addUnlessVersion(findings, ioc, text, start);
  } else if (isRange.test(written)) addEndsOfRange(findings, word, text, context);
  else if (hasOtherLetters.test(written)) addAsciiHosts(findings, word, text, context);
}

/** `client.run()`, `com.acme.Main.run(Main.java:42)` */
function isCall(written: string, text: string, start: number): boolean {
  const end = start + written.length;
  return text.startsWith('(', end) && (text.startsWith('()', end) || classMember.test(written));
}
const classMember = /\.[A-Z]\w*\.[a-z]\w*$/;

/** `10.0.0.1-10.0.0.9` has the letters of a name. */
const isRange = /^[\d.]{7,15}-[\d.]{7,15}$/;

function addEndsOfRange(findings: Finding[], { written, start }: Word, text: string, context: FindContext): void {
  const [first = '', last = ''] = written.split('-');
  for (const ioc of [hostAt(first, start, context), hostAt(last, start + first.length + 1, context)])
    if (ioc !== undefined) addUnlessVersion(findings, ioc, text, start);
}

const hasOtherLetters = /[\u0080-\uffff]/;

/** In scripts without spaces a name touches the words around it: `访问evil.com下载`. */
function addAsciiHosts(findings: Finding[], outer: Word, text: string, context: FindContext): void {
  for (const { written, start } of dottedWords(outer.written, asciiHost)) {
    const ioc = hostAt(written, outer.start + start, context);
    if (ioc !== undefined) addUnlessVersion(findings, ioc, text, outer.start + start);
  }
}

/** `Version=4.0.0.0` and section 3.2.1.4 have the form of an address and are none. */
function addUnlessVersion(findings: Finding[], ioc: Ioc, text: string, at: number): void {
  const isVersion = ioc.type === 'ipv4' && versionWord.test(text.slice(Math.max(0, at - 12), at));
  if (!isVersion) findings.push({ ioc });
}
const versionWord = /\b(?:version|ver|v|release|section|chapter)\.?["']?[\s:=]{0,3}["']?$/i;

/** The address or name that a dotted text is. */
export function hostAt(written: string, at: number, { memo, ignoreTlds }: FindContext): Host | undefined {
  if (ipv4.test(written)) return ipv4At(written, at, written);
  if (written.length > longestDefanged || (!ignoreTlds && isPlain.test(written) && !mayBeName(written, memo)))
    return undefined;
  const host = ignoreTlds
    ? memo.get('host', written, (text) => readHost(text, true))
    : memo.get('public host', written, (text) => readHost(text, false));
  return host === undefined ? undefined : movedBy(at, host);
}

interface Host extends Ioc {
  readonly kind: string;
  readonly key: string;
}

/** With its fields one by one, since a spread takes ten times as long. */
function movedBy(by: number, { type, observable, text, start, kind, key }: Host): Host {
  return { type, observable, text, start: start + by, kind, key };
}

/** A name has at most 253 characters; each dot may be defanged to five. */
const longestDefanged = 253 + 126 * 4;

function readHost(written: string, ignoreTlds: boolean): Host | undefined {
  const text = withoutFrame(written);
  const start = written.indexOf(text);
  const plain = isPlain.test(text) ? text : refang(text);
  return ipv4.test(plain) ? ipv4At(text, start, plain) : nameAt({ text, start, plain }, ignoreTlds);
}

/** Without hyphens around it, and without underscores behind it or on both sides: `_dmarc.example.com` has one of its own. */
function withoutFrame(written: string): string {
  const text = written.replace(/^-+/, '').replace(/[-_]+$/, '');
  return written.endsWith('_') ? text.replace(/^[-_]+/, '') : text;
}

/** Nothing in it can be defanging. */
const isPlain = /^[\w.-]+$/;

const ipv4At = (text: string, start: number, plain: string): Host => ({
  type: 'ipv4',
  observable: plain,
  text,
  start,
  kind: 'IpAddress',
  key: plain,
});

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
/** Four decimal numbers up to 255 without leading zeros: canonical as it stands. */
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

interface WrittenName {
  readonly text: string;
  readonly start: number;
  /** Defanging undone. */
  readonly plain: string;
}

function nameAt({ text, start, plain }: WrittenName, ignoreTlds: boolean): Host | undefined {
  const parsed = Dns.parse(plain);
  if (!parsed.ok) return undefined;
  const { domainName, key } = parsed.value;
  const parts = parsed.value.parts();
  const isName =
    parts.registeredDomain !== undefined || onionName.test(domainName) || (ignoreTlds && anyEnding.test(domainName));
  const isDefanged = plain !== text;
  if (!isName || (!isDefanged && (isFileName(parts) || isCode(plain)))) return undefined;
  return { type: 'dns', observable: plain, text, start, kind: 'Dns', key };
}

/** Whether names end as it does: most dotted words are names of files and members of code, and this is quickly told. */
function mayBeName(plain: string, memo: Memo): boolean {
  const ending = plain.slice(plain.lastIndexOf('.') + 1).toLowerCase();
  return memo.get('ending', ending, isEnding);
}

/** Below every ending, that of a wildcard (`*.ck`) too, a name of four labels is one that somebody can register. */
function isEnding(ending: string): boolean {
  const name = ending.replace(/[-_]+$/, '');
  const parsed = Dns.parse(`a.b.c.${name}`);
  return name === 'onion' || (parsed.ok && parsed.value.suffix !== undefined);
}

/** An ending in letters, whether or not anybody delegated it. */
const anyEnding = /\.[a-z][a-z0-9-]*$/;

/** Hidden services of Tor: 16 characters of a hash, or 56 of a key (RFC 7686; rend-spec-v3 §6). Subdomains are allowed. */
const onionName = /(?:^|\.)(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion$/;

/**
 * Endings of files that are endings of names too (IANA root zone, read 2026-11-20) and seen far more often on files. With
 * nothing but a name before them they are taken for files: `setup.py`, `archive.zip`. Not so `.pl`, `.rs` and `.so`,
 * under which whole countries have their names.
 */
const fileEndings = new Set('cab java md mov ps py sh zip'.split(' '));

function isFileName({ suffix, subdomain }: DomainParts): boolean {
  return subdomain === '' && suffix !== undefined && fileEndings.has(suffix);
}

/** Names of classes in scripts whose last part happens to be an ending: `New-Object -ComObject WScript.Shell`. */
const codeNames = new Set(
  'wscript.shell wscript.network system.io system.net system.data system.security system.management system.text system.web system.name'.split(
    ' ',
  ),
);
const isCode = (text: string): boolean =>
  codeNames.has(text.toLowerCase()) || pascalCase.test(text) || ownMember.test(text) || joinedSentences.test(text);
/** `self.id`, `this.name` */
const ownMember = /^(?:self|this)\.[a-z]+$/;
/** `late.It` in `It is late.It rains`: countries' endings that are words. */
const joinedSentences = /^[a-z]+\.[A-Z][a-z]$/;
/** `Net.Sockets.Network`; but people do write `Example.Com`. */
const pascalCase = /^(?:[A-Z][a-z]+[A-Za-z0-9]*\.)+(?!Com$|Org$|Net$)[A-Z][a-z]+$/;
