import { boolean, number, text, type RowInput } from '@pivotkit/core';

const unknown = 'the databases do not say';

export const columns = {
  countryCode: text('Country the address is used in, ISO 3166-1 alpha-2', { nullWhen: unknown }),
  countryName: text('Name of that country', { nullWhen: unknown }),
  registeredCountryCode: text('Country the network is registered in, ISO 3166-1 alpha-2', { nullWhen: unknown }),
  continentCode: text('Continent: AF, AN, AS, EU, NA, OC or SA', { nullWhen: unknown }),
  state: text('Largest subdivision of the country, such as a state or a region', { nullWhen: unknown }),
  stateCode: text('Its code in ISO 3166-2, without the country', { nullWhen: unknown }),
  district: text('Next smaller subdivision', { nullWhen: unknown }),
  city: text('City or town', { nullWhen: unknown }),
  postalCode: text('Postal code', { nullWhen: unknown }),
  latitude: number('Latitude of the place, not of a building', {
    unit: 'degrees',
    range: [-90, 90],
    nullWhen: unknown,
  }),
  longitude: number('Longitude of the place, not of a building', {
    unit: 'degrees',
    range: [-180, 180],
    nullWhen: unknown,
  }),
  accuracyRadius: number('Radius around the coordinates within which the address is likely used', {
    unit: 'kilometres',
    range: [0, 20_100],
    nullWhen: unknown,
  }),
  timeZone: text('Time zone, by its name in the IANA database', { nullWhen: unknown }),
  asn: number('Number of the autonomous system that announces the network', {
    unit: 'AS number',
    range: [0, 4_294_967_295],
    nullWhen: unknown,
  }),
  asOrganization: text('Organization that runs the autonomous system', { nullWhen: unknown }),
  network: text('Network the place is known of, in CIDR form'),
  isAnycast: boolean('Whether the address is announced from several places at once', { nullWhen: unknown }),
  source: text('Databases that answered, each with its type and the day it was built'),
};

/** As `columns`, for services: few of them say which network they mean. */
export const onlineColumns = {
  ...columns,
  network: text('Network the place is known of, in CIDR form', { nullWhen: 'the service does not say' }),
  source: text('Who answered: `maxmind`, `ipinfo`, `ip-api`, `ipstack`, or databases at hand with type and day'),
};

export type OnlineRow = RowInput<typeof onlineColumns>;
