import { defineVerb, number, type Table } from '@pivotkit/core';
import { z } from 'zod';

/** A place on the Earth, in degrees. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius (IUGG), kilometres, rounded as usual. */
const earthRadiusKm = 6_371;

/** Kilometres between two places along the surface, on a sphere (haversine): within 0.6 % of the truth. */
export function distanceKm(from: Coordinates, to: Coordinates): number {
  const [north, east] = [radians(to.latitude - from.latitude), radians(to.longitude - from.longitude)];
  const chord =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chord)));
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const column = z.string().min(1);
const columns = {
  distanceKm: number('Distance along the surface', {
    unit: 'kilometres',
    range: [0, 20_100],
    nullWhen: 'a coordinate is missing',
  }),
};

/** Adds how far apart two places of each row are. Rows: n → n, order kept; null where a coordinate is missing. */
export const distance = defineVerb({
  name: 'geolocation.distance',
  description: 'How far two places of a row are from one another',
  options: z.strictObject({
    from: z
      .strictObject({
        latitude: column.describe('Column with the latitude of one place. Default: latitude.'),
        longitude: column.describe('Column with its longitude. Default: longitude.'),
      })
      .default({ latitude: 'latitude', longitude: 'longitude' })
      .describe('Columns with the coordinates of one place'),
    to: z
      .union([
        z.strictObject({ latitude: column, longitude: column }),
        z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
      ])
      .default({ latitude: 'latitude_2', longitude: 'longitude_2' })
      .describe('Columns with those of the other, or coordinates that are the same for all rows'),
  }),
  columns,
  result: 'added-columns',
  streamable: true,
  examples: ["session.from(logons).verb('geolocation.distance', { to: { latitude: 59.91, longitude: 10.75 } })"],
  run: (table, { from, to }) => {
    const [first, second] = [placesIn(table, from), placesIn(table, to)];
    const distanceOf = (_row: object, i: number): number | null => {
      const [here, there] = [first(i), second(i)];
      return here === undefined || there === undefined ? null : distanceKm(here, there);
    };
    return table.derive({ distanceKm: distanceOf }, { specs: columns });
  },
});

type Places = (row: number) => Coordinates | undefined;

/** @throws TABLE_COLUMN_MISSING */
function placesIn(table: Table<object>, place: { readonly [N in keyof Coordinates]: string | number }): Places {
  const [latitudes, longitudes] = [place.latitude, place.longitude].map((given) => {
    if (typeof given === 'number') return () => given;
    const cells = table.cells(given);
    return (row: number): unknown => cells[row];
  });
  return (row) => {
    const [latitude, longitude] = [latitudes?.(row), longitudes?.(row)];
    return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
  };
}
