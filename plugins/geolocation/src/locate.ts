import { failed, found, notFound, notSupported, PivotKitError, type LookupResult } from '@pivotkit/core';
import { addressBlock, isPublicAddress, type IpAddress } from '@pivotkit/entities';
import type { Database } from './database.ts';
import { networkOf } from './network.ts';
import type { Place, Row } from './record.ts';

export interface Locator {
  readonly databases: readonly Database[];
  /** Ask about addresses that are not public too: an own database may know them, one of the Internet only errs. */
  readonly knowsInternal: boolean;
  readonly placeOf: (record: object) => Place;
}

interface Known {
  readonly database: Database;
  readonly place: Place;
  readonly prefixLength: number;
}

/** What the databases together say of an address; see `combine`. A broken record fails this address alone. */
export function locate(address: IpAddress, { databases, placeOf, knowsInternal }: Locator): LookupResult<Row> {
  if (!knowsInternal && !isPublicAddress(address.address)) return notFound(noteOn(address));
  if (isAmongIpv4(address)) return notFound(noteOn(address));
  const able = databases.filter(({ knowsIpv6 }) => knowsIpv6 || address.version === 4);
  if (able.length === 0) return notSupported('the databases know IPv4 addresses only');
  try {
    const known = able.flatMap((database) => {
      const answer = database.find(address);
      if (answer === undefined) return [];
      const place = placeOf(answer.record);
      return saysSomething(place) ? { database, place, prefixLength: answer.prefixLength } : [];
    });
    return known.length === 0 ? notFound(noteOn(address)) : found(combine(address, known));
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    return failed(error.code, error.details, { cause: error });
  }
}

/** Databases keep IPv4 addresses where IPv6 has `::/96`; `::1.2.3.4` and `::1` are not the addresses that stand there. */
const isAmongIpv4 = (address: IpAddress): boolean => address.version === 6 && networkOf(address, 96) === '::/96';

function noteOn(address: IpAddress): string | undefined {
  const embedded = address.embeddedIpv4;
  if (embedded !== undefined) return `it carries the IPv4 address ${embedded.key}, which may be known`;
  const block = addressBlock(address.address);
  return isPublicAddress(address.address) || block === undefined
    ? undefined
    : `a ${block.scope} address (${block.source}) has no place that is known`;
}

/**
 * One row of several answers. The place is taken whole from the database that says most exactly where the address is,
 * the earlier one where two are alike, so that no row names the city of one and the coordinates of another; the
 * autonomous system is that of the first that names one.
 */
function combine(address: IpAddress, known: readonly Known[]): Row {
  const [first, ...others] = known;
  if (first === undefined) throw new PivotKitError('INTERNAL', { problem: 'no answer to combine' });
  const best = others.reduce((left, right) => (exactness(right.place) > exactness(left.place) ? right : left), first);
  const owner = known.find(({ place }) => place.asn !== null);
  const used = known.filter((one) => one === best || one === owner);
  return {
    ...best.place,
    asn: owner?.place.asn ?? null,
    asOrganization: owner?.place.asOrganization ?? best.place.asOrganization ?? null,
    isAnycast: known.find(({ place }) => place.isAnycast !== null)?.place.isAnycast ?? null,
    network: networkOf(address, best.prefixLength),
    source: used.map(({ database }) => database.label).join(', '),
  };
}

/** False for a record about something else, such as who uses the network, or that names only `ZZ`. */
const saysSomething = (place: Place): boolean => Object.values(place).some((value) => value !== null);

function exactness({ city, latitude, state, countryCode, continentCode, registeredCountryCode }: Place): number {
  const parts = [city, latitude, state, countryCode, continentCode ?? registeredCountryCode];
  const at = parts.findIndex((part) => part !== null && part !== undefined);
  return at < 0 ? 0 : parts.length - at;
}
