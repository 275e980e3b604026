import { z } from 'zod';
import { defineEntity, registerEntity } from './entity.ts';
import type { Parsed } from './parsed.ts';
import { accepted, refused } from './parsed.ts';

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

/**
 * A place on Earth. Key: country, state, city and coordinates, as far as they are known (`US/Washington/Seattle@47.6,-122.3`).
 * From text: a key, coordinates (`47.6,-122.3`, `geo:47.6,-122.3` of RFC 5870) or a country's code of two letters.
 */
export class GeoLocation extends defineEntity({
  kind: 'GeoLocation',
  aliases: ['geolocation', 'location', 'geo'],
  description: 'A place on Earth',
  attributes: {
    /** ISO 3166-1 alpha-2, upper case. */
    countryCode: z.string().optional(),
    countryOrRegionName: z.string().optional(),
    state: z.string().optional(),
    city: z.string().optional(),
    /** Degrees east of Greenwich, −180 to 180. */
    longitude: longitude.optional(),
    /** Degrees north of the equator, −90 to 90. */
    latitude: latitude.optional(),
    /** Autonomous system the address belongs to, as the source wrote it. */
    asn: z.string().optional(),
  },
  primary: 'countryCode',
  key: keyOf,
  canonical: (attributes) =>
    accepted(
      attributes.countryCode === undefined
        ? attributes
        : { ...attributes, countryCode: attributes.countryCode.trim().toUpperCase() },
    ),
  parse: parsePlace,
}) {
  /** The name of the country; the code where only that is known. */
  get countryName(): string | undefined {
    return this.countryOrRegionName ?? this.countryCode;
  }

  /** Degrees; undefined unless both are known. 0, 0 is a place in the Atlantic, not an absence. */
  get coordinates(): { readonly latitude: number; readonly longitude: number } | undefined {
    if (this.latitude === undefined || this.longitude === undefined) return undefined;
    return { latitude: this.latitude, longitude: this.longitude };
  }
}

registerEntity(GeoLocation);

interface Place {
  readonly countryCode?: string | undefined;
  readonly countryOrRegionName?: string | undefined;
  readonly state?: string | undefined;
  readonly city?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

function keyOf(place: Place): string | undefined {
  const names = [place.countryCode ?? place.countryOrRegionName, place.state, place.city];
  const path = names
    .map((name) => encodeURIComponent(name ?? ''))
    .join('/')
    .replace(/\/+$/, '');
  const { latitude: north, longitude: east } = place;
  const point = north === undefined && east === undefined ? '' : `@${north ?? ''},${east ?? ''}`;
  return path + point === '' ? undefined : path + point;
}

const number = String.raw`-?\d+(?:\.\d+)?(?:e-?\d+)?`;
const pointForm = new RegExp(`^(?:geo:|@)?\\s*(${number})\\s*,\\s*(${number})$`, 'i');
const keyForm = new RegExp(`^([^/@]*)(?:/([^/@]*))?(?:/([^/@]*))?(?:@(${number})?,(${number})?)?$`, 'i');

function parsePlace(text: string): Parsed<Place> {
  const trimmed = text.trim();
  if (trimmed === '') return refused('the text is empty');
  const [, north, east] = pointForm.exec(trimmed) ?? [];
  if (north !== undefined && east !== undefined) return accepted({ latitude: Number(north), longitude: Number(east) });
  const parts = keyForm.exec(trimmed);
  if (parts === null) return refused("write it as 'US/Washington/Seattle@47.6,-122.3' or any part of that");
  return accepted(placeOf(parts));
}

function placeOf([, country = '', state = '', city = '', north, east]: readonly (string | undefined)[]): Place {
  const name = decode(country);
  return {
    ...(name === '' ? {} : /^[a-z]{2}$/i.test(name) ? { countryCode: name } : { countryOrRegionName: name }),
    ...(state === '' ? {} : { state: decode(state) }),
    ...(city === '' ? {} : { city: decode(city) }),
    ...(north === undefined ? {} : { latitude: Number(north) }),
    ...(east === undefined ? {} : { longitude: Number(east) }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
