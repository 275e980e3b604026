import { entity, entityKey, instantOf, number, text, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';
import { attributes, related } from '../reply.ts';
import { shape } from './shape.ts';
import { verdictColumns, verdictOf } from './verdict.ts';

const notSaid = 'VirusTotal does not say';

export const domainShape = shape({
  columns: {
    dns: entity(Dns, 'The name'),
    ...verdictColumns,
    reputation: number('Score of the community: below 0 is bad, above 0 is good', {
      unit: 'points',
      nullWhen: notSaid,
    }),
    registrar: text('Registrar of the domain', { nullWhen: notSaid }),
    createdAt: time('When the domain was registered', { nullWhen: notSaid }),
  },
  item: related(attributes.default({})),
  row: ({ id, attributes: domain }) => ({
    dns: entityKey(Dns, id) ?? id,
    ...verdictOf('domain', domain),
    reputation: domain.reputation,
    registrar: domain.registrar,
    createdAt: instantOf(domain.creation_date),
  }),
});
