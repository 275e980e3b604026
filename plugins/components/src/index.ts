import {
  boolean,
  definePivot,
  definePlugin,
  entity,
  found,
  notSupported,
  number,
  text,
  type LookupResult,
  type RowInput,
} from '@pivotkit/core';
import { Dns, Host, IpAddress, Url, isPublicDomain } from '@pivotkit/entities';
import { z } from 'zod';

const urlColumns = {
  scheme: text('Scheme in lower case, without the colon'),
  host: text('Name or address, without brackets and port; empty where the URL has none'),
  domain: entity(Dns, 'The host, where it is a name of the DNS', {
    nullWhen: 'it is an address or an unqualified name',
  }),
  address: entity(IpAddress, 'The host, where it is an address', { nullWhen: 'it is a name' }),
  port: number('Port', { unit: 'port', range: [0, 65_535], nullWhen: "it is the scheme's default" }),
  path: text('Path, encoded as it is sent'),
  query: text('What stands after `?`', { nullWhen: 'there is none' }),
  fragment: text('What stands after `#`, which is never sent', { nullWhen: 'there is none' }),
  hasCredentials: boolean('Whether a user or a password stands before the host; neither is shown'),
};

const domainColumns = {
  name: entity(Dns, 'The name that was taken apart'),
  subdomain: text('What stands before the registered domain; empty where nothing does'),
  label: text('The registered domain without its suffix', {
    nullWhen: 'it is a bare suffix, or the suffix is unknown',
  }),
  registeredDomain: entity(Dns, 'The name somebody registered', {
    nullWhen: 'it is a bare suffix, or the suffix is unknown',
  }),
  suffix: text('The ending under which names are registered', { nullWhen: 'it is not on the Public Suffix List' }),
  isKnownSuffix: boolean('Whether the ending is delegated: a name without is no name of the Internet'),
  isPublic: boolean('Whether the name can exist in the public DNS'),
  unicodeName: text('The name as people read it'),
};

/** The parts of a URL. Tells nobody. Rows: n → n, order kept. */
export const urlParts = definePivot({
  name: 'components.url',
  description: 'The parts of a URL: scheme, host, port, path, query, fragment',
  from: [Url],
  shortcut: 'urlComponents',
  rowsPerInput: 'at-most-one',
  columns: urlColumns,
  sharing: { reaches: 'nobody' },
  examples: ["await Url.components.url('https://example.com/a?b=c#d')"],
  lookup: (inputs) => inputs.map(partsOfUrl),
});

function partsOfUrl(url: Url): LookupResult<RowInput<typeof urlColumns>> {
  const { scheme, host, port, path, query, fragment, hasCredentials } = url;
  const target = url.hostEntity();
  return found({
    scheme,
    host,
    domain: target instanceof Dns ? target.domainName : null,
    address: target instanceof IpAddress ? target.address : null,
    port: port ?? null,
    path,
    query: query ?? null,
    fragment: fragment ?? null,
    hasCredentials,
  });
}

/** The parts of a name, by the Public Suffix List. Tells nobody. Rows: n → n, order kept. */
export const domainParts = definePivot({
  name: 'components.domain',
  description: 'The parts of a name: subdomain, registered domain, suffix, and whether that suffix exists',
  from: [Dns, Host, Url],
  shortcut: 'dnsComponents',
  rowsPerInput: 'at-most-one',
  columns: domainColumns,
  options: z.strictObject({
    /** Also cut at suffixes of companies that hand out names, such as `github.io`. */
    privateSuffixes: z.boolean().default(false),
  }),
  sharing: { reaches: 'nobody' },
  examples: ["await Dns.components.domain('www.example.co.uk')"],
  lookup: (inputs, { options }) => inputs.map((input) => partsOfName(nameOf(input), options)),
});

function nameOf(input: Dns | Host | Url): Dns | undefined {
  if (input instanceof Dns) return input;
  if (input instanceof Url) {
    const host = input.hostEntity();
    return host instanceof Dns ? host : undefined;
  }
  const read = Dns.parse(input.fqdn ?? '');
  return read.ok ? read.value : undefined;
}

function partsOfName(
  name: Dns | undefined,
  options: { readonly privateSuffixes: boolean },
): LookupResult<RowInput<typeof domainColumns>> {
  if (name === undefined) return notSupported('it has an address or an unqualified name in place of a name of the DNS');
  const { suffix, registeredDomain, subdomain } = name.parts(options);
  return found({
    name: name.domainName,
    subdomain,
    label: registeredDomain?.slice(0, -1 - (suffix?.length ?? 0)) ?? null,
    registeredDomain: registeredDomain ?? null,
    suffix: suffix ?? null,
    isKnownSuffix: suffix !== undefined,
    isPublic: isPublicDomain(name.domainName),
    unicodeName: name.unicodeName,
  });
}

/** Takes URLs and names apart. */
export const components = definePlugin({
  name: 'components',
  version: '0.1.0',
  description: 'The parts of URLs and names, by the standards and the Public Suffix List',
  pivots: [urlParts, domainParts],
});
