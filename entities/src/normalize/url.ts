import type { Parsed } from '../parsed.ts';
import { accepted, refused } from '../parsed.ts';
import { normalizeDomain } from './domain.ts';
import { ipv4Number } from './ip.ts';

/**
 * Text → canonical URL by the WHATWG URL Standard (the runtime's `URL`): scheme and host in lower case,
 * international hosts in ASCII, default port dropped, `..` resolved, case of path and query kept, user and password
 * kept. As in browsers, an odd spelling of an IPv4 host (`http://2130706433/`) becomes the address it stands for.
 * A scheme with `//` is required; line breaks are refused, since `URL` would join the lines without a word.
 */
export function normalizeUrl(text: string): Parsed<string> {
  const trimmed = text.trim();
  if (trimmed === '') return refused('the text is empty');
  const problem = problemBefore(trimmed);
  if (problem !== undefined) return refused(problem);
  const url = URL.parse(trimmed);
  if (url === null) return refused(reasonAgainst(trimmed));
  return withCanonicalHost(url);
}

const control = /\p{Cc}/u;

function problemBefore(text: string): string | undefined {
  if (control.test(text)) return 'it contains a line break or another control character';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  const [, scheme] = /^([a-z][a-z0-9+-]*):(?!\d)/i.exec(text) ?? [];
  if (scheme !== undefined) return `'${scheme}:' is not followed by '//', so there is no host to ask about`;
  return text.startsWith('//')
    ? `it has no scheme; write 'http:${text}' if that is meant`
    : 'it has no scheme such as http://';
}

function reasonAgainst(text: string): string {
  const authority = text.slice(text.indexOf('://') + 3).split(/[/?#\\]/, 1)[0] ?? '';
  if (authority === '') return 'it has no host';
  const port = /:(\d+)$/.exec(authority)?.[1];
  if (port !== undefined && Number(port) > 65_535) return `${port} is not a port (0–65535)`;
  return `'${authority}' is not a host with an optional port`;
}

/** Brings the host into canonical form for every scheme; `URL` does it only for http, https, ws, wss, ftp and file. */
function withCanonicalHost(url: URL): Parsed<string> {
  if (url.hostname === '') return url.protocol === 'file:' ? accepted(url.href) : refused('it has no host');
  const host = canonicalHost(url.hostname);
  if (!host.ok) return host;
  if (host.value !== url.hostname) url.hostname = host.value;
  return accepted(url.href);
}

function canonicalHost(hostname: string): Parsed<string> {
  if (hostname.startsWith('[') || ipv4Number(hostname) >= 0) return accepted(hostname);
  const decoded = decodeHost(hostname);
  const domain = normalizeDomain(decoded, { unqualified: true });
  return domain.ok ? domain : refused(`its host '${decoded}' is neither an address nor a name: ${domain.reason}`);
}

function decodeHost(hostname: string): string {
  if (!hostname.includes('%')) return hostname;
  try {
    return decodeURIComponent(hostname);
  } catch {
    return hostname;
  }
}

/** The parts of a canonical URL. */
export interface UrlParts {
  readonly scheme: string;
  /** Name or address, without brackets; empty for `file:///…`. */
  readonly host: string;
  /** As written; undefined for the scheme's default. */
  readonly port: number | undefined;
  /** User and password before the host. */
  readonly hasCredentials: boolean;
  readonly path: string;
  /** Without the `?`; undefined when there is none. */
  readonly query: string | undefined;
  /** Without the `#`; undefined when there is none. */
  readonly fragment: string | undefined;
}

export function urlParts(canonical: string): UrlParts {
  const url = new URL(canonical);
  return {
    scheme: url.protocol.slice(0, -1),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? undefined : Number(url.port),
    hasCredentials: url.username !== '' || url.password !== '',
    path: url.pathname,
    query: url.search === '' ? undefined : url.search.slice(1),
    fragment: url.hash === '' ? undefined : url.hash.slice(1),
  };
}

/** The fragment stays with the reader and is never sent to the host (RFC 3986 §3.5). */
export function withoutFragment(canonical: string): string {
  const at = canonical.indexOf('#');
  return at < 0 ? canonical : canonical.slice(0, at);
}
