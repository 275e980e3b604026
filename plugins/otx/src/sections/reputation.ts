import { found, instantOf, list, notFound, number, object, time } from '@pivotkit/core';
import { IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { section } from '../section.ts';

const notSaid = 'OTX does not say';
const moment = z.union([z.string(), z.number()]).nullish();

/** An older list of OTX's own; most addresses are not on it. Shape as clients read it, with low confidence. */
const reply = z.object({
  reputation: z
    .object({
      threat_score: z.number().nullish(),
      counts: z.record(z.string(), z.unknown()).nullish(),
      activities: z.array(z.object({ name: z.string() })).nullish(),
      domains: z.array(z.string()).nullish(),
      first_seen: moment,
      last_seen: moment,
    })
    .nullable(),
});

export const reputation = section({
  name: 'otx.reputation',
  description: 'What the older list of Open Threat Exchange itself says an address does',
  from: [IpAddress],
  rowsPerInput: 'at-most-one',
  examples: ["await IpAddress.otx.reputation('8.8.8.8')"],
  columns: {
    threatScore: number('How bad it is, by OTX; 0 is not bad at all', { unit: 'points', nullWhen: notSaid }),
    activities: list('What it does, such as Malicious Host or Scanning Host'),
    counts: object('How often it was seen to do what', { nullWhen: notSaid }),
    domains: list('Domains at the address'),
    firstSeenAt: time('When it was first seen', { nullWhen: notSaid }),
    lastSeenAt: time('When it was last seen', { nullWhen: notSaid }),
  },
  section: 'reputation',
  reply,
  map: ({ reputation: entry }) =>
    entry === null
      ? notFound()
      : found({
          threatScore: entry.threat_score,
          activities: [...new Set((entry.activities ?? []).map(({ name }) => name))],
          counts: entry.counts,
          domains: entry.domains ?? [],
          firstSeenAt: instantOf(entry.first_seen),
          lastSeenAt: instantOf(entry.last_seen),
        }),
});
