import { createSession, Table } from '@pivotkit/core';
import { distanceKm, geolocation } from '@pivotkit/plugin-geolocation';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const oslo = { latitude: 59.9139, longitude: 10.7522 };
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** Angle between two unit vectors: slow, obvious, and another way to the same. */
function byVectors(from: typeof oslo, to: typeof oslo): number {
  const vector = ({ latitude, longitude }: typeof oslo): readonly [number, number, number] => {
    const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
    return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
  };
  const [[ax, ay, az], [bx, by, bz]] = [vector(from), vector(to)];
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return 6_371 * Math.atan2(cross, ax * bx + ay * by + az * bz);
}

describe('distance', () => {
  test.each([
    [oslo, oslo, 0],
    [oslo, { latitude: 60.3913, longitude: 5.3221 }, 305],
    [{ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }, 22.2],
    [{ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }, 20_015],
  ])('%j → %j: %d km', (from, to, km) => {
    expect(distanceKm(from, to)).toBeCloseTo(km, km > 100 ? -1 : 0);
  });

  test('is what the angle between the places gives, the same both ways', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        const km = distanceKm(from, to);
        expect(Math.abs(km - byVectors(from, to))).toBeLessThan(0.01);
        expect(distanceKm(to, from)).toBeCloseTo(km, 6);
        expect(km).toBeLessThanOrEqual(20_016);
      }),
    );
  });

  test('the verb adds a column; rows stay, and a missing coordinate is null', async () => {
    await using session = await createSession({ plugins: [geolocation] });
    const rows = [
      { who: 'a', latitude: 60.3913, longitude: 5.3221 },
      { who: 'b', latitude: null, longitude: 5 },
      { who: 'c', latitude: 59.9139, longitude: 10.7522 },
    ];
    const frame = await session.from(rows).verb('geolocation.distance', { to: oslo }).run();
    expect(frame.toRows().map((row) => [row.who, row.distanceKm === null ? null : Math.round(row.distanceKm)])).toEqual(
      [
        ['a', 305],
        ['b', null],
        ['c', 0],
      ],
    );
    await expect(
      session
        .from(rows)
        .verb('geolocation.distance', { to: { latitude: 'lat', longitude: 'lon' } })
        .run(),
    ).rejects.toThrow("'lat'");
    const none = await session.from(Table.fromRows(rows).slice(0, 0)).verb('geolocation.distance', { to: oslo }).run();
    expect(none.size).toBe(0);
  });
});
