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
