import { definePivot, list, text, time, type Call } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { facetOptions, type FacetOptions } from '../options.ts';
import { facetAsks } from '../sources.ts';
import { askFacet } from './ask-facet.ts';

const nullWhen = 'the source does not say';

export const certificates = definePivot({
  name: 'ti.certificates',
  description: 'Certificates that sources saw at an address or name',
  from: [IpAddress, Dns],
  rowsPerInput: 'many',
  columns: {
    sha1: text('SHA-1 of the certificate', { nullWhen }),
    sha256: text('SHA-256 of the certificate', { nullWhen }),
    serialNumber: text('Its serial number', { nullWhen }),
    subject: text('Whom it is for', { nullWhen }),
    issuer: text('Who issued it', { nullWhen }),
    notBefore: time('From when it is valid', { nullWhen }),
    notAfter: time('Until when it is valid', { nullWhen }),
    names: list('Names it is for', { nullWhen }),
    firstSeenAt: time('When it was first seen', { nullWhen }),
    lastSeenAt: time('When it was last seen', { nullWhen }),
    ...sourceColumns,
  },
  options: facetOptions,
  sharing: { reaches: 'nobody' },
  examples: ["await Dns.ti.certificates('www.example.com')"],
  asks: facetAsks('certificates', 'ti.certificates'),
  lookup: (inputs: readonly (IpAddress | Dns)[], call: Call<FacetOptions, State>) =>
    askFacet('certificates', inputs, call),
});
