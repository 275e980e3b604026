import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { entropyBits, normalizeHash, parseHashAlgorithm } from '../../../entities/src/normalize/hash.ts';

const tlsh = `T1${'0A'.repeat(35)}`;

describe('normalizeHash', () => {
  test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const)(
    '%s is told by its length',
    (algorithm) => {
      const value = createHash(algorithm).update('x').digest('hex');
      expect(normalizeHash(` ${value.toUpperCase()} `)).toEqual({ ok: true, value: { value, algorithm } });
      expect(normalizeHash(`${algorithm.toUpperCase()}:${value}`)).toEqual({ ok: true, value: { value, algorithm } });
    },
  );

  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

  test.each([
    [`imphash:${md5}`, { value: md5, algorithm: 'imphash' }],
    [`sha-256 = ${'ab'.repeat(32)}`, { value: 'ab'.repeat(32), algorithm: 'sha256' }],
    [`sha256ac:${'ab'.repeat(32)}`, { value: 'ab'.repeat(32), algorithm: 'sha256ac' }],
    ['3:AXGBicFlgVNhBGcL:AXGHsNhxLsr2C', { value: '3:AXGBicFlgVNhBGcL:AXGHsNhxLsr2C', algorithm: 'ssdeep' }],
    [tlsh, { value: tlsh.toLowerCase(), algorithm: 'tlsh' }],
    [`tlsh:${tlsh.slice(2)}`, { value: tlsh.toLowerCase(), algorithm: 'tlsh' }],
  ])('%j → %j', (text, value) => {
    expect(normalizeHash(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'the text is empty'],
    ['abc', 'no hash has 3 digits (md5 32,'],
    [md5.slice(1), 'no hash has 31 digits'],
    ['g'.repeat(32), 'hexadecimal digits only'],
    [`sha1:${md5}`, 'a sha1 hash has 40 digits, this has 32'],
    ['ssdeep:abc', 'no ssdeep sum'],
  ])('%j is refused: %s', (text, reason) => {
    expect(normalizeHash(text)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('a name before the value that contradicts the given algorithm is refused', () => {
    expect(normalizeHash(`imphash:${md5}`, 'md5')).toEqual({
      ok: false,
      reason: 'it says it is imphash, but md5 was given',
    });
  });
});

test.each([
  ['SHA-256', 'sha256'],
  ['sha_1', 'sha1'],
  ['MD5', 'md5'],
  ['SHA256AC', 'sha256ac'],
  ['crc32', undefined],
])('algorithm %s is %s', (text, algorithm) => {
  expect(parseHashAlgorithm(text)).toBe(algorithm);
});

test.each([
  ['aaaa', 0],
  ['abab', 1],
  ['0123456789abcdef', 4],
])('entropy of %s is %d bits', (text, bits) => {
  expect(entropyBits(text)).toBeCloseTo(bits);
});
