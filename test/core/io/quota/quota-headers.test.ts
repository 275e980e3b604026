import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotaHintsOf, type QuotaHint } from '../../../../core/src/io/quota/index.ts';

const now = Date.UTC(2026, 10, 20, 12);
const epoch = now / 1_000;
const day = 86_400_000;

type Case = readonly [Readonly<Record<string, string>>, readonly QuotaHint[]];

describe('Retry-After', () => {
  test.each<[string, number | undefined]>([
    ['120', 120_000],
    ['1.5', 1_500],
    ['30s', 30_000],
    ['0', 1_000],
    ['86400', day],
    ['31536000', day],
    ['9'.repeat(400), day],
    ['Fri, 20 Nov 2026 12:02:00 GMT', 120_000],
    ['Friday, 20-Nov-26 12:02:00 GMT', 120_000],
    ['Fri Nov 20 12:02:00 2026', 120_000],
    ['2026-11-20T12:02:00Z', 120_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 1_000],
    ['Fri, 20 Nov 2099 12:00:00 GMT', day],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['12:30', undefined],
    ['May', undefined],
  ])('%s', (text, waitMs) => {
    const expected = waitMs === undefined ? [] : [{ blockedUntilMs: now + waitMs }];
    expect(quotaHintsOf({ 'retry-after': text }, now)).toEqual(expected);
  });

  test('a date is read by the clock of the service that sent it', () => {
    const headers = { date: 'Fri, 20 Nov 2026 15:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 15:00:30 GMT' };
    expect(quotaHintsOf(headers, now)).toEqual([{ blockedUntilMs: now + 30_000 }]);
  });
});

describe('limits of one window', () => {
  test.each<Case>([
    [{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999' }, [{ limit: 1_000, remaining: 999 }]],
    [
      { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(epoch + 90) },
      [{ limit: 60, remaining: 0, resetAtMs: now + 90_000 }],
    ],
    [
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(now + 90_000) },
      [{ remaining: 3, resetAtMs: now + 90_000 }],
    ],
    [{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '90' }, [{ remaining: 3, resetAtMs: now + 90_000 }]],
    [{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': 'never' }, [{ remaining: 3 }]],
    [{ 'x-ratelimit-remaining': '4, 499' }, [{ remaining: 4 }]],
    [{ 'x-ratelimit-remaining': '1,000' }, [{ remaining: 1_000 }]],
    [{ 'x-ratelimit-limit': '-1', 'x-ratelimit-remaining': '-1' }, []],
    [{ 'x-ratelimit-limit': 'unlimited' }, []],
    [{ 'x-ratelimit-reset': '90' }, []],
    [
      {
        'x-rate-limit-scope': 'team',
        'x-rate-limit-window': 'hour',
        'x-rate-limit-limit': '1000',
        'x-rate-limit-remaining': '12',
        'x-rate-limit-reset': '2026-11-20T12:30:00.000Z',
        'x-rate-limit-reset-after': '1800',
      },
      [{ per: 'hour', limit: 1_000, remaining: 12, resetAtMs: now + 1_800_000 }],
    ],
    [
      { 'x-rate-limit-remaining': '12', 'x-rate-limit-reset': '2026-11-20 12:30:00' },
      [{ remaining: 12, resetAtMs: now + 1_800_000 }],
    ],
    [
      { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '50', 'ratelimit-reset': '50' },
      [{ per: 'minute', limit: 100, remaining: 50, resetAtMs: now + 50_000 }],
    ],
    [{ 'x-rl': '44', 'x-ttl': '60' }, [{ remaining: 44, resetAtMs: now + 60_000 }]],
    [{ 'x-rl': '0' }, [{ remaining: 0 }]],
  ])('%j', (headers, expected) => {
    expect(quotaHintsOf(headers, now)).toEqual(expected);
  });

  test('an epoch is read by the clock of the service that sent it', () => {
    const headers = {
      date: 'Fri, 20 Nov 2026 11:00:00 GMT',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(epoch - 3_600 + 10),
    };
    expect(quotaHintsOf(headers, now)).toEqual([{ remaining: 0, resetAtMs: now + 10_000 }]);
  });
});

describe('limits of several windows', () => {
  test.each<Case>([
    [
      { 'x-requests-remaining-second': '1', 'x-requests-remaining-day': '9', 'x-requests-remaining-month': '249' },
      [
        { per: 'second', remaining: 1 },
        { per: 'day', remaining: 9 },
        { per: 'month', remaining: 249 },
      ],
    ],
    [
      { 'x-ratelimit-limit-minute': '30', 'x-ratelimit-remaining-minute': '29', 'x-ratelimit-remaining-hour': '7' },
      [
        { per: 'minute', limit: 30, remaining: 29 },
        { per: 'hour', remaining: 7 },
      ],
    ],
    [
      { ratelimit: '"burst";r=5;t=30, "daily";r=400', 'ratelimit-policy': '"burst";q=10;w=60,"daily";q=500;w=86400' },
      [
        { per: 'minute', limit: 10 },
        { per: 'day', limit: 500 },
        { per: 'minute', remaining: 5, resetAtMs: now + 30_000 },
        { per: 'day', remaining: 400 },
      ],
    ],
  ])('%j', (headers, expected) => {
    expect(quotaHintsOf(headers, now)).toEqual(expected);
  });
});

test('no header, no hint', () => {
  expect(quotaHintsOf({}, now)).toEqual([]);
  expect(quotaHintsOf({ date: 'Fri, 20 Nov 2026 12:00:00 GMT', 'content-type': 'application/json' }, now)).toEqual([]);
});

test('any text at all gives hints with sound numbers, soon', () => {
  const names = [
    'retry-after',
    'date',
    'ratelimit',
    'ratelimit-policy',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.stringMatching(/^[0-9a-z";=,. :GMT-]{0,60}$/),
    fc.constantFrom('"'.repeat(50_000), ';r=1'.repeat(400), '\\"'.repeat(900), ','.repeat(1_900), '1,000'.repeat(300)),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text), (headers) => {
      for (const { limit = 0, remaining = 0, resetAtMs = now, blockedUntilMs = now } of quotaHintsOf(headers, now)) {
        expect(limit).toBeGreaterThanOrEqual(0);
        expect(remaining).toBeGreaterThanOrEqual(0);
        expect(resetAtMs).not.toBeNaN();
        expect(blockedUntilMs).toBeLessThanOrEqual(now + day);
      }
    }),
    { numRuns: 1_000 },
  );
});
