import { seededRandom } from '@pivotkit/core';
import { findBeacon } from '@pivotkit/plugin-beacon';
import { describe, expect, test } from 'vitest';
import { burstStarts } from '../../../plugins/beacon/src/bursts.ts';
import { powerSpectrum } from '../../../plugins/beacon/src/fft.ts';

const beat = (count: number, of: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => of(i));

describe('a rhythm', () => {
  test.each([
    ['strict', beat(60, (i) => 60 * i), 60],
    ['of a day', beat(12, (i) => 86_400 * i), 86_400],
    ['of ten seconds', beat(60, (i) => 10 * i), 10],
    ['in any order', beat(60, (i) => 300 * ((i * 17) % 60)), 300],
    ['with bursts at each check-in', beat(180, (i) => 600 * Math.floor(i / 3) + (i % 3)), 600],
    ['with every second one lost', beat(120, (i) => 60 * i).filter((_, i) => (i * 7919) % 5 < 3), 60],
  ])('%s is found', (_, times, period) => {
    const beacon = findBeacon(times);
    expect(beacon?.pValue).toBeLessThan(0.001);
    expect(Math.abs(beacon!.period / period - 1)).toBeLessThan(0.01);
  });

  test('jitter and loss are told', () => {
    const random = seededRandom(3);
    const times = beat(300, (i) => 1_000 * i + 200 * (random() - 0.5)).filter(() => random() > 0.2);
    const beacon = findBeacon(times)!;
    // A grid that is late by ±10 % each has waits that spread as the difference of two such delays.
    expect(beacon.jitter).toBeCloseTo(0.1 * Math.SQRT2, 1);
    expect(beacon.loss).toBeCloseTo(0.2, 1);
  });
});

describe('no rhythm', () => {
  test.each([
    ['too few events', [0, 60, 120, 180, 240]],
    ['none', []],
    ['all at one time', beat(50, () => 7)],
  ])('%s', (_, times) => {
    expect(findBeacon(times)).toBeUndefined();
  });

  test('seconds are rounded, not kept', () => {
    const random = seededRandom(5);
    const times = beat(200, () => Math.floor(random() * 86_400));
    expect(findBeacon(times)?.pValue ?? 1).toBeGreaterThan(0.001);
  });

  test('minutes are, when it is said', () => {
    const random = seededRandom(6);
    const times = beat(200, () => 60 * Math.floor(random() * 1_440));
    expect(findBeacon(times, { resolution: 60 })?.pValue ?? 1).toBeGreaterThan(0.001);
  });
});

test('waits with a least length and a long tail are no rhythm, though most are near the least', () => {
  const random = seededRandom(4);
  const pareto = (): number[] => {
    let now = 0;
    return beat(300, () => Math.floor((now += 30 * Math.min(1e4, (1 - random()) ** (-1 / 1.2)))));
  };
  const found = Array.from({ length: 20 }, pareto).filter((times) => (findBeacon(times)?.pValue ?? 1) <= 0.001);
  expect(found.length).toBeLessThanOrEqual(1);
});

test('p-values of events at any time are not smaller than they say', () => {
  const random = seededRandom(9);
  const train = (): number[] => {
    let now = 0;
    return beat(400, () => (now -= 60 * Math.log(1 - random())));
  };
  const values = Array.from({ length: 200 }, () => findBeacon(train())?.pValue ?? 1);
  expect(values.filter((value) => value <= 0.1).length).toBeLessThanOrEqual(30);
  expect(values.filter((value) => value <= 0.01).length).toBeLessThanOrEqual(6);
});

test.each([
  ['equal times', beat(5_000, () => 5)],
  ['two times', beat(5_000, (i) => i % 2)],
  ['times far apart', [...beat(20, (i) => i), 8.64e12]],
  ['the whole range of numbers', beat(40, (i) => (i - 20) * 1e307)],
  ['times before 1970', beat(40, (i) => -1e9 + 60 * i)],
])('%s: an answer with a p-value from 0 to 1, or none', (_, times) => {
  const beacon = findBeacon(times);
  if (beacon !== undefined) expect([beacon.pValue >= 0 && beacon.pValue <= 1, beacon.period > 0]).toEqual([true, true]);
});

test('same seed, same p-value', () => {
  const times = beat(40, (i) => 100 * i + ((i * 7919) % 60));
  expect(findBeacon(times, { seed: 1 })).toEqual(findBeacon(times, { seed: 1 }));
  expect(findBeacon(times, { seed: 1 })?.pValue).not.toBe(findBeacon(times, { seed: 2 })?.pValue);
});

test('the spectrum is that of the definition', () => {
  const random = seededRandom(1);
  const values = Float64Array.from({ length: 64 }, random);
  powerSpectrum(values).forEach((power, k) => {
    const angle = (i: number): number => (2 * Math.PI * k * i) / 64;
    const real = values.reduce((sum, value, i) => sum + value * Math.cos(angle(i)), 0);
    const imaginary = values.reduce((sum, value, i) => sum + value * Math.sin(angle(i)), 0);
    expect(power).toBeCloseTo(real ** 2 + imaginary ** 2, 8);
  });
});

test('a burst ends after its length, however many events go on', () => {
  expect([...burstStarts(Float64Array.of(0, 1, 2, 3, 9, 9.5), 2)]).toEqual([0, 2, 9]);
});
