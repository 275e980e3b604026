import { definePivot, list, text, time, type Call } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { facetOptions, type FacetOptions } from '../options.ts';
import { facetAsks } from '../sources.ts';
import { askFacet } from './ask-facet.ts';

const nullWhen = 'the source does not say';

export const whois = definePivot({
  name: 'ti.whois',
  description: 'Who holds a name or an address, as each source has it',
  from: [Dns, IpAddress],
  rowsPerInput: 'many',
  columns: {
    registrar: text('Where it was registered', { nullWhen }),
    registrant: text('Who registered it', { nullWhen }),
    country: text('Country of the holder', { nullWhen }),
    createdAt: time('When it was registered', { nullWhen }),
    updatedAt: time('When the entry was changed', { nullWhen }),
    expiresAt: time('When the registration ends', { nullWhen }),
    nameServers: list('Its name servers', { nullWhen }),
    emails: list('Mail addresses in the entry', { nullWhen }),
    abuseContact: text('Where to report abuse', { nullWhen }),
    statuses: list('Statuses of the registration', { nullWhen }),
    ...sourceColumns,
  },
  options: facetOptions,
  sharing: { reaches: 'nobody' },
  examples: ["await Dns.ti.whois('example.com')"],
  asks: facetAsks('whois', 'ti.whois'),
  lookup: (inputs: readonly (Dns | IpAddress)[], call: Call<FacetOptions, State>) => askFacet('whois', inputs, call),
});
