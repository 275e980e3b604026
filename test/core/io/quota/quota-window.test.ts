import { describe, expect, test } from 'vitest';
import { freeAtMs, lengthMs, startMs, windowKey, type WindowKey } from '../../../../core/src/io/quota/quota-window.ts';

const at = (text: string): number => Date.parse(text);

describe('windows of the calendar, in UTC', () => {
  test.each<[WindowKey, string, string, string]>([
    ['day', '2026-11-20T00:00:00.000Z', '2026-11-20', '2026-11-21'],
    ['day', '2026-11-20T23:59:59.999Z', '2026-11-20', '2026-11-21'],
    // Summer time begins and ends in parts of the world on these days; a day of UTC has 24 hours.
    ['day', '2026-03-29T01:30:00Z', '2026-03-29', '2026-03-30'],
    ['day', '2026-10-25T01:30:00Z', '2026-10-25', '2026-10-26'],
    ['day', '2028-02-29T12:00:00Z', '2028-02-29', '2028-03-01'],
    ['day', '1969-12-31T23:00:00Z', '1969-12-31', '1970-01-01'],
    ['month', '2026-02-28T23:59:59.999Z', '2026-02-01', '2026-03-01'],
    ['month', '2028-02-29T23:59:59.999Z', '2028-02-01', '2028-03-01'],
    ['month', '2026-12-31T23:59:59.999Z', '2026-12-01', '2027-01-01'],
    ['month', '2027-01-01T00:00:00.000Z', '2027-01-01', '2027-02-01'],
    ['month', '2026-04-30T12:00:00Z', '2026-04-01', '2026-05-01'],
  ])('a %s around %s', (key, moment, start, end) => {
    expect(startMs(key, at(moment))).toBe(at(start));
    expect(freeAtMs(key, at(moment))).toBe(at(end));
  });
});

describe('sliding windows', () => {
  test.each<WindowKey>(['second', 'minute', 'hour', 'sliding day', 'sliding month'])(
    'a %s counts both its ends',
    (key) => {
      const nowMs = at('2026-11-20T12:00:00Z');
      expect(startMs(key, nowMs + lengthMs(key))).toBe(nowMs);
      expect(freeAtMs(key, nowMs)).toBe(nowMs + lengthMs(key) + 1);
    },
  );
});

test('only days and months can be of the calendar or slide', () => {
  expect(windowKey({ per: 'day', limit: 1 })).toBe('day');
  expect(windowKey({ per: 'day', limit: 1, sliding: true })).toBe('sliding day');
  expect(windowKey({ per: 'month', limit: 1, sliding: true })).toBe('sliding month');
  expect(windowKey({ per: 'minute', limit: 1, sliding: true })).toBe('minute');
  expect(windowKey({ per: 'minute', limit: 1, sliding: false })).toBe('minute');
});
