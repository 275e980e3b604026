import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GeoLocation } from '@pivotkit/entities';

describe('GeoLocation', () => {
  test.each([
    ['US/Washington/Seattle@47.6,-122.3', 'US/Washington/Seattle@47.6,-122.3'],
    ['us', 'US'],
    ['47.6,-122.3', '@47.6,-122.3'],
    ['geo:0,0', '@0,0'],
    ['France//Paris', 'France//Paris'],
  ])('%s → %s', (text, key) => {
    expect(GeoLocation.create(text).key).toBe(key);
  });

  test.each([
    ['', 'empty'],
    ['91,0', 'latitude'],
    ['0,181', 'longitude'],
    ['a/b/c/d', 'US/Washington'],
  ])('%j is refused: %s', (text, reason) => {
    expect(GeoLocation.parse(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('the equator and the prime meridian are places', () => {
    const place = new GeoLocation({ latitude: 0, longitude: 0 });
    expect(place.coordinates).toEqual({ latitude: 0, longitude: 0 });
    expect(place.toJSON()).toEqual({ kind: 'GeoLocation', latitude: 0, longitude: 0 });
    expect(new GeoLocation({ latitude: 0 }).coordinates).toBeUndefined();
  });

  test('the name of a country falls back to its code', () => {
    expect(new GeoLocation({ countryCode: 'ec', countryOrRegionName: 'Ecuador' }).countryName).toBe('Ecuador');
    expect(new GeoLocation({ countryCode: 'ec' }).countryName).toBe('EC');
  });

  test('a key is read again as the same place', () => {
    const name = fc.option(fc.string({ minLength: 3, maxLength: 8 }), { nil: undefined });
    const place = fc.record({
      countryCode: fc.option(fc.stringMatching(/^[A-Z]{2}$/), { nil: undefined }),
      state: name,
      city: name,
      latitude: fc.option(fc.double({ min: -90, max: 90, noNaN: true }), { nil: undefined }),
      longitude: fc.option(fc.double({ min: -180, max: 180, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(place, (attributes) => {
        const { key, countryCode, state, city, latitude } = new GeoLocation(attributes);
        fc.pre([countryCode, state, city, latitude].some((part) => part !== undefined));
        expect(GeoLocation.create(key).key).toBe(key);
      }),
    );
  });
});
