import { entity, entityKey, found, instantOf, text, time } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { section } from '../section.ts';

export const passiveDns = section({
  name: 'otx.passiveDns',
  description: 'Names that led to an address, or what a name led to, as passive DNS of Open Threat Exchange saw it',
  from: [IpAddress, Dns],
  rowsPerInput: 'many',
  examples: ["await Dns.otx.passiveDns('www.example.com')"],
  columns: {
    dns: entity(Dns, 'The name'),
    ipAddress: entity(IpAddress, 'The address it led to', { nullWhen: 'it led to another name, or to nothing' }),
    recordType: text('A, AAAA, CNAME …', { nullWhen: 'OTX does not say' }),
    value: text('What the record held, as it came'),
    firstSeenAt: time('When it was first seen to lead there', { nullWhen: 'OTX does not say' }),
    lastSeenAt: time('When it was last seen to lead there', { nullWhen: 'OTX does not say' }),
    asn: text('Autonomous system of the address, as `AS64496 example`', { nullWhen: 'OTX does not say' }),
  },
  facets: { resolutions: ({ asn: _, ...resolution }) => resolution },
  section: 'passive_dns',
  reply: z.object({
    passive_dns: z.array(
      z.object({
        hostname: z.string().min(1),
        address: z.string(),
        record_type: z.string().nullish(),
        first: z.string().nullish(),
        last: z.string().nullish(),
        asn: z.string().nullish(),
      }),
    ),
  }),
  map: ({ passive_dns: records }) =>
    found(
      records.map(({ hostname, address, record_type: recordType, first, last, asn }) => ({
        dns: entityKey(Dns, hostname) ?? hostname,
        ipAddress: entityKey(IpAddress, address),
        recordType,
        value: address,
        firstSeenAt: instantOf(first),
        lastSeenAt: instantOf(last),
        asn: asn || null,
      })),
    ),
  // Since 2025-11-21 an empty list is all that is given without one (github.com/blacklanternsecurity/bbot/issues/2790).
  needsKey: 'a free key, without which OTX shows no passive DNS',
});
