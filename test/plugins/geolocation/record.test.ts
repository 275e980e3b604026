import { IpAddress } from '@pivotkit/entities';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../../plugins/geolocation/src/network.ts';
import { placeOf } from '../../../plugins/geolocation/src/record.ts';

/** Columns a record fills, those that stay null left out. */
const filled = (record: object): object =>
  Object.fromEntries(Object.entries(placeOf(record, ['en'])).filter(([, value]) => value !== null));

describe('records of the makers', () => {
  test.each([
    [
      'ipinfo, codes and names apart',
      {
        country: 'Germany',
        country_code: 'DE',
        continent: 'Europe',
        continent_code: 'EU',
        asn: 'AS3320',
        as_name: 'DTAG',
      },
      { countryCode: 'DE', countryName: 'Germany', continentCode: 'EU', asn: 3320, asOrganization: 'DTAG' },
    ],
    [
      'ipinfo, with places',
      {
        city: 'Bonn',
        region: 'NRW',
        country: 'DE',
        lat: '50.73',
        lng: '7.1',
        postal_code: '53111',
        timezone: 'Europe/Berlin',
      },
      {
        city: 'Bonn',
        state: 'NRW',
        countryCode: 'DE',
        countryName: 'Germany',
        latitude: 50.73,
        longitude: 7.1,
        postalCode: '53111',
        timeZone: 'Europe/Berlin',
      },
    ],
    [
      'ip-location-db, with places',
      {
        country_code: 'GB',
        state1: 'England',
        state2: 'Kent',
        city: 'Deal',
        postcode: 'CT14',
        latitude: 51.2,
        longitude: 1.4,
      },
      {
        countryCode: 'GB',
        countryName: 'United Kingdom',
        state: 'England',
        district: 'Kent',
        city: 'Deal',
        postalCode: 'CT14',
        latitude: 51.2,
        longitude: 1.4,
      },
    ],
    [
      'ip-location-db, systems',
      { autonomous_system_number: 15_169, autonomous_system_organization: 'Google LLC' },
      { asn: 15_169, asOrganization: 'Google LLC' },
    ],
    [
      'MaxMind Enterprise, systems among the traits',
      { traits: { autonomous_system_number: 1221, autonomous_system_organization: 'Telstra', is_anycast: true } },
      { asn: 1221, asOrganization: 'Telstra', isAnycast: true },
    ],
    ['one coordinate alone', { latitude: 1 }, {}],
    ['what makers write for “unknown”', { country_code: '-', city: '', region: '-', asn: '', latitude: 'n/a' }, {}],
    ['a country in no list', { country_code: 'ZZ' }, {}],
    ['forms that are wrong', { country: ['DE'], city: { names: 'x' }, location: 'here', subdivisions: ['x'] }, {}],
  ])('%s', (_, record, expected) => expect(filled(record)).toEqual(expected));
});

describe('the network of an address', () => {
  test.each([
    ['1.2.3.4', 0, '0.0.0.0/0'],
    ['1.2.3.4', 32, '1.2.3.4/32'],
    ['255.255.255.255', 9, '255.128.0.0/9'],
    ['2001:db8::ffff', 128, '2001:db8::ffff/128'],
    ['2001:db8:ffff::', 33, '2001:db8:8000::/33'],
    ['ffff::1', 0, '::/0'],
  ])('%s with %i bits: %s', (address, bits, network) => {
    expect(networkOf(IpAddress.create(address), bits)).toBe(network);
  });

  const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => IpAddress.create(text));

  test('holds the address, and no bit behind the prefix is set', () => {
    fc.assert(
      fc.property(anyAddress, fc.double({ min: 0, max: 1, noNaN: true }), (address, share) => {
        const width = address.version === 4 ? 32 : 128;
        const bits = Math.floor(share * width);
        const [base = '', length] = networkOf(address, bits).split('/');
        const free = BigInt(width - bits);
        expect(Number(length)).toBe(bits);
        expect(numberOf(base) >> free).toBe(numberOf(address.address) >> free);
        expect(numberOf(base) & ((1n << free) - 1n)).toBe(0n);
      }),
    );
  });
});

function numberOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
