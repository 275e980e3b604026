import { definePivot, definePlugin, failed, found } from '@pivotkit/core';
import type { LookupResult, RowInput } from '@pivotkit/core';
import { addressBlock, IpAddress, isPublicAddress } from '@pivotkit/entities';
import { columns } from './columns.ts';

/**
 * What an address is for, by the registries of IANA. Tells nobody. Rows: n → n, order kept.
 */
export const scope = definePivot({
  name: 'ip.scope',
  description: 'What an address is for: public, private, loopback, documentation …, with the RFC that says so',
  from: [IpAddress],
  shortcut: 'ipType',
  rowsPerInput: 'at-most-one',
  columns,
  sharing: { reaches: 'nobody' },
  examples: ["IpAddress.ip.scope('10.0.0.1')", "IpAddress.ipType(['8.8.8.8', 'fe80::1'])"],
  lookup: (addresses) => addresses.map(scopeOf),
});

export const ip = definePlugin({
  name: 'ip',
  version: '0.1.0',
  description: 'What addresses are for, by the registries of IANA',
  pivots: [scope],
});

function scopeOf(address: IpAddress): LookupResult<RowInput<typeof columns>> {
  const block = addressBlock(address.address);
  if (block === undefined) return failed('INTERNAL', { problem: `no block holds ${address.address}` });
  return found({
    version: address.version,
    scope: block.scope,
    isPublic: isPublicAddress(address.address),
    embeddedIpv4: address.embeddedIpv4?.key ?? null,
    block: block.prefix,
    reference: block.source,
  });
}
