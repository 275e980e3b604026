import type { RowInput } from '@pivotkit/core';
import type { columns } from './columns.ts';

export type Row = RowInput<typeof columns>;

/** What one record says, whoever made the database; null where it says nothing. */
export type Place = Omit<Row, 'network' | 'source'>;

/** Languages wanted, best first, as in BCP 47 (`pt-BR`). */
export type Locales = readonly string[];

/** Reads records as `placeOf`; each object once, since neighbouring networks share their records. */
export function placeReader(locales: Locales): (record: object) => Place {
  const known = new WeakMap<object, Place>();
  return (record) => {
    const place = known.get(record) ?? placeOf(record, locales);
    known.set(record, place);
    return place;
  };
}

/**
 * Reads a record of any maker: the nested form of MaxMind and DB-IP
 * (https://dev.maxmind.com/geoip/docs/databases/city-and-country/), or the flat ones of ipinfo
 * (https://ipinfo.io/developers/ip-to-geolocation-database) and ip-location-db. Read 2026-11-20.
 */
export function placeOf(record: object, locales: Locales): Place {
  const countryCode = countryOf(record);
  return {
    countryCode,
    countryName: countryNameOf(record, countryCode, locales),
    registeredCountryCode: codeAt(record, 'registered_country', 'iso_code'),
    continentCode:
      codeAt(record, 'continent', 'code') ?? codeAt(record, 'continent_code') ?? codeAt(record, 'continent'),
    ...subdivisionsOf(record, locales),
    city: nameAt(record, locales, 'city'),
    postalCode: textAt(record, 'postal', 'code') ?? firstText(record, 'postal_code', 'postcode', 'postal'),
    ...coordinatesOf(record),
    timeZone: textAt(record, 'location', 'time_zone') ?? firstText(record, 'timezone', 'time_zone'),
    ...networkOwnerOf(record),
    isAnycast: booleanAt(record, 'traits', 'is_anycast') ?? booleanAt(record, 'is_anycast'),
  };
}

function countryOf(record: object): string | null {
  return codeAt(record, 'country', 'iso_code') ?? codeAt(record, 'country_code') ?? codeAt(record, 'country');
}

/** Two capital letters; `ZZ` is how some makers write “unknown”. */
function codeAt(record: object, ...path: readonly string[]): string | null {
  const text = textAt(record, ...path);
  return text !== null && /^[A-Z]{2}$/.test(text) && text !== 'ZZ' ? text : null;
}

function countryNameOf(record: object, code: string | null, locales: Locales): string | null {
  const written = namesAt(record, locales, 'country') ?? textAt(record, 'country_name');
  if (written !== null) return written;
  const plain = textAt(record, 'country');
  if (plain !== null && plain.length > 2) return plain;
  return code === null ? null : regionName(code, locales);
}

const regionNames = new Map<string, Intl.DisplayNames>();

/** Name of a country in a language, by the Unicode data of the runtime. */
function regionName(code: string, locales: Locales): string | null {
  const wanted = locales.join(',');
  const names = regionNames.get(wanted) ?? new Intl.DisplayNames([...locales], { type: 'region', fallback: 'none' });
  regionNames.set(wanted, names);
  return names.of(code) ?? null;
}

function subdivisionsOf(record: object, locales: Locales): Pick<Place, 'state' | 'stateCode' | 'district'> {
  const list = valueAt(record, 'subdivisions');
  if (!Array.isArray(list))
    return {
      state: nameAt(record, locales, 'region') ?? firstText(record, 'state1', 'state', 'region_name'),
      stateCode: textAt(record, 'region_code'),
      district: firstText(record, 'state2', 'district'),
    };
  const [first, second] = (list satisfies unknown[]).map((item: unknown) => item);
  return {
    state: isRecord(first) ? namesAt({ first }, locales, 'first') : null,
    stateCode: isRecord(first) ? textAt(first, 'iso_code') : null,
    district: isRecord(second) ? namesAt({ second }, locales, 'second') : null,
  };
}

/** Both coordinates or none. 0° north, 0° east is a place as any other. */
function coordinatesOf(record: object): Pick<Place, 'latitude' | 'longitude' | 'accuracyRadius'> {
  const latitude = numberAt(record, 'location', 'latitude') ?? firstNumber(record, 'latitude', 'lat');
  const longitude = numberAt(record, 'location', 'longitude') ?? firstNumber(record, 'longitude', 'lng', 'lon');
  const known = latitude !== null && longitude !== null;
  return {
    latitude: known ? latitude : null,
    longitude: known ? longitude : null,
    accuracyRadius: numberAt(record, 'location', 'accuracy_radius') ?? firstNumber(record, 'accuracy_radius', 'radius'),
  };
}

function networkOwnerOf(record: object): Pick<Place, 'asn' | 'asOrganization'> {
  const asn =
    firstNumber(record, 'autonomous_system_number', 'asn') ?? numberAt(record, 'traits', 'autonomous_system_number');
  const organization =
    firstText(record, 'autonomous_system_organization', 'as_organization', 'as_name') ??
    textAt(record, 'traits', 'autonomous_system_organization');
  return { asn, asOrganization: organization };
}

/** A name in the languages wanted (`names.en`), or a plain text. */
const nameAt = (record: object, locales: Locales, name: string): string | null =>
  namesAt(record, locales, name) ?? textAt(record, name);

/** A name in the first language wanted that the record has; `pt-BR` also takes `pt`, and the last resort is English. */
function namesAt(record: object, locales: Locales, name: string): string | null {
  for (const locale of [...locales, 'en']) {
    const found = textAt(record, name, 'names', locale) ?? textAt(record, name, 'names', locale.split('-', 1)[0] ?? '');
    if (found !== null) return found;
  }
  return null;
}

function firstText(record: object, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = textAt(record, name);
    if (found !== null) return found;
  }
  return null;
}

function firstNumber(record: object, ...names: readonly string[]): number | null {
  for (const name of names) {
    const found = numberAt(record, name);
    if (found !== null) return found;
  }
  return null;
}

/** The text at a path; an empty one and `-`, which some makers write for “unknown”, are null. */
function textAt(record: object, ...path: readonly string[]): string | null {
  const value = valueAt(record, ...path);
  return typeof value === 'string' && value !== '' && value !== '-' ? value : null;
}

/** The number at a path; ipinfo writes numbers as texts and puts `AS` before that of a system. */
function numberAt(record: object, ...path: readonly string[]): number | null {
  const value = valueAt(record, ...path);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const digits = typeof value === 'string' ? /^(?:AS)?(-?\d+(?:\.\d+)?)$/i.exec(value)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}

function booleanAt(record: object, ...path: readonly string[]): boolean | null {
  const value = valueAt(record, ...path);
  return typeof value === 'boolean' ? value : null;
}

function valueAt(record: object, ...path: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of path) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
