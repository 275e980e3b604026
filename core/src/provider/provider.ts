import { z } from 'zod';
import { PivotKitError } from '../error/pivotkit-error.ts';
import { noAuth, type Auth } from './auth.ts';

/** A service asked over HTTP, as its plugin's author describes it. */
export interface HttpProvider<State = unknown> {
  /** As people know it. */
  readonly name: string;
  /** Where its paths begin, such as `https://www.virustotal.com/api/v3`. */
  readonly baseUrl: string;
  /** The hosts that may be asked; nothing is sent anywhere else. */
  readonly hosts: readonly string[];
  /** Replaces `baseUrl`: at one of `hosts`, or on this machine. */
  readonly configuredBaseUrl: (state: State) => string | undefined;
  readonly auth: Auth<State>;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** HTTP statuses that say: asked, and nothing known. */
  readonly notFound: readonly number[];
  /** Shape of the JSON that comes with them. */
  readonly notFoundReply: z.ZodType;
  /** HTTP statuses that say: too many requests. */
  readonly throttled: readonly number[];
}

export interface HttpProviderOptions<State> {
  readonly name: string;
  readonly baseUrl: string;
  readonly hosts: readonly string[];
  configuredBaseUrl?(state: State): string | undefined;
  /** Default: no credentials. */
  readonly auth?: Auth<State>;
  /** Default: `accept: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: none, so that a wrong path does not read as an answer. */
  readonly notFound?: readonly number[];
  /** Shape of the JSON that must come with them, so that a wrong path or a proxy's page is no answer. Default: anything. */
  readonly notFoundReply?: z.ZodType;
  /** Default: 429. */
  readonly throttled?: readonly number[];
}

/** Describes a service asked over HTTP. @throws EGRESS_REFUSED when `baseUrl` is not https at one of `hosts` */
export function httpProvider<State = unknown>(options: HttpProviderOptions<State>): HttpProvider<State> {
  const provider: HttpProvider<State> = {
    name: options.name,
    baseUrl: options.baseUrl,
    hosts: options.hosts,
    configuredBaseUrl: (state) => options.configuredBaseUrl?.(state),
    auth: options.auth ?? noAuth,
    headers: { accept: 'application/json', ...options.headers },
    notFound: options.notFound ?? [],
    notFoundReply: options.notFoundReply ?? z.unknown(),
    throttled: options.throttled ?? [429],
  };
  requireAllowed(provider, new URL(provider.baseUrl));
  return provider;
}

/** Schema of a setting that replaces a provider's base URL: https at one of its hosts, or http(s) on this machine. */
export const baseUrlAt = (hosts: readonly string[]): z.ZodString =>
  z.string().refine((text) => URL.canParse(text) && isAllowed(hosts, new URL(text)), {
    error: `is not an https:// URL at ${hosts.join(' or ')}, nor a URL on this machine`,
  });

/** @throws EGRESS_REFUSED when the URL leads anywhere but to the provider's hosts over https, or to this machine */
export function requireAllowed({ name, hosts }: Pick<HttpProvider, 'name' | 'hosts'>, url: URL): void {
  if (!isAllowed(hosts, url)) throw new PivotKitError('EGRESS_REFUSED', { provider: name, origin: url.origin, hosts });
}

function isAllowed(hosts: readonly string[], url: URL): boolean {
  if (isLoopback(url.hostname)) return url.protocol === 'http:' || url.protocol === 'https:';
  return url.protocol === 'https:' && url.username === '' && hosts.includes(url.host);
}

/** 127.0.0.0/8, ::1 and the name that stands for them (RFC 6761 §6.3). */
const isLoopback = (hostname: string): boolean => /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);
