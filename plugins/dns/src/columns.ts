import { boolean, entity, list, number, text } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';

const ttl = number('How long the record may be kept', { unit: 'seconds', range: [0, 4_294_967_295] });
const resolver = text('Who was asked: addresses of name servers, or the host of a service');
const isAuthentic = boolean('Whether the resolver says that it has checked the signatures (DNSSEC)');

export const resolveColumns = {
  name: entity(Dns, 'The name that was asked about'),
  address: entity(IpAddress, 'An address of the name'),
  recordType: text('`A` or `AAAA`'),
  isPublic: boolean('Whether the address is on the Internet: a public name that leads inside is worth a look'),
  canonicalName: entity(Dns, 'The name at the end of the aliases, whose address it is'),
  aliases: list('Names on the way, in order, from the name itself to the last before `canonicalName`'),
  ttl,
  isAuthentic,
  resolver,
};

export const recordColumns = {
  name: entity(Dns, 'The name that was asked about'),
  owner: text('Whose record it is: the name, or one that its aliases lead to'),
  recordType: text('`A`, `MX`, `TXT` …'),
  value: text('What the record holds, as in a zone file; strings of a TXT record put together'),
  address: entity(IpAddress, 'The address it holds', { nullWhen: 'it is of another type than A and AAAA' }),
  target: entity(Dns, 'The name it leads to', { nullWhen: 'it leads to none' }),
  priority: number('Which is tried first: the lower', {
    range: [0, 65_535],
    nullWhen: 'it is of another type than MX and SRV',
  }),
  ttl,
  isAuthentic,
  resolver,
};

export const resolvableColumns = {
  name: entity(Dns, 'The name that was asked about'),
  isResolvable: boolean('Whether the name has an address now'),
  exists: boolean('Whether the name exists, with an address or without'),
  addresses: list('Its addresses'),
  resolver,
};

export const reverseColumns = {
  hostname: entity(Dns, 'A name the address says it has: whoever holds the address says so, and nobody checks'),
  isConfirmed: boolean('Whether the name leads back to the address', { nullWhen: 'the option `confirm` is off' }),
  ttl,
  isAuthentic,
  resolver,
};
