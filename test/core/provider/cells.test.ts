import { entityKey, instantOf, judgedAs, numberOf } from '@pivotkit/core';
import { Dns, FileHash, IpAddress } from '@pivotkit/entities';
import { describe, expect, test } from 'vitest';

describe('what services write, as cells', () => {
  test.each([
    [Dns, 'WWW.Example.COM.', 'www.example.com'],
    [Dns, 'not a name', null],
    [IpAddress, '2001:DB8:0::1', '2001:db8::1'],
    [IpAddress, '8.8.8.8:443', '8.8.8.8'],
    [IpAddress, '8.8.8', null],
    [FileHash, 'D41D8CD98F00B204E9800998ECF8427E', 'd41d8cd98f00b204e9800998ecf8427e'],
    [Dns, '', null],
    [Dns, null, null],
    [Dns, undefined, null],
  ] as const)('the key of %o written %s', (cls, text, key) => {
    expect(entityKey(cls, text)).toBe(key);
  });

  test.each([
    ['2026-09-19 01:33:26 UTC', '2026-09-19T01:33:26.000Z'],
    ['2026-09-27T20:55:14+02:00', '2026-09-27T18:55:14.000Z'],
    [' 2026-09-19 ', '2026-09-19T00:00:00.000Z'],
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [1e18, undefined],
    [Number.NaN, undefined],
    ['0000-00-00 00:00:00', undefined],
    ['yesterday', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('the instant %s', (written, iso) => {
    expect(instantOf(written)?.toISOString()).toBe(iso);
  });

  test.each([
    ['137216', 137_216],
    [' -1.5 ', -1.5],
    [7, 7],
    ['', null],
    ['0x10', null],
    ['1e400', null],
    [Infinity, null],
    [null, null],
    [undefined, null],
  ])('the number %s', (written, number) => {
    expect(numberOf(written)).toBe(number);
  });

  test.each([
    ['malicious', 'high', { judgement: 'malicious', severity: 'high' }],
    ['', 'HIGH', { judgement: 'unknown', severity: 'unknown' }],
  ])('judgement %s and severity %s', (judgement, severity, opinion) => {
    expect(judgedAs({ judgement, severity })).toEqual(opinion);
  });
});
