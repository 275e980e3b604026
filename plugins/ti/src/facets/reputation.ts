import { definePivot, list, number, object, text, time, type Call } from '@pivotkit/core';
import { Dns, File, FileHash, IpAddress, Unknown, Url, type Entity } from '@pivotkit/entities';
import { sourceColumns } from '../columns.ts';
import type { State } from '../config.ts';
import { facetOptions, type FacetOptions } from '../options.ts';
import { facetAsks } from '../sources.ts';
import { askFacet } from './ask-facet.ts';

const nullWhen = 'the source does not say';

export const reputation = definePivot({
  name: 'ti.reputation',
  description: 'Opinions of sources about an address, domain, URL, file or hash, a row for each that a source has',
  from: [IpAddress, Dns, Url, File, FileHash, Unknown],
  rowsPerInput: 'many',
  columns: {
    judgement: text('malicious, suspicious, benign, or unknown', { nullWhen: 'the source gave no row' }),
    severity: text('high, warning, information or unknown', { nullWhen: 'the source gave no row' }),
    score: number("The source's own number", { unit: 'as the source counts', nullWhen }),
    scale: list('What the source means by harmless and by worst', { nullWhen }),
    confidence: number('How sure the source is', { range: [0, 100], nullWhen }),
    reliability: text('Admiralty code of the source, A to F', { nullWhen: 'the source gave no row' }),
    reasons: list('Why the source thinks so', { nullWhen }),
    details: object('What people want to see at a glance', { nullWhen }),
    formedAt: time('When the opinion was formed', { nullWhen }),
    reference: text('Page about it, for people', { nullWhen }),
    ...sourceColumns,
  },
  options: facetOptions,
  sharing: { reaches: 'nobody' },
  examples: ["await IpAddress.ti.reputation('8.8.8.8')"],
  asks: facetAsks('reputation', 'ti.reputation'),
  lookup: (inputs: readonly Entity[], call: Call<FacetOptions, State>) => askFacet('reputation', inputs, call),
});
