import { definePivot, entity, time, type Call } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { facetOptions, type FacetOptions } from '../options.ts';
import { facetAsks } from '../sources.ts';
import { askFacet } from './ask-facet.ts';

const nullWhen = 'the source does not say';

export const subdomains = definePivot({
  name: 'ti.subdomains',
  description: 'Names below a name that sources know of',
  from: [Dns],
  rowsPerInput: 'many',
  columns: {
    dns: entity(Dns, 'The name below it', { nullWhen: 'the source gave no row' }),
    firstSeenAt: time('When it was first seen', { nullWhen }),
    lastSeenAt: time('When it was last seen', { nullWhen }),
    ...sourceColumns,
  },
  options: facetOptions,
  sharing: { reaches: 'nobody' },
  examples: ["await Dns.ti.subdomains('example.com')"],
  asks: facetAsks('subdomains', 'ti.subdomains'),
  lookup: (inputs: readonly Dns[], call: Call<FacetOptions, State>) => askFacet('subdomains', inputs, call),
});
