import { PivotKitError } from '../error/pivotkit-error.ts';
import type { HttpReply, HttpRequest, Transport } from './http.ts';

/** RFC 9110 §15.4; 300 and 304 name no other place to ask. */
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

const maxRedirects = 3;

/** What a request may tell a host that it was not made for. Everything else may be a credential. */
const harmlessHeaders = new Set(['accept', 'accept-language', 'user-agent']);

/**
 * Follows redirects of GET requests, at most 3 in a row, to the hosts the request allows, over https, or to public
 * addresses where it is to be resolved, checked and pinned. Only harmless headers go to another host. A redirect that
 * is not followed is the reply.
 * @throws EGRESS_REFUSED when a redirect leads anywhere else
 */
export const withRedirects =
  (next: Transport): Transport =>
  async (request) => {
    let current = request;
    for (let redirects = 0; ; redirects += 1) {
      const reply = await next(current);
      const target = redirects < maxRedirects ? targetOf(reply, current) : undefined;
      if (target === undefined) return reply;
      requireFollowed(request, target);
      current = { ...current, url: target, headers: headersFor(current, target) };
    }
  };

function targetOf({ status, headers }: HttpReply, request: HttpRequest): URL | undefined {
  const { method = 'GET', allowedHosts, resolveCheckPin = false, url } = request;
  const { location } = headers;
  if (method !== 'GET' || !redirectStatuses.has(status)) return undefined;
  if (allowedHosts === undefined && !resolveCheckPin) return undefined;
  return location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
}

function requireFollowed({ url, allowedHosts, resolveCheckPin = false }: HttpRequest, target: URL): void {
  if (isAllowed(url, target, allowedHosts ?? [])) return;
  if (allowedHosts === undefined && resolveCheckPin && /^https?:$/.test(target.protocol)) return;
  const hosts = allowedHosts ?? ['public addresses'];
  throw new PivotKitError('EGRESS_REFUSED', { provider: url.host, origin: originOf(target), hosts });
}

/** This machine may lead to itself, as a stand-in for a service does; a service may not lead to this machine. */
const isAllowed = (from: URL, target: URL, allowedHosts: readonly string[]): boolean =>
  target.username === '' &&
  (target.origin === from.origin || (target.protocol === 'https:' && allowedHosts.includes(target.host)));

/** `URL.origin` is `null` for schemes such as file: and gopher:. */
const originOf = ({ protocol, host }: URL): string => `${protocol}//${host}`;

function headersFor({ url, headers = {} }: HttpRequest, target: URL): Record<string, string> {
  const isSame = target.origin === url.origin;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => isSame || harmlessHeaders.has(name.toLowerCase())),
  );
}
