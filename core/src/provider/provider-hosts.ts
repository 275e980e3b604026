import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';

/** Where a provider may be asked. */
export interface ProviderHosts {
  readonly name: string;
  /** With port, where it is not that of https. */
  readonly hosts: readonly string[];
}

/** Schema of a setting that replaces a provider's base URL: https at one of its hosts, or http(s) on this machine. */
export const baseUrlAt = (hosts: readonly string[]): z.ZodString =>
  z.string().refine((text) => URL.canParse(text) && isAllowed(hosts, new URL(text)), {
    error: `is not an https:// URL at ${hosts.join(' or ')}, nor a URL on this machine`,
  });

/** @throws EGRESS_REFUSED when the URL leads anywhere but to the provider's hosts over https, or to this machine */
export function requireAllowed({ name, hosts }: ProviderHosts, url: URL): void {
  if (!isAllowed(hosts, url)) throw new PivotKitError('EGRESS_REFUSED', { provider: name, origin: url.origin, hosts });
}

/**
 * Where a link in a reply leads, such as one to the next page: on at the same place, or to the provider's hosts over
 * https. Unlike a base URL it cannot lead to this machine. @throws EGRESS_REFUSED
 */
export function followedLink({ name, hosts }: ProviderHosts, link: string, from: URL): URL {
  const target = new URL(link, from);
  const isSafe = target.username === '' && target.password === '';
  if (isSafe && (target.origin === from.origin || isDeclared(hosts, target))) return target;
  // `URL.origin` is `null` for schemes such as file:.
  throw new PivotKitError('EGRESS_REFUSED', { provider: name, origin: `${target.protocol}//${target.host}`, hosts });
}

function isAllowed(hosts: readonly string[], url: URL): boolean {
  if (isLoopback(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
  return url.username === '' && isDeclared(hosts, url);
}

const isDeclared = (hosts: readonly string[], url: URL): boolean =>
  url.protocol === 'https:' && hosts.includes(url.host);

/** 127.0.0.0/8, ::1 and the name that stands for them (RFC 6761 §6.3). */
const isLoopback = (hostname: string): boolean => /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);
