import { refang, Url } from '@pivotkit/entities';
import { emails } from './find-emails.ts';
import { hashes } from './find-hashes.ts';
import { hostAt, hosts } from './find-hosts.ts';
import { ipv6 } from './find-ipv6.ts';
import { iocOf, matchesOf, nothing, type FindContext, type Finder, type Finding } from './finding.ts';
import { sign, signsOf } from './signs.ts';
import type { Ioc } from './types.ts';

const scheme = String.raw`(?:h[tx*_]{2}ps?|s?f[tx*_]ps?|wss?|ldaps?|telnet|file|ssh|smb|tcp|udp|rtmp|gopher)`;
const separator = String.raw`(?:(?::|\[:\]|\(:\))(?:\/\/|\[\/\/\]|\[\/\]\[\/\])|\[:\/\/\]|\(:\/\/\)|%3a%2f%2f)`;
/** Longer ones exist as data, not as what anybody looks up. */
const maxLength = 8192;
const stop = String.raw`\s"<>\x60|^\\\x00-\x1f\u2018-\u201f\u3000-\u3003\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1b\uff1f`;

/** A comma before another URL and a quote before what closes or joins texts end a URL; elsewhere both belong to it. */
const body = String.raw`(?:[^${stop}',;]|[,;](?!${scheme}${separator})|'(?![)\],;+']|$|${scheme}${separator})|\\\.)`;

const urlPattern = new RegExp(String.raw`(?<![a-z0-9])(${scheme})(${separator})(${body}{1,${maxLength}})`, 'gi');

/** URLs with a host, of the schemes people report. */
export const urls: Finder = {
  sign: sign.url,
  find: (text, context) =>
    mayHoldUrl.test(text) ? matchesOf(text, urlPattern).flatMap((match) => urlOf(match, text, context)) : nothing,
};

const mayHoldUrl = /\/\/|\/\]|%2f%2f/i;

function urlOf(match: RegExpExecArray, text: string, context: FindContext): readonly Finding[] {
  const { 0: whole, 1: given = '', 2: between = '', index: start } = match;
  const written = trimmed(whole, text[start - 1]);
  const observable = refang(between.startsWith('%') ? decoded(written) : written);
  const entity = context.memo.read(Url, observable);
  if (entity === undefined || written.length <= given.length + between.length) return nothing;
  const ioc = iocOf({ type: 'url', text: written, start, observable, entity });
  return [{ ioc, inner: () => insideUrl(ioc, entity, context) }];
}

/** Cuts off what belongs to the sentence or to the quotes around a URL. */
function trimmed(written: string, before: string | undefined): string {
  const quoted = before === "'" ? written.split("'", 1)[0] : undefined;
  return withoutTrailing(quoted ?? written);
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0) {
    const last = text[end - 1] ?? '';
    const open = pairs[last];
    const isLoose = open === undefined ? `.,;:!?'*…`.includes(last) : !isPaired(text.slice(0, end), open, last);
    if (!isLoose) break;
    end -= 1;
  }
  return text.slice(0, end);
}

const isPaired = (text: string, open: string, close: string): boolean =>
  text.split(open).length >= text.split(close).length;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Host, addresses and hashes in the path, and the URLs in path and parameters with their hosts. */
function insideUrl(outer: Ioc, url: Url, context: FindContext): readonly Ioc[] {
  const tail = tailOf(outer.text);
  const offset = outer.start + outer.text.length - tail.length;
  const signs = signsOf(tail);
  const inTail = [ipv6, hashes, emails, addresses]
    .filter((finder) => (finder.sign & signs) !== 0)
    .flatMap((finder) => finder.find(tail, context, signs).map(({ ioc }) => ({ ...ioc, start: ioc.start + offset })));
  return [...hostOf(outer, url, context), ...inTail, ...innerUrls(outer, tail, context)];
}

/** Decoded text stands nowhere as it is: its place is the whole URL. */
function innerUrls({ text, start }: Ioc, tail: string, context: FindContext): readonly Ioc[] {
  return urls.find(decoded(tail), context, sign.url).flatMap(({ ioc }) => {
    const url = context.memo.read(Url, ioc.observable);
    const host = url === undefined ? [] : hostOf(ioc, url, context);
    return [ioc, ...host].map((one) => ({ ...one, text, start }));
  });
}

const addresses: Finder = {
  sign: sign.host,
  find: (text, context, signs) => hosts.find(text, context, signs).filter(({ ioc }) => ioc.type === 'ipv4'),
};

/** What follows the host. */
function tailOf(text: string): string {
  const from = text.search(/\/\/|\/\]|%2f%2f/i) + 2;
  const at = text.slice(from).search(/[/?#]|%2f/i);
  return at < 0 ? '' : text.slice(from + at);
}

function hostOf({ text, start, observable }: Ioc, url: Url, context: FindContext): Ioc[] {
  const entity = url.hostEntity();
  if (entity === undefined) return [];
  const authority = /^[a-z][\w+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(observable)?.[1] ?? '';
  const written = authority.replace(/^\[(.*)\]$/, '$1');
  const at = text.indexOf(written);
  const place = { text: at < 0 ? text : written, start: at < 0 ? start : start + at, observable: written, entity };
  if (entity.kind === 'IpAddress') return [iocOf({ type: entity.key.includes(':') ? 'ipv6' : 'ipv4', ...place })];
  return isPublicName(entity.key, context) ? [iocOf({ type: 'dns', ...place })] : [];
}

/** In a URL a name is a name, even one that would be taken for a file elsewhere. */
const isPublicName = (name: string, context: FindContext): boolean => hostAt(`x.${name}`, 0, context) !== undefined;
