import { z } from 'zod';
import { isPublicAddress } from './address-scope.ts';
import { Dns } from './dns.ts';
import type { EntityEdge } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { IpAddress } from './ip-address.ts';
import { isPublicDomain } from './normalize/domain.ts';
import { normalizeIp } from './normalize/ip.ts';
import { normalizeUrl, urlParts, withoutFragment } from './normalize/url.ts';
import type { Parsed } from './parsed.ts';
import { accepted, originalBeside } from './parsed.ts';
import { refang } from './refang.ts';

/**
 * A URL with a host. Key: the canonical URL without its fragment, which is never sent to the host (RFC 3986 §3.5).
 * From text: also defanged; a scheme with `//` is required, since `example.com/x` over http and https are two things.
 */
export class Url extends defineEntity({
  kind: 'Url',
  aliases: ['url', 'uri', 'link'],
  description: 'A URL',
  attributes: {
    /** Canonical, fragment kept. */
    url: z.string(),
    detonationVerdict: z.string().optional(),
  },
  primary: 'url',
  key: ({ url }) => withoutFragment(url),
  canonical: (attributes) => {
    const parsed = normalizeUrl(refang(attributes.url));
    if (!parsed.ok) return parsed;
    const original = originalBeside(attributes, attributes.url, parsed.value);
    return accepted({ ...attributes, url: parsed.value, ...original });
  },
  parseCanonical: parseUrl,
  // A file is on this machine or on a share of the own network, whatever the host is called.
  isPublic: ({ url }) => {
    const { scheme, host } = urlParts(url);
    return scheme !== 'file' && isPublicHost(host);
  },
  endpoints: ({ url }) => [urlParts(url).host],
}) {
  /** Lower case, without the colon. */
  get scheme(): string {
    return urlParts(this.url).scheme;
  }

  /** Name or address, without brackets or port; empty for `file:///…`. */
  get host(): string {
    return urlParts(this.url).host;
  }

  /** Undefined for the scheme's default. */
  get port(): number | undefined {
    return urlParts(this.url).port;
  }

  get path(): string {
    return urlParts(this.url).path;
  }

  /** Without the `?`; undefined when there is none. */
  get query(): string | undefined {
    return urlParts(this.url).query;
  }

  /** Without the `#`; undefined when there is none. */
  get fragment(): string | undefined {
    return urlParts(this.url).fragment;
  }

  /** Whether a user or a password stands before the host: often bait, sometimes a secret that must not be passed on. */
  get hasCredentials(): boolean {
    return urlParts(this.url).hasCredentials;
  }

  /** The host as an entity; undefined for an unqualified name (`intranet`) and for `file:///…`. */
  hostEntity(): IpAddress | Dns | undefined {
    const { host } = this;
    const address = IpAddress.parse(host);
    if (address.ok) return address.value;
    const name = Dns.parse(host);
    return name.ok ? name.value : undefined;
  }

  override edges(): EntityEdge[] {
    const target = this.hostEntity();
    return target === undefined ? super.edges() : [{ name: 'host', target }, ...super.edges()];
  }
}

registerEntity(Url);

function parseUrl(text: string): Parsed<{ readonly url: string }> {
  const parsed = normalizeUrl(refang(text));
  return parsed.ok ? accepted({ url: parsed.value }) : parsed;
}

function isPublicHost(host: string): boolean {
  const address = normalizeIp(host);
  return address.ok ? isPublicAddress(address.value.address) : isPublicDomain(host);
}
