import { found, notFound, number, text } from '@pivotkit/core';
import { Dns, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';
import { section } from '../section.ts';

const notSaid = 'OTX does not say';

const reply = z.object({
  asn: z.string().nullish(),
  continent_code: z.string().nullish(),
  // Always there, null where it is not known.
  country_code: z.string().nullable(),
  country_name: z.string().nullish(),
  region: z.string().nullish(),
  city: z.string().nullish(),
  postal_code: z.string().nullish(),
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
  accuracy_radius: z.number().nullish(),
});

export const geo = section({
  name: 'otx.geo',
  description: 'Where an address is, or the address of a domain, as Open Threat Exchange says it',
  from: [IpAddress, Dns],
  rowsPerInput: 'at-most-one',
  examples: ["await IpAddress.otx.geo('8.8.8.8')"],
  columns: {
    asn: text('Autonomous system, as `AS64496 example`', { nullWhen: notSaid }),
    continentCode: text('Continent, two letters', { nullWhen: notSaid }),
    countryCode: text('Country, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
    countryName: text('Country, by name', { nullWhen: notSaid }),
    region: text('Region of the country', { nullWhen: notSaid }),
    city: text('City of the address', { nullWhen: notSaid }),
    postalCode: text('Postal code', { nullWhen: notSaid }),
    latitude: number('Latitude', { unit: 'degrees', range: [-90, 90], nullWhen: notSaid }),
    longitude: number('Longitude', { unit: 'degrees', range: [-180, 180], nullWhen: notSaid }),
    accuracyRadius: number('How far off that may be', { unit: 'kilometres', nullWhen: notSaid }),
  },
  section: 'geo',
  reply,
  map: (place) =>
    (place.country_code ?? place.asn ?? place.latitude ?? undefined) === undefined
      ? notFound()
      : found({
          asn: place.asn,
          continentCode: place.continent_code,
          countryCode: place.country_code,
          countryName: place.country_name,
          region: place.region,
          city: place.city,
          postalCode: place.postal_code,
          latitude: place.latitude,
          longitude: place.longitude,
          accuracyRadius: place.accuracy_radius,
        }),
});
