import { z } from 'zod';
import { defineEntity, entityAttribute, registerEntity } from './entity.ts';
import { IpAddress } from './ip-address.ts';
import type { DomainParts, DomainPartsOptions } from './normalize/domain.ts';
import {
  addressOfReverseName,
  domainParts,
  isPublicDomain,
  normalizeDomain,
  unicodeDomain,
} from './normalize/domain.ts';
import type { Parsed } from './parsed.ts';
import { accepted, originalBeside } from './parsed.ts';
import { refang } from './refang.ts';

/**
 * A name in the DNS. Key: the canonical name (lower case, ASCII, no final dot).
 * From text: also defanged, with a port (dropped; the original keeps it); a name of one label (`SERVER1`) is refused, since a text is only a guess at a name. As an
 * attribute of an alert it is kept, and is not public.
 */
export class Dns extends defineEntity({
  kind: 'Dns',
  aliases: ['dns', 'dnsresolve', 'dnsresolution', 'domain', 'domainname', 'fqdn'],
  description: 'A name in the DNS',
  attributes: {
    domainName: z.string(),
    ipAddresses: z.array(entityAttribute(() => IpAddress)).optional(),
    dnsServerIp: entityAttribute(() => IpAddress).optional(),
    hostIpAddress: entityAttribute(() => IpAddress).optional(),
  },
  primary: 'domainName',
  key: ({ domainName }) => domainName,
  canonical: (attributes) => {
    const { domainName } = attributes;
    const parsed = normalizeDomain(refang(domainName), { unqualified: true });
    if (!parsed.ok) return parsed;
    const original = originalBeside(attributes, domainName, parsed.value);
    return accepted({ ...attributes, domainName: parsed.value, ...original });
  },
  parseCanonical: parseName,
  isPublic: ({ domainName }) => isPublicDomain(domainName),
  endpoints: ({ domainName }) => [domainName, addressOfReverseName(domainName)],
}) {
  /** The name as people read it: `xn--bcher-kva.ch` → `bücher.ch`. */
  get unicodeName(): string {
    return unicodeDomain(this.domainName);
  }

  /** The name somebody registered (`example.co.uk`); undefined for a bare suffix or an unknown one. */
  get registeredDomain(): string | undefined {
    return domainParts(this.domainName).registeredDomain;
  }

  /** The ending under which names are registered (`co.uk`); undefined when it is not delegated. */
  get suffix(): string | undefined {
    return domainParts(this.domainName).suffix;
  }

  /** What stands before the registered domain (`www`); empty when nothing does. */
  get subdomain(): string {
    return domainParts(this.domainName).subdomain;
  }

  /** Suffix, registered domain and subdomain, with suffixes of companies (`github.io`) when asked for. */
  parts(options: DomainPartsOptions = {}): DomainParts {
    return domainParts(this.domainName, options);
  }
}

registerEntity(Dns);

function parseName(text: string): Parsed<{ readonly domainName: string }> {
  const parsed = normalizeDomain(refang(text).replace(/:\d{1,5}$/, ''));
  return parsed.ok ? accepted({ domainName: parsed.value }) : parsed;
}
