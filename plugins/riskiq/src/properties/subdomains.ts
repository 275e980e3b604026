import { entity, entityKey, instantOf, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { z } from 'zod';
import { property } from '../property.ts';
import { collection, collectionOf, hostRef, legacyAt, text } from '../replies.ts';

export const subdomains = property({
  name: 'riskiq.subdomains',
  description: 'Names below a domain',
  from: [Dns],
  examples: ["await Dns.riskiq.subdomains('example.com')"],
  rowsPerInput: 'many',
  columns: {
    dns: entity(Dns, 'The name'),
    firstSeenAt: time('When it was first seen', { nullWhen: 'the service does not say' }),
  },
  facets: { subdomains: (row) => row },
  graph: {
    request: collectionOf('subdomains'),
    reply: collection(z.object({ host: hostRef, firstSeenDateTime: text })),
    rows: ({ value }) =>
      value.flatMap(({ host, firstSeenDateTime }) => {
        const id = host?.id ?? '';
        return id === '' ? [] : [{ dns: entityKey(Dns, id) ?? id, firstSeenAt: instantOf(firstSeenDateTime) }];
      }),
  },
  legacy: {
    request: legacyAt('enrichment/subdomains'),
    // What stands before the domain alone.
    reply: z.object({ subdomains: z.array(z.string().min(1)) }),
    rows: ({ subdomains: labels }, host) => labels.map((label) => ({ dns: `${label}.${host.key}` })),
  },
});
