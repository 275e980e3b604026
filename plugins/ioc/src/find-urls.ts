import { refang, Url } from '@pivotkit/entities';
import { findEmails } from './find-emails.ts';
import { findHashes } from './find-hashes.ts';
import { findHosts, hostAt } from './find-hosts.ts';
import { findIpv6 } from './find-ipv6.ts';
import { iocOf, type Finding, type FindOptions } from './finding.ts';
import type { Ioc } from './types.ts';

const scheme = String.raw`(?:h[tx*_]{2}ps?|s?f[tx*_]ps?|wss?|ldaps?|telnet|file|ssh|smb|tcp|udp|rtmp|gopher)`;
const separator = String.raw`(?:(?::|\[:\]|\(:\))(?:\/\/|\[\/\/\]|\[\/\]\[\/\])|\[:\/\/\]|\(:\/\/\)|%3a%2f%2f)`;
/** Longer ones exist as data, not as what anybody looks up. */
const maxLength = 8192;
const stop = String.raw`\s"<>\x60|^\\\x00-\x1f\u2018-\u201f\u3000-\u3003\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1b\uff1f`;

const urlPattern = new RegExp(
  String.raw`(?<![a-z0-9])(${scheme})(${separator})((?:[^${stop}]|\\\.){1,${maxLength}})`,
  'gi',
);
const nextUrl = new RegExp(String.raw`[,;](?=${scheme}${separator})`, 'i');

/** URLs with a host, of the schemes people report. */
export function findUrls(text: string, options: FindOptions): Finding[] {
  if (!/\/\/|\/\]|%2f%2f/i.test(text)) return [];
  return Array.from(text.matchAll(urlPattern)).flatMap((match) => {
    const { 0: whole, 1: given = '', 2: between = '', index: start } = match;
    const written = trimmed(whole, text[start - 1]);
    const isEncoded = between.startsWith('%');
    const plain = refang(isEncoded ? decoded(written) : written);
    const parsed = Url.parse(plain);
    if (!parsed.ok || written.length <= given.length + between.length) return [];
    const ioc = iocOf({ type: 'url', text: written, start, observable: plain, entity: parsed.value });
    return { ioc, inner: () => insideUrl(ioc, parsed.value, options) };
  });
}

/** Cuts off what belongs to the sentence or to the quotes around a URL. */
function trimmed(written: string, before: string | undefined): string {
  const quoted = before === "'" ? written.split("'", 1)[0] : written;
  const one = (quoted ?? written).split(nextUrl, 1)[0] ?? written;
  return withoutTrailing(one);
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

/** Host, addresses and hashes in the path, and a URL in the parameters. */
function insideUrl(outer: Ioc, url: Url, options: FindOptions): Ioc[] {
  const { text, start } = outer;
  const from = text.search(/\/\/|%2f%2f/i);
  const hostIoc = hostOf(outer, url, options);
  const tail = tailOf(text, from);
  const offset = start + text.length - tail.length;
  const loose = [...findIpv6(tail), ...findHashes(tail), ...addresses(tail, options), ...findEmails(tail, options)];
  const moved = loose.map(({ ioc }) => ({ ...ioc, start: ioc.start + offset }));
  const tailUrls = findUrls(decoded(tail), options).flatMap(({ ioc, inner }) => [ioc, ...inner()]);
  return [...hostIoc, ...moved, ...tailUrls.map((ioc) => ({ ...ioc, start }))];
}

const addresses = (text: string, options: FindOptions): Finding[] =>
  findHosts(text, options).filter(({ ioc }) => ioc.type === 'ipv4');

/** What follows the host. */
function tailOf(text: string, from: number): string {
  const at = text.slice(from + 2).search(/[/?#]|%2f/i);
  return at < 0 ? '' : text.slice(from + 2 + at);
}

function hostOf({ text, start, observable }: Ioc, url: Url, options: FindOptions): Ioc[] {
  const host = url.hostEntity();
  if (host === undefined) return [];
  const authority = /^[a-z][\w+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(observable)?.[1] ?? '';
  const written = authority.replace(/^\[(.*)\]$/, '$1');
  const at = text.indexOf(written);
  const place = { text: at < 0 ? text : written, start: at < 0 ? start : start + at };
  if (host.kind === 'IpAddress') {
    const type = host.key.includes(':') ? 'ipv6' : 'ipv4';
    return [iocOf({ type, ...place, observable: written === '' ? host.key : written, entity: host })];
  }
  const named = hostAt(host.key, 0, { before: '', ...options });
  const isFile = named === undefined && url.scheme !== 'file' && !options.ignoreTlds && !isKnown(host.key, options);
  return isFile ? [] : [iocOf({ type: 'dns', ...place, observable: written, entity: host })];
}

/** In a URL a name is a name, even one that would be taken for a file elsewhere. */
const isKnown = (name: string, options: FindOptions): boolean =>
  hostAt(`x.${name}`, 0, { before: '', ...options }) !== undefined;
