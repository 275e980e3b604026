import { definePivot, entity, text, time, type Call } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { facetOptions, type FacetOptions } from '../options.ts';
import { facetAsks } from '../sources.ts';
import { askFacet } from './ask-facet.ts';

const nullWhen = 'the source does not say';

export const resolutions = definePivot({
  name: 'ti.resolutions',
  description: 'Names that led to an address, or where a name led, as the sources of passive DNS saw it',
  from: [IpAddress, Dns],
  rowsPerInput: 'many',
  columns: {
    dns: entity(Dns, 'The name', { nullWhen: 'the source gave no row' }),
    ipAddress: entity(IpAddress, 'Where it led', { nullWhen: 'it led to no address, or the source gave no row' }),
    recordType: text('A, AAAA, CNAME …', { nullWhen }),
    value: text('What the record held', { nullWhen: 'it is the address, or the source gave no row' }),
    firstSeenAt: time('When it was first seen', { nullWhen }),
    lastSeenAt: time('When it was last seen', { nullWhen }),
    ...sourceColumns,
  },
  options: facetOptions,
  sharing: { reaches: 'nobody' },
  examples: ["await Dns.ti.resolutions('www.example.com')"],
  asks: facetAsks('resolutions', 'ti.resolutions'),
  lookup: (inputs: readonly (IpAddress | Dns)[], call: Call<FacetOptions, State>) =>
    askFacet('resolutions', inputs, call),
});
