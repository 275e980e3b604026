import { entity, entityKey, number, text } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { attributes, related } from '../reply.ts';
import { shape } from './shape.ts';
import { verdictColumns, verdictOf } from './verdict.ts';

const notSaid = 'VirusTotal does not say';

export const addressShape = shape({
  columns: {
    ipAddress: entity(IpAddress, 'The address'),
    ...verdictColumns,
    reputation: number('Score of the community: below 0 is bad, above 0 is good', {
      unit: 'points',
      nullWhen: notSaid,
    }),
    asn: number('Number of the autonomous system', {
      unit: 'AS number',
      range: [0, 4_294_967_295],
      nullWhen: notSaid,
    }),
    asOwner: text('Name of the autonomous system', { nullWhen: notSaid }),
    country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  },
  item: related(attributes.default({})),
  row: ({ id, attributes: address }) => ({
    ipAddress: entityKey(IpAddress, id) ?? id,
    ...verdictOf('ip_address', address),
    reputation: address.reputation,
    asn: address.asn,
    asOwner: address.as_owner,
    country: address.country,
  }),
});
