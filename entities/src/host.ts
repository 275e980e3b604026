import { z } from 'zod';
import { osFamilyAttribute } from './attribute-schemas.ts';
import type { AttributesOut, Parsed } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, given, strong, strongest, weak } from './identifier.ts';
import { isPublicDomain } from './normalize/domain.ts';
import { accepted, refused } from './parsed.ts';

const attributes = {
  /** Name without domain. A qualified name given here is split into `hostName` and `dnsDomain`. */
  hostName: z.string().optional(),
  dnsDomain: z.string().optional(),
  ntDomain: z.string().optional(),
  netBiosName: z.string().optional(),
  /** Azure resource id of a virtual machine. */
  azureId: z.string().optional(),
  omsAgentId: z.string().optional(),
  deviceId: z.string().optional(),
  osFamily: osFamilyAttribute.optional(),
  osVersion: z.string().optional(),
  isDomainJoined: z.boolean().optional(),
};
type HostAttributes = AttributesOut<typeof attributes>;

/**
 * A computer. Key: qualified name, else Azure id, agent id, device id, else the bare name; names in lower case.
 * The qualified name comes first since it is what logs and people write; a bare name is last since it repeats.
 * Public where its qualified name can exist in the public DNS; a bare name is internal.
 */
export class Host extends defineEntity({
  kind: 'Host',
  aliases: ['host', 'machine', 'computer', 'device'],
  description: 'A computer',
  attributes,
  primary: 'hostName',
  identifiers,
  key: (host) => strongest(identifiers(host)),
  canonical: (host) => ({ ok: true, value: splitName(host) }),
  parse: parseHost,
  isPublic: (host) => isPublicDomain(folded(qualifiedName(host)) ?? ''),
  endpoints: (host) => [folded(qualifiedName(host))],
}) {
  /** `host.domain` as written, undefined when the domain is not known. */
  get fqdn(): string | undefined {
    return qualifiedName(this);
  }

  /** The best name there is: qualified, bare, NetBIOS. */
  get fullName(): string | undefined {
    return this.fqdn ?? given(this.hostName) ?? given(this.netBiosName);
  }

  override toString(): string {
    return this.fullName ?? this.key;
  }
}

registerEntity(Host);

function identifiers(host: HostAttributes) {
  return [
    strong('fqdn', folded(qualifiedName(host))),
    strong('azureId', folded(host.azureId)),
    strong('omsAgentId', folded(host.omsAgentId)),
    strong('deviceId', folded(host.deviceId)),
    weak('hostName', folded(host.hostName)),
    weak('netBiosName', folded(host.netBiosName)),
  ];
}

function qualifiedName({ hostName, dnsDomain }: HostAttributes): string | undefined {
  const name = given(hostName);
  const domain = given(dnsDomain);
  return name === undefined || domain === undefined ? undefined : `${name}.${domain}`;
}

function splitName(host: HostAttributes): HostAttributes {
  const name = given(host.hostName)?.replace(/\.$/, '');
  const dot = name?.indexOf('.') ?? -1;
  if (name === undefined || dot < 1) return host;
  const [bare, domain] = [name.slice(0, dot), name.slice(dot + 1)];
  const known = given(host.dnsDomain);
  if (known !== undefined && known.toLowerCase() !== domain.toLowerCase()) return host;
  return { ...host, hostName: bare, dnsDomain: known ?? domain };
}

const label = /^[\p{L}\p{N}_]([\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}_])?\$?$/u;

/** `srv01.contoso.com`, `SRV01`, `\\SRV01`, `CONTOSO\SRV01`. */
function parseHost(text: string): Parsed<HostAttributes> {
  const trimmed = text.trim().replace(/^\\\\/, '').replace(/\.$/, '');
  const [name = '', ntDomain, ...rest] = trimmed.split('\\').toReversed();
  if (trimmed === '') return refused('the text is empty');
  if (/^\d[\d.]*\.[\d.]*$/.test(name)) return refused('that is the form of an IP address');
  if (rest.length > 0 || ![name, ntDomain ?? name].every(isName))
    return refused('a host name is letters, digits and hyphens in labels of 1 to 63, parted by dots');
  const [hostName = name, ...domain] = name.split('.');
  const dnsDomain = domain.length > 0 ? { dnsDomain: domain.join('.') } : {};
  return accepted({ hostName, ...dnsDomain, ...(ntDomain === undefined ? {} : { ntDomain }) });
}

const isName = (name: string): boolean => name.length <= 253 && name.split('.').every((part) => label.test(part));
